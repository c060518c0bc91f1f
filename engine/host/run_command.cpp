#include "engine/base/system_clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/folders.h"
#include "engine/host/poco_log.h"
#include "engine/host/signals.h"
#include "engine/host/workspace.h"
#include "engine/pipeline/pipeline.h"

#include <signal.h>

#include <cstdlib>

namespace pipevane::host {
namespace {

constexpr const char* kLogger = "host";
constexpr std::chrono::seconds kPatience{10};

LogOptions logOptions(const config::Environment& environment) {
  const auto variable = [&environment](const char* name, const char* otherwise) {
    const auto at = environment.find(name);
    return at == environment.end() || at->second.empty() ? std::string(otherwise) : at->second;
  };
  const bool development = variable("NODE_ENV", "production") == "development";
  return {.level = variable("LOG_LEVEL", development ? "debug" : "info"),
          .format = variable("LOG_FORMAT", "text")};
}

class RunCommand final : public Command {
 public:
  std::string name() const override { return "run"; }
  std::string summary() const override { return "Run the pipeline until it is told to stop."; }
  void define(Poco::Util::OptionSet& options) const override { defineWorkspaceOptions(options); }

  int run(const Arguments& arguments) const override {
    const auto environment = environmentOf(arguments);
    PocoLog log(logOptions(environment));
    const auto text = pipelineTextOf(arguments, environment);
    const auto catalogue = catalogueOf(arguments);
    for (const auto& refused : catalogue.refused())
      log.write(kLogger, LogLevel::kWarn, refused.why);
    if (catalogue.plugins().empty()) {
      log.write(kLogger, LogLevel::kError,
                "There is no plugin to work with. " + searched(arguments));
      return kServiceMissing;
    }
    const auto spec =
        config::readPipeline(text.yaml, text.file, knownTypes(catalogue), environment);
    if (text.demo)
      log.write(kLogger, LogLevel::kInfo,
                "No node is configured, so this plays a recorded session. Set PROXMOX_NODE_1_NAME, "
                "_HOST, _TOKEN_ID "
                "and _TOKEN_SECRET to watch your own.");
    Signals signals;
    SystemClock clock;
    pipeline::Pipeline pipeline(spec, catalogue, {clock, log, shareFolder().string()});
    pipeline.start();
    waitForTheEnd(signals, log);
    return stop(pipeline, signals, log);
  }

 private:
  static std::string searched(const Arguments& arguments) {
    std::string all = "Searched:";
    for (const auto& folder : pluginFolders(arguments.values("plugins")))
      all += " " + folder.string();
    return all;
  }

  static void waitForTheEnd(Signals& signals, PocoLog& log) {
    for (;;) {
      const auto signal = signals.wait(std::chrono::hours(24));
      if (!signal) continue;
      if (*signal != SIGHUP) return;
      log.write(kLogger, LogLevel::kWarn,
                "SIGHUP is ignored: a changed configuration is read at the next start.");
    }
  }

  static int stop(pipeline::Pipeline& pipeline, Signals& signals, PocoLog& log) {
    log.write(kLogger, LogLevel::kInfo, "Stopping; a second signal ends it at once.");
    signals.endAtNext();
    const auto stuck = pipeline.stop(kPatience);
    if (stuck.empty()) return kFine;
    for (const std::string& id : stuck)
      log.write(kLogger, LogLevel::kError,
                "Component \"" + id + "\" does not stop; the process ends without it.");
    // Its thread still runs in code that may be destroyed under it.
    std::_Exit(kOther);
  }
};

}  // namespace

std::unique_ptr<Command> makeRunCommand() { return std::make_unique<RunCommand>(); }

}  // namespace pipevane::host
