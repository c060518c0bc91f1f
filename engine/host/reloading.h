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
  // stays as it is; where a component that only its start shows to be wrong does not start, it is
  // made what it was before. Who asked for it at the desk is told what became of it, by what was
  // read after they asked; who is stopped for it, before.
  void reload();

 private:
  bool done();
  std::optional<config::PipelineSpec> accepted();
  config::PipelineReading read() const;
  void refuse(std::vector<std::string> problems);
  bool apply(const config::PipelineSpec& spec);
  void change(const config::PipelineSpec& spec, const pipeline::Difference& difference);
  void changeBack(const config::PipelineSpec& before, const config::PipelineSpec& refused,
                  const std::vector<pipeline::Failure>& failures);
  void tellOfStuck(const std::vector<std::string>& ids);

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
