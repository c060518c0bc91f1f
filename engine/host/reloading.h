// Makes a running pipeline what its configuration says now.
#pragma once

#include "engine/host/arguments.h"
#include "engine/host/poco_log.h"
#include "engine/loader/catalogue.h"
#include "engine/pipeline/pipeline.h"

#include <filesystem>
#include <vector>

namespace pipevane::host {

// [main] Everything given outlives it.
class Reloading {
 public:
  Reloading(const Arguments& arguments, const loader::Catalogue& catalogue,
            pipeline::Pipeline& pipeline, PocoLog& log)
      : arguments_(arguments), catalogue_(catalogue), pipeline_(pipeline), log_(log) {}

  // Reads the configuration anew. Where anything is wrong with it, that is told and the pipeline
  // stays as it is.
  void reload();

 private:
  void apply(const config::PipelineSpec& spec);

  const Arguments& arguments_;
  const loader::Catalogue& catalogue_;
  pipeline::Pipeline& pipeline_;
  PocoLog& log_;
};

// The files that the configuration is read from, but for what can be read only once.
std::vector<std::filesystem::path> configurationFiles(const Arguments& arguments);

}  // namespace pipevane::host
