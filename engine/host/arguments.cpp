#include "engine/host/arguments.h"

#include <Poco/Util/OptionProcessor.h>

namespace pipevane::host {
namespace {

// A word that nobody reads was meant some way: a file without its --config would start something
// else than it says.
[[noreturn]] void refuse(const std::string& word, const Poco::Util::OptionSet& options) {
  std::string said = "nothing reads the word \"" + word + "\"";
  if (options.hasOption("config")) said += "; did you mean --config " + word + "?";
  throw UsageError(said);
}

}  // namespace

Arguments readArguments(const Poco::Util::OptionSet& options, const std::vector<std::string>& given,
                        std::size_t most) {
  Arguments arguments;
  // Poco takes the value of an option behind it or in the next word.
  Poco::Util::OptionProcessor processor(options);
  processor.setUnixStyle(true);
  for (const std::string& word : given) {
    std::string name, value;
    if (processor.process(word, name, value)) {
      if (!name.empty()) arguments.options.emplace(name, value);
    } else if (arguments.words.size() < most) {
      arguments.words.push_back(word);
    } else {
      refuse(word, options);
    }
  }
  processor.checkRequired();
  return arguments;
}

}  // namespace pipevane::host
