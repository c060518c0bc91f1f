// Makes a running pipeline what its configuration says now.
#pragma once

#include "engine/config/pipeline_reader.h"
#include "engine/host/arguments.h"
#include "engine/host/poco_log.h"
#include "engine/host/reload_desk.h"
#include "engine/loader/catalogue.h"
#include "engine/pipeline/pipeline.h"

#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::host {

// [main] Everything given outlives it.
class Reloading {
 public:
  Reloading(const Arguments& arguments, const loader::Catalogue& catalogue,
            pipeline::Pipeline& pipeline, ReloadDesk& desk, PocoLog& log)
      : arguments_(arguments), catalogue_(catalogue), pipeline_(pipeline), desk_(desk), log_(log) {}

  // Reads the configuration anew. Where anything is wrong with it, that is told and the pipeline
  // stays as it is. Who asked for it at the desk is answered before anything is changed, by what
  // was read after they asked.
  void reload();

 private:
  bool done();
  std::optional<config::PipelineSpec> accepted();
  config::PipelineReading read() const;
  void refuse(std::vector<std::string> problems);
  bool apply(const config::PipelineSpec& spec);
  void answer(const pipeline::Difference& difference);
  void change(const config::PipelineSpec& spec, const pipeline::Difference& difference);

  const Arguments& arguments_;
  const loader::Catalogue& catalogue_;
  pipeline::Pipeline& pipeline_;
  ReloadDesk& desk_;
  PocoLog& log_;
};

// The sentence for a change that broke off under way, whatever of it was done.
std::string brokenOff(const pipeline::Difference& difference, std::string_view why);

// The files that the configuration is read from, but for what can be read only once.
std::vector<std::filesystem::path> configurationFiles(const Arguments& arguments);

}  // namespace pipevane::host
