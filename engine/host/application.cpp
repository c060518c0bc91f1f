#include "engine/host/application.h"

#include "engine/config/nearest.h"
#include "engine/config/problems.h"
#include "engine/host/exit_code.h"

#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>

#include <algorithm>
#include <iostream>

namespace pipevane::host {
namespace {

using Poco::Util::Option;
using Poco::Util::OptionSet;

void printCommandHelp(const Command& command, const OptionSet& options) {
  Poco::Util::HelpFormatter formatter(options);
  formatter.setCommand("pipevane " + command.name());
  formatter.setUsage("[OPTION ...] " + command.words());
  formatter.setHeader(command.summary());
  formatter.setUnixStyle(true);
  formatter.setAutoIndent();
  formatter.setWidth(100);
  formatter.format(std::cout);
}

int sayUsage(const Command& command, const std::string& why) {
  std::cerr << "cannot read the command line: " << why << "; see pipevane " << command.name()
            << " --help\n";
  return kUsage;
}

int runCommand(const Command& command, std::vector<std::string> words) try {
  OptionSet options;
  command.define(options);
  options.addOption(Option("help", "h", "Print this."));
  const auto asks_help = [](const std::string& word) { return word == "--help" || word == "-h"; };
  if (std::ranges::any_of(words, asks_help)) {
    printCommandHelp(command, options);
    return kFine;
  }
  const std::size_t most = command.words().empty() ? 0 : 1;
  return command.run(readArguments(options, words, most));
} catch (const Poco::Util::OptionException& error) {
  return sayUsage(command, error.displayText());
} catch (const UsageError& error) {
  return sayUsage(command, error.what());
}

// What was printed may have found a full disk, or nobody who reads it.
int whereWritten(int code) {
  if (std::cout.flush() || code != kFine) return code;
  std::cerr << "cannot write to the standard output\n";
  return kOther;
}

}  // namespace

PipevaneApplication::PipevaneApplication() : commands_(allCommands()) {
  // The first word is the command, and what follows is the command's own to read.
  stopOptionsProcessing();
}

int PipevaneApplication::main(const std::vector<std::string>&) {
  // Poco's own view of the words has lost the options; argv() keeps the line as it was.
  const std::vector<std::string> words(argv().begin() + 1, argv().end());
  try {
    return whereWritten(dispatch(words));
  } catch (const config::ConfigError& error) {
    std::cerr << error.what() << '\n';
    return kConfiguration;
  } catch (const Poco::Exception& error) {
    std::cerr << error.displayText() << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
  }
  return kOther;
}

int PipevaneApplication::dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    printHelp();
    return words.empty() ? kUsage : kFine;
  }
  const std::string wanted = words[0] == "--version" ? "version" : words[0];
  std::vector<std::string> known;
  for (const auto& command : commands_) {
    if (command->name() == wanted) return runCommand(*command, {words.begin() + 1, words.end()});
    known.push_back(command->name());
  }
  std::cerr << "there is no command \"" << wanted << "\"" << config::suggestion(wanted, known)
            << "; see pipevane --help\n";
  return kUsage;
}

void PipevaneApplication::printHelp() const {
  std::cout << "pipevane watches Proxmox VE: plugins bring data in, a pipeline carries it, a "
               "dashboard shows it.\n\n"
               "Usage: pipevane COMMAND [OPTION ...]\n\nCommands:\n";
  for (const auto& command : commands_) {
    std::string name = command->name();
    name.resize(std::max<std::size_t>(name.size(), 13), ' ');
    std::cout << "  " << name << command->summary() << '\n';
  }
  std::cout
      << "\n`pipevane COMMAND --help` says more. To watch a node, set PROXMOX_NODE_1_NAME, _HOST, "
         "_TOKEN_ID and\n"
         "_TOKEN_SECRET, and call `pipevane run`; with no node set it plays a recorded session.\n\n"
         "Exit codes: 0 fine, 64 command line, 69 no plugins found or something that is examined "
         "fails,\n"
         "78 configuration, 1 other.\n";
}

}  // namespace pipevane::host
