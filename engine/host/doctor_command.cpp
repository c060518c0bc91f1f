#include "engine/host/command.h"
#include "engine/host/examination.h"
#include "engine/host/exit_code.h"
#include "engine/host/workspace.h"

#include <Poco/Util/Option.h>

#include <iostream>

namespace pipevane::host {
namespace {

constexpr const char* kNoNode =
    "No node is configured: set PROXMOX_NODE_1_NAME, _HOST, _TOKEN_ID and _TOKEN_SECRET, or name a "
    "pipeline with --config.\n";

class DoctorCommand final : public Command {
 public:
  std::string name() const override { return "doctor"; }
  std::string summary() const override {
    return "Examine what the pipeline depends on, and say what to do about what is wrong. Takes "
           "seconds; whoever does not answer is given up after 10 s.";
  }
  void define(Poco::Util::OptionSet& options) const override {
    defineWorkspaceOptions(options);
    options.addOption(
        Poco::Util::Option("format", "f", "text or json; without it text.").argument("FORMAT"));
  }
  int run(const Arguments& arguments) const override {
    const std::string format = arguments.value("format", "text");
    if (format != "text" && format != "json")
      throw UsageError("cannot print as \"" + format + "\": the formats are text and json");
    const auto [text, catalogue, spec] = workspaceOf(arguments);
    const Examination examination = examine(spec, catalogue);
    std::cout << (format == "json" ? jsonOf(examination.findings) : textOf(examination));
    if (!text.demo) return codeFor(examination);
    std::cerr << kNoNode;
    return kConfiguration;
  }
};

}  // namespace

std::unique_ptr<Command> makeDoctorCommand() { return std::make_unique<DoctorCommand>(); }

}  // namespace pipevane::host
