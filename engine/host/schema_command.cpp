#include "engine/config/schema.h"
#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/workspace.h"

#include <iostream>

namespace pipevane::host {
namespace {

class SchemaCommand final : public Command {
 public:
  std::string name() const override { return "schema"; }
  std::string summary() const override {
    return "Print the JSON Schema of a pipeline's YAML, for editors.";
  }
  void define(Poco::Util::OptionSet& options) const override { definePluginOptions(options); }
  int run(const Arguments& arguments) const override {
    const auto catalogue = catalogueOf(arguments, environmentOf(arguments));
    printRefused(catalogue);
    std::cout << config::jsonSchema(knownTypes(catalogue));
    return kFine;
  }
};

}  // namespace

std::unique_ptr<Command> makeSchemaCommand() { return std::make_unique<SchemaCommand>(); }

}  // namespace pipevane::host
