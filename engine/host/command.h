// One word behind `pipevane` on the command line.
#pragma once

#include <Poco/Util/OptionSet.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::host {

// What was given behind the command's name.
struct Arguments {
  std::multimap<std::string, std::string> options;  // by full name; a flag has an empty value
  std::vector<std::string> words;

  bool has(const std::string& name) const { return options.contains(name); }
  std::string value(const std::string& name, const std::string& otherwise = "") const {
    const auto at = options.find(name);
    return at == options.end() ? otherwise : at->second;
  }
  std::vector<std::string> values(const std::string& name) const {
    std::vector<std::string> all;
    const auto [first, last] = options.equal_range(name);
    for (auto at = first; at != last; ++at) all.push_back(at->second);
    return all;
  }
};

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string name() const = 0;
  virtual std::string summary() const = 0;  // one sentence
  // Words that may follow, for the help: "[NAME]".
  virtual std::string words() const { return ""; }
  virtual void define(Poco::Util::OptionSet& options) const { static_cast<void>(options); }
  // Returns the exit code. May throw ConfigError and Error.
  virtual int run(const Arguments& arguments) const = 0;
};

// All of them, in the order of the help.
std::vector<std::unique_ptr<Command>> allCommands();

std::unique_ptr<Command> makeRunCommand();
std::unique_ptr<Command> makeGenerateCommand();
std::unique_ptr<Command> makeValidateCommand();
std::unique_ptr<Command> makeGraphCommand();
std::unique_ptr<Command> makePluginsCommand();
std::unique_ptr<Command> makeSchemaCommand();
std::unique_ptr<Command> makeVersionCommand();
std::unique_ptr<Command> makeHealthcheckCommand();

}  // namespace pipevane::host
