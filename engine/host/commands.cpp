#include "engine/host/command.h"

namespace pipevane::host {

std::vector<std::unique_ptr<Command>> allCommands() {
  std::vector<std::unique_ptr<Command>> all;
  all.push_back(makeRunCommand());
  all.push_back(makeGenerateCommand());
  all.push_back(makeValidateCommand());
  all.push_back(makeDoctorCommand());
  all.push_back(makeGraphCommand());
  all.push_back(makePluginsCommand());
  all.push_back(makeSchemaCommand());
  all.push_back(makeVersionCommand());
  all.push_back(makeHealthcheckCommand());
  return all;
}

}  // namespace pipevane::host
