#include "engine/config/generate.h"
#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/workspace.h"

#include <iostream>

namespace pipevane::host {
namespace {

class GenerateCommand final : public Command {
 public:
  std::string name() const override { return "generate"; }
  std::string summary() const override {
    return "Print the pipeline that the environment describes, as YAML.";
  }
  void define(Poco::Util::OptionSet& options) const override { defineEnvironmentOptions(options); }
  int run(const Arguments& arguments) const override {
    std::cout << config::generatePipeline(environmentOf(arguments)).yaml;
    return kFine;
  }
};

}  // namespace

std::unique_ptr<Command> makeGenerateCommand() { return std::make_unique<GenerateCommand>(); }

}  // namespace pipevane::host
