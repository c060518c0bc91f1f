#include "engine/base/system_clock.h"
#include "engine/config/log_settings.h"
#include "engine/config/pipeline_reader.h"
#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/file_watch.h"
#include "engine/host/folders.h"
#include "engine/host/poco_log.h"
#include "engine/host/reload_desk.h"
#include "engine/host/reloading.h"
#include "engine/host/signals.h"
#include "engine/host/trial.h"
#include "engine/host/workspace.h"
#include "engine/pipeline/pipeline.h"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace pipevane::host {
namespace {

config::LogSettings logSettings(const config::Environment& environment) {
  config::Problems problems;
  auto settings = config::readLogSettings(environment, problems);
  problems.throwIfAny();
  return settings;
}

class RunCommand final : public Command {
 public:
  std::string name() const override { return "run"; }
  std::string summary() const override { return "Run the pipeline until it is told to stop."; }
  void define(Poco::Util::OptionSet& options) const override { defineWorkspaceOptions(options); }

  int run(const Arguments& arguments) const override {
    Signals signals;
    // Before anything is read, so that no change is missed.
    const FileWatch watch(configurationFiles(arguments), tellOfAChange);
    const auto environment = environmentOf(arguments);
    // What the environment describes is told with everything that is wrong, the log's part as well.
    const auto text = pipelineTextOf(arguments, environment);
    // Shared with who ends the program when nobody else can.
    const auto log_kept = std::make_shared<PocoLog>(logSettings(environment));
    PocoLog& log = *log_kept;
    const auto catalogue = catalogueOf(arguments, environment);
    for (const auto& refused : catalogue.refused())
      log.write(kHostLogger, LogLevel::kWarn, refused.why);
    if (catalogue.plugins().empty()) {
      log.write(kHostLogger, LogLevel::kError,
                "There is no plugin to work with. " + searched(arguments, environment));
      return kServiceMissing;
    }
    // What `validate` refuses does not start either: only what lies outside, as a port that is in
    // use, may be otherwise at the next try.
    const auto spec = acceptedOf(
        config::readAsFarAsPossible(text.yaml, text.file, knownTypes(catalogue), environment),
        catalogue);
    if (text.demo)
      log.write(kHostLogger, LogLevel::kInfo,
                "No node is configured, so this plays a recorded session. Set PROXMOX_NODE_1_NAME, "
                "_HOST, _TOKEN_ID "
                "and _TOKEN_SECRET to watch your own.");
    for (const auto& file : watch.unwatched())
      log.write(kHostLogger, LogLevel::kWarn,
                "Changes of " + file.string() +
                    " are not seen: its folder cannot be watched. Send SIGHUP after a change.");
    signals.started([log_kept] { tellThatItIsOverdue(*log_kept); });
    SystemClock clock;
    ReloadDesk desk(clock, tellOfAChange);
    pipeline::Pipeline pipeline(spec, catalogue, {clock, log, shareFolder().string(), &desk});
    const Closing closing{desk};
    // Before the start: who listens first may be asked before it is over.
    desk.open();
    pipeline.start();
    Reloading reloading(arguments, catalogue, pipeline, desk, signals, clock, log, text.demo);
    waitForTheEnd(signals, reloading);
    desk.close();
    return stop(pipeline, signals, log);
  }

 private:
  // It comes to the main thread as if somebody had sent it from outside.
  static void tellOfAChange() { kill(getpid(), SIGHUP); }

  static std::string searched(const Arguments& arguments, const config::Environment& environment) {
    std::string all = "Searched:";
    for (const auto& folder : pluginFolders(arguments.values("plugins"), environment))
      all += " " + folder.string();
    return all;
  }

  // Where the start fails: what is stopped then must not wait at the desk.
  struct Closing {
    ReloadDesk& desk;
    ~Closing() { desk.close(); }
  };

  static void tellThatItIsOverdue(PocoLog& log) {
    log.write(kHostLogger, LogLevel::kError,
              "What was under way when the program was told to stop does not end: the process ends "
              "without it. What was not yet made safe is lost.");
  }

  static void waitForTheEnd(Signals& signals, Reloading& reloading) {
    while (signals.wait() == SIGHUP) reloading.reload();
  }

  static int stop(pipeline::Pipeline& pipeline, Signals& signals, PocoLog& log) {
    log.write(kHostLogger, LogLevel::kInfo, "Stopping; a second signal ends it at once.");
    const auto stuck = pipeline.stop(signals.timeToStop());
    if (stuck.empty()) return kFine;
    for (const std::string& id : stuck)
      log.write(kHostLogger, LogLevel::kError,
                "Component \"" + id + "\" does not stop; the process ends without it.");
    // Its thread still runs in code that may be destroyed under it.
    std::_Exit(kOther);
  }
};

}  // namespace

std::unique_ptr<Command> makeRunCommand() { return std::make_unique<RunCommand>(); }

}  // namespace pipevane::host
