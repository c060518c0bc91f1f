// One word behind `pipevane` on the command line.
#pragma once

#include "engine/host/arguments.h"

#include <Poco/Util/OptionSet.h>

#include <memory>
#include <string>
#include <vector>

namespace pipevane::host {

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string name() const = 0;
  virtual std::string summary() const = 0;  // one sentence
  // The word that may follow, for the help: "[NAME]". Without one none may.
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
std::unique_ptr<Command> makeDoctorCommand();
std::unique_ptr<Command> makeHealthcheckCommand();

}  // namespace pipevane::host
