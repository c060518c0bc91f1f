#include "engine/host/command.h"
#include "engine/host/examination.h"
#include "engine/host/exit_code.h"
#include "engine/host/trial.h"
#include "engine/host/workspace.h"

#include <Poco/Util/Option.h>

#include <iostream>
#include <utility>

namespace pipevane::host {
namespace {

class ValidateCommand final : public Command {
 public:
  std::string name() const override { return "validate"; }
  std::string summary() const override {
    return "Check a pipeline and say everything that is wrong with it.";
  }
  void define(Poco::Util::OptionSet& options) const override {
    defineWorkspaceOptions(options);
    options.addOption(
        Poco::Util::Option("online", "o", "Then examine what it depends on, as doctor does."));
  }
  int run(const Arguments& arguments) const override {
    auto [text, catalogue, reading] = roughWorkspaceOf(arguments);
    const auto spec = acceptedOf(std::move(reading), catalogue);
    std::cout << text.file << " is fine: " << spec.components.size() << " components.\n";
    if (!arguments.has("online")) return kFine;
    const Examination examination = examine(spec, catalogue);
    std::cout << "\n" << textOf(examination);
    return codeFor(examination);
  }
};

}  // namespace

std::unique_ptr<Command> makeValidateCommand() { return std::make_unique<ValidateCommand>(); }

}  // namespace pipevane::host
