#include "engine/host/reloading.h"

#include "engine/config/pipeline_reader.h"
#include "engine/config/problems.h"
#include "engine/host/workspace.h"

namespace pipevane::host {
namespace {

constexpr const char* kLogger = "host";
// For those that stop. What takes longer is left behind and told.
constexpr std::chrono::seconds kPatience{9};

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

std::vector<std::filesystem::path> configurationFiles(const Arguments& arguments) {
  std::vector<std::filesystem::path> files;
  for (const char* option : {"config", "env-file"})
    if (arguments.has(option) && !readOnce(arguments.value(option)))
      files.emplace_back(arguments.value(option));
  return files;
}

void Reloading::reload() {
  try {
    apply(read());
  } catch (const config::ConfigError& error) {
    std::vector<std::string> problems;
    for (const config::Problem& each : error.problems()) problems.push_back(each.sentence());
    refuse(std::move(problems));
  } catch (const std::exception& error) {
    refuse({error.what()});
  }
}

config::PipelineSpec Reloading::read() const {
  for (const char* option : {"config", "env-file"})
    if (arguments_.has(option) && readOnce(arguments_.value(option)))
      throw Error("cannot read \"" + arguments_.value(option) +
                  "\" anew: it is no file that can be read twice");
  const auto environment = environmentOf(arguments_);
  const auto text = pipelineTextOf(arguments_, environment);
  return config::readPipeline(text.yaml, text.file, knownTypes(catalogue_), environment);
}

void Reloading::refuse(std::vector<std::string> problems) {
  for (const std::string& each : problems) log_.write(kLogger, LogLevel::kError, each);
  log_.write(kLogger, LogLevel::kError,
             "The configuration cannot be used. The pipeline stays as it is.");
  desk_.answer({.result = pipeline::ReloadOutcome::Result::kRefused,
                .problems = std::move(problems),
                .difference = {}});
}

void Reloading::apply(const config::PipelineSpec& spec) {
  const pipeline::Difference difference = pipeline_.differenceFrom(spec);
  desk_.answer({.result = pipeline::ReloadOutcome::Result::kAccepted,
                .problems = {},
                .difference = difference});
  if (!difference.nothing()) return change(spec, difference);
  log_.write(kLogger, LogLevel::kInfo,
             "The configuration was read again and says the same. Variables of the process' own "
             "environment stay as they were at the start.");
}

// What is stopped meanwhile must not wait at the desk for who stops it.
std::vector<std::string> Reloading::reloaded(const config::PipelineSpec& spec) {
  struct Closed {
    ReloadDesk& desk;
    ~Closed() { desk.open(); }
  } const closed{desk_};
  desk_.close();
  return pipeline_.reload(spec, kPatience);
}

void Reloading::change(const config::PipelineSpec& spec, const pipeline::Difference& difference) {
  const auto stuck = reloaded(spec);
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
