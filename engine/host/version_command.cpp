#include "engine/host/command.h"
#include "engine/host/exit_code.h"

#include <pipevane/abi.h>

#include <iostream>

namespace pipevane::host {
namespace {

class VersionCommand final : public Command {
 public:
  std::string name() const override { return "version"; }
  std::string summary() const override {
    return "Print the versions of the engine and of its plugin contract.";
  }
  int run(const Arguments&) const override {
    std::cout << "pipevane " << PIPEVANE_VERSION << ", plugin contract " << PV_ABI_MAJOR << '.'
              << PV_ABI_MINOR << '\n';
    return kFine;
  }
};

}  // namespace

std::unique_ptr<Command> makeVersionCommand() { return std::make_unique<VersionCommand>(); }

}  // namespace pipevane::host
