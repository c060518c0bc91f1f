#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/graph_drawing.h"
#include "engine/host/workspace.h"

#include <Poco/Util/Option.h>

#include <iostream>

namespace pipevane::host {
namespace {

class GraphCommand final : public Command {
 public:
  std::string name() const override { return "graph"; }
  std::string summary() const override { return "Draw the pipeline: who reads from whom."; }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Poco::Util::Option("format", "f", "dot, mermaid or text; text without this.")
                          .argument("FORMAT"));
    defineWorkspaceOptions(options);
  }
  int run(const Arguments& arguments) const override {
    const std::string format = arguments.value("format", "text");
    if (format != "dot" && format != "mermaid" && format != "text")
      throw UsageError("cannot draw as \"" + format + "\": the formats are dot, mermaid and text");
    const auto spec = workspaceOf(arguments).spec;
    std::cout << (format == "dot"       ? drawDot(spec)
                  : format == "mermaid" ? drawMermaid(spec)
                                        : drawText(spec));
    return kFine;
  }
};

}  // namespace

std::unique_ptr<Command> makeGraphCommand() { return std::make_unique<GraphCommand>(); }

}  // namespace pipevane::host
