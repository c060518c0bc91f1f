#include "engine/host/reloading.h"

#include "engine/config/pipeline_reader.h"
#include "engine/config/problems.h"
#include "engine/host/workspace.h"

namespace pipevane::host {
namespace {

constexpr const char* kLogger = "host";
// For those that stop. What takes longer is left behind and told.
constexpr std::chrono::seconds kPatience{9};
constexpr const char* kStays = " The pipeline stays as it is.";

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
  for (const char* option : {"config", "env-file"})
    if (arguments_.has(option) && readOnce(arguments_.value(option)))
      return log_.write(kLogger, LogLevel::kWarn,
                        arguments_.value(option) + " is no file that can be read twice." + kStays);
  try {
    const auto environment = environmentOf(arguments_);
    const auto text = pipelineTextOf(arguments_, environment);
    apply(config::readPipeline(text.yaml, text.file, knownTypes(catalogue_), environment));
  } catch (const std::exception& error) {
    log_.write(kLogger, LogLevel::kError, std::string(error.what()));
    log_.write(kLogger, LogLevel::kError,
               std::string("The configuration cannot be used.") + kStays);
  }
}

void Reloading::apply(const config::PipelineSpec& spec) {
  const pipeline::Difference difference = pipeline_.differenceFrom(spec);
  if (difference.nothing()) {
    log_.write(kLogger, LogLevel::kInfo,
               "The configuration was read again and says the same. Variables of the process' own "
               "environment stay as they were at the start.");
    return;
  }
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
