#include "engine/host/reloading.h"

#include "engine/config/problems.h"
#include "engine/host/trial.h"
#include "engine/host/workspace.h"

namespace pipevane::host {
namespace {

constexpr const char* kLogger = "host";
// For those that stop. What takes longer is left behind and told. Some of the time for a stop is
// left for the rest where the program is told to stop meanwhile.
constexpr std::chrono::seconds kPatience{6};

// The standard input, or a pipe that a shell gives a name to. A file that is away for a moment is
// none.
bool readOnce(const std::string& file) {
  std::error_code broken;
  return file == "-" ||
         (std::filesystem::exists(file, broken) && !std::filesystem::is_regular_file(file, broken));
}

std::string listed(const char* word, const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  std::string text = std::string(" ") + word;
  for (std::size_t i = 0; i < ids.size(); ++i) text.append(i == 0 ? " " : ", ").append(ids[i]);
  return text + ";";
}

}  // namespace

std::string brokenOff(const pipeline::Difference& difference, std::string_view why) {
  return "The change of the pipeline broke off: " + std::string(why) +
         ". These may not run now:" + listed("added", difference.added) +
         listed("removed", difference.removed) + listed("made anew", difference.restarted) +
         listed("wired otherwise", difference.rewired) +
         " look at the state of each, and restart Pipevane where one does not run.";
}

std::vector<std::filesystem::path> configurationFiles(const Arguments& arguments) {
  std::vector<std::filesystem::path> files;
  for (const char* option : {"config", "env-file"})
    if (arguments.has(option) && !readOnce(arguments.value(option)))
      files.emplace_back(arguments.value(option));
  return files;
}

void Reloading::reload() {
  while (!done()) {
  }
}

// False where somebody asked after it was read: they may know of a later word.
bool Reloading::done() {
  desk_.take();
  const auto spec = accepted();
  return !spec || apply(*spec);
}

// What is wrong is told before anything that runs is disturbed.
std::optional<config::PipelineSpec> Reloading::accepted() {
  std::vector<std::string> problems;
  try {
    config::PipelineReading reading = read();
    auto found = problemsOf(reading, catalogue_, pipeline_);
    if (found.empty()) return std::move(reading.spec);
    throw config::ConfigError(std::move(found));
  } catch (const config::ConfigError& error) {
    for (const config::Problem& each : error.problems()) problems.push_back(each.sentence());
  } catch (const std::exception& error) {
    problems.emplace_back(error.what());
  }
  refuse(std::move(problems));
  return std::nullopt;
}

config::PipelineReading Reloading::read() const {
  for (const char* option : {"config", "env-file"})
    if (arguments_.has(option) && readOnce(arguments_.value(option)))
      throw Error("cannot read \"" + arguments_.value(option) +
                  "\" anew: it is no file that can be read twice");
  const auto environment = environmentOf(arguments_);
  const auto text = pipelineTextOf(arguments_, environment, config::Files::kRegular);
  return config::readAsFarAsPossible(text.yaml, text.file, knownTypes(catalogue_), environment,
                                     config::Files::kRegular);
}

void Reloading::refuse(std::vector<std::string> problems) {
  for (const std::string& each : problems) log_.write(kLogger, LogLevel::kError, each);
  log_.write(kLogger, LogLevel::kError,
             "The configuration cannot be used. The pipeline stays as it is.");
  desk_.answer({.result = pipeline::ReloadOutcome::Result::kRefused,
                .problems = std::move(problems),
                .difference = {}});
}

bool Reloading::apply(const config::PipelineSpec& spec) {
  const pipeline::Difference difference = pipeline_.differenceFrom(spec);
  if (difference.nothing()) {
    answer(difference);
    log_.write(kLogger, LogLevel::kInfo,
               "The configuration was read again and says the same. Variables of the process' own "
               "environment stay as they were at the start.");
    return true;
  }
  if (!desk_.closeUnlessAsked()) return false;
  // What is stopped meanwhile must not wait at the desk for who stops it.
  struct Closed {
    ReloadDesk& desk;
    ~Closed() { desk.open(); }
  } const closed{desk_};
  answer(difference);
  try {
    change(spec, difference);
  } catch (const std::exception& error) {
    log_.write(kLogger, LogLevel::kError, brokenOff(difference, error.what()));
  }
  return true;
}

void Reloading::answer(const pipeline::Difference& difference) {
  desk_.answer({.result = pipeline::ReloadOutcome::Result::kAccepted,
                .problems = {},
                .difference = difference});
}

void Reloading::change(const config::PipelineSpec& spec, const pipeline::Difference& difference) {
  const auto stuck = pipeline_.reload(spec, kPatience);
  log_.write(kLogger, LogLevel::kInfo,
             "The pipeline was changed:" + listed("added", difference.added) +
                 listed("removed", difference.removed) + listed("made anew", difference.restarted) +
                 listed("wired otherwise", difference.rewired) + " kept " +
                 std::to_string(difference.kept) + ".");
  for (const std::string& id : stuck)
    log_.write(kLogger, LogLevel::kError,
               "Component \"" + id + "\" does not stop; the rest goes on without it.");
}

}  // namespace pipevane::host
