#include "engine/host/reloading.h"

#include "engine/config/problems.h"
#include "engine/host/one_line.h"
#include "engine/host/trial.h"
#include "engine/host/workspace.h"

#include <algorithm>
#include <utility>

namespace pipevane::host {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

// Of a change, and of its way back where a start fails: whoever asked for it at the desk waits for
// ten seconds, in which the configuration is read and tried as well, and a stop that is asked for
// meanwhile has little more.
constexpr seconds kAltogether{8};
// Of it, for those that stop first. What takes longer is left behind and told.
constexpr seconds kToStop{4};
// A start that fails at once is seen in this time; a longer one is its component's own affair.
constexpr seconds kToStart{2};
// The same while the program is told to stop: so that what is said of the change is true of the
// starts that fail at once.
constexpr std::chrono::milliseconds kToStartAtTheEnd{250};
// For those that stop on the way back, however little of the time is left: some may have a flush.
constexpr std::chrono::milliseconds kToStopAgain{500};
// What a stop takes at most beyond its patience, see pipeline/stopping.
constexpr std::chrono::milliseconds kGrace{500};

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

pipeline::ReloadOutcome accepting(const pipeline::Difference& difference) {
  return {.result = pipeline::ReloadOutcome::Result::kAccepted,
          .problems = {},
          .difference = difference};
}

pipeline::ReloadOutcome refusing(std::vector<std::string> problems) {
  return {.result = pipeline::ReloadOutcome::Result::kRefused,
          .problems = std::move(problems),
          .difference = {}};
}

// With the places where they stand.
std::vector<std::string> sentencesOf(const std::vector<pipeline::Failure>& failures,
                                     const config::PipelineSpec& spec) {
  std::vector<std::string> sentences;
  for (const pipeline::Failure& failure : failures) {
    const auto at = std::ranges::find(spec.components, failure.id, &config::ComponentSpec::id);
    const config::Place place = at == spec.components.end() ? config::Place{} : at->place;
    sentences.push_back(
        config::Problem{place, "cannot start \"" + failure.id + "\": " + oneLine(failure.why)}
            .sentence());
  }
  return sentences;
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
  told_.begin();
  try {
    config::PipelineReading reading = read();
    auto found = problemsOf(reading, catalogue_, pipeline_);
    if (found.empty()) {
      told_.forget();
      return std::move(reading.spec);
    }
    throw config::ConfigError(std::move(found));
  } catch (const config::ConfigError& error) {
    for (const config::Problem& each : error.problems()) problems.push_back(each.sentence());
  } catch (const std::exception& error) {
    problems.emplace_back(error.what());
  }
  refuse(std::move(problems));
  return std::nullopt;
}

config::PipelineReading Reloading::read() {
  for (const char* option : {"config", "env-file"})
    if (arguments_.has(option) && readOnce(arguments_.value(option)))
      throw Error("cannot read \"" + arguments_.value(option) +
                  "\" anew: it is no file that can be read twice");
  const auto environment = environmentOf(arguments_);
  const auto text = pipelineTextOf(arguments_, environment, config::Files::kRegular);
  // A file that is being saved is empty for a moment, and who watches nodes wants no other ones.
  if (text.demo && !demo_)
    throw Error(
        "no node is configured any more, so that this would play the recorded session in place of "
        "what it watches; configure one, or restart Pipevane to see the session");
  read_demo_ = text.demo;
  return config::readAsFarAsPossible(text.yaml, text.file, knownTypes(catalogue_), environment,
                                     config::Files::kRegular);
}

void Reloading::refuse(std::vector<std::string> problems) {
  if (told_.areNews(problems)) {
    for (const std::string& each : problems) log_.write(kHostLogger, LogLevel::kError, each);
    log_.write(kHostLogger, LogLevel::kError,
               "The configuration cannot be used. The pipeline stays as it is.");
  } else {
    log_.write(kHostLogger, LogLevel::kInfo,
               "The configuration was read again and is wrong in the same way. The pipeline stays "
               "as it is.");
  }
  desk_.answer(refusing(std::move(problems)));
}

bool Reloading::apply(const config::PipelineSpec& spec) {
  const pipeline::Difference difference = pipeline_.differenceFrom(spec);
  if (difference.nothing()) {
    desk_.answer(accepting(difference));
    log_.write(kHostLogger, LogLevel::kInfo,
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
  for (const auto* stopped : {&difference.removed, &difference.restarted})
    desk_.answerTo(*stopped, accepting(difference));
  try {
    change(spec, difference);
  } catch (const std::exception& error) {
    const std::string why = brokenOff(difference, error.what());
    log_.write(kHostLogger, LogLevel::kError, why);
    desk_.answer(refusing({why}));
  }
  return true;
}

void Reloading::change(const config::PipelineSpec& spec, const pipeline::Difference& difference) {
  const Time deadline = steady_clock::now() + kAltogether;
  const config::PipelineSpec before = pipeline_.spec();
  tellOfStuck(pipeline_.reload(spec, kToStop));
  if (const auto failures = startFailures(deadline); !failures.empty()) {
    std::vector<std::string> problems = sentencesOf(failures, spec);
    for (std::string& each : changeBack(before, deadline)) problems.push_back(std::move(each));
    for (const std::string& each : problems) log_.write(kHostLogger, LogLevel::kError, each);
    return desk_.answer(refusing(std::move(problems)));
  }
  demo_ = read_demo_;
  log_.write(kHostLogger, LogLevel::kInfo,
             "The pipeline was changed:" + listed("added", difference.added) +
                 listed("removed", difference.removed) + listed("made anew", difference.restarted) +
                 listed("wired otherwise", difference.rewired) + " kept " +
                 std::to_string(difference.kept) + ".");
  desk_.answer(accepting(difference));
}

// Only the start of a plugin that offers no trial tells that it fails. What became of the pipeline.
std::vector<std::string> Reloading::changeBack(const config::PipelineSpec& before, Time deadline) {
  if (signals_.ending())
    return {
        "The pipeline was changed for this. It is not changed back, as the program is told to "
        "stop."};
  const pipeline::Difference back = pipeline_.differenceFrom(before);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - kGrace -
                                                                          steady_clock::now());
  tellOfStuck(pipeline_.reload(before, std::max(left, kToStopAgain)));
  const auto failures = startFailures(deadline);
  std::vector<std::string> sentences = {
      std::string("The pipeline was changed for this and ") +
      (failures.empty() ? "is now what it was before:" : "back again:") +
      listed("taken out again", back.removed) + listed("made anew once more", back.restarted) +
      listed("put back", back.added) + " kept " + std::to_string(back.kept) + "."};
  for (const pipeline::Failure& each : failures)
    sentences.push_back("\"" + each.id +
                        "\" does not start again, and is tried on: " + oneLine(each.why));
  return sentences;
}

// Who waits for a stop does not wait for a slow start.
std::vector<pipeline::Failure> Reloading::startFailures(Time deadline) {
  const Time patience = steady_clock::now() + (signals_.ending() ? kToStartAtTheEnd : kToStart);
  return pipeline_.startFailures(std::min(patience, deadline));
}

void Reloading::tellOfStuck(const std::vector<std::string>& ids) {
  for (const std::string& id : ids)
    log_.write(kHostLogger, LogLevel::kError,
               "Component \"" + id + "\" does not stop; the rest goes on without it.");
}

}  // namespace pipevane::host
