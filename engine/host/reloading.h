// Makes a running pipeline what its configuration says now.
#pragma once

#include "engine/base/clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/host/arguments.h"
#include "engine/host/poco_log.h"
#include "engine/host/reload_desk.h"
#include "engine/host/signals.h"
#include "engine/host/told_problems.h"
#include "engine/loader/catalogue.h"
#include "engine/pipeline/pipeline.h"

#include <chrono>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::host {

// Whom the log names for what the host itself does.
inline constexpr const char* kHostLogger = "host";

// [main] Everything given outlives it.
class Reloading {
 public:
  // `demo`: it runs as no node is configured.
  Reloading(const Arguments& arguments, const loader::Catalogue& catalogue,
            pipeline::Pipeline& pipeline, ReloadDesk& desk, Signals& signals, const Clock& clock,
            PocoLog& log, bool demo)
      : arguments_(arguments),
        catalogue_(catalogue),
        pipeline_(pipeline),
        desk_(desk),
        signals_(signals),
        log_(log),
        told_(clock),
        demo_(demo),
        read_demo_(demo) {}

  // Reads the configuration anew. Where anything is wrong with it, that is told, once where it is
  // read twice in a few seconds, and the pipeline stays as it is; where a component that only
  // its start shows to be wrong does not start, it is made what it was before, unless the program
  // is told to stop meanwhile. Who asked for it at the desk is told what became of it, by what was
  // read after they asked; who is stopped for it, before.
  void reload();

 private:
  using Time = std::chrono::steady_clock::time_point;

  bool done();
  std::optional<config::PipelineSpec> accepted();
  config::PipelineReading read();
  void refuse(std::vector<std::string> problems);
  bool apply(const config::PipelineSpec& spec);
  void change(const config::PipelineSpec& spec, const pipeline::Difference& difference);
  std::vector<std::string> changeBack(const config::PipelineSpec& before, Time deadline);
  std::vector<pipeline::Failure> startFailures(Time deadline);
  void tellOfStuck(const std::vector<std::string>& ids);

  const Arguments& arguments_;
  const loader::Catalogue& catalogue_;
  pipeline::Pipeline& pipeline_;
  ReloadDesk& desk_;
  Signals& signals_;
  PocoLog& log_;
  ToldProblems told_;
  bool demo_;       // what runs
  bool read_demo_;  // what was read last
};

// The sentence for a change that broke off under way, whatever of it was done.
std::string brokenOff(const pipeline::Difference& difference, std::string_view why);

// The files that the configuration is read from, but for what can be read only once.
std::vector<std::filesystem::path> configurationFiles(const Arguments& arguments);

}  // namespace pipevane::host
