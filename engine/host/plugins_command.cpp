#include "engine/config/nearest.h"
#include "engine/config/option_reader.h"
#include "engine/host/command.h"
#include "engine/host/exit_code.h"
#include "engine/host/workspace.h"

#include <pipevane/sized.h>

#include <iostream>

namespace pipevane::host {
namespace {

const char* kindName(std::int32_t kind) {
  return kind == PV_SOURCE ? "source" : kind == PV_TRANSFORM ? "transform" : "sink";
}

void print(const pv_option& option) {
  std::cout << "      " << option.key << ": " << config::describeType(option);
  if (option.unit != nullptr) std::cout << ", in " << option.unit;
  if (option.secret) std::cout << ", secret";
  if (option.fallback != nullptr)
    std::cout << ", default " << (*option.fallback == '\0' ? "empty" : option.fallback);
  else
    std::cout << (option.optional ? ", optional" : ", required");
  std::cout << "\n          " << option.help << "\n";
}

void print(const loader::LoadedPlugin& plugin) {
  const pv_plugin& about = *plugin.description;
  std::cout << about.name << ' ' << about.version << ": " << about.summary << "\n  "
            << plugin.file.string() << " (" << about.licence << ", contract " << about.abi_major
            << '.' << about.abi_minor << ", " << about.build << ")\n";
  for (const pv_component_type& type :
       SizedSpan<pv_component_type>(about.types, about.type_count)) {
    std::cout << "  " << kindName(type.kind) << " " << type.name << ": " << type.summary << "\n";
    for (const pv_option& option : SizedSpan<pv_option>(type.options, type.option_count))
      print(option);
  }
}

class PluginsCommand final : public Command {
 public:
  std::string name() const override { return "plugins"; }
  std::string summary() const override {
    return "List the plugins, their components and their options.";
  }
  std::string words() const override { return "[NAME]"; }
  void define(Poco::Util::OptionSet& options) const override { definePluginOptions(options); }
  int run(const Arguments& arguments) const override {
    const auto catalogue = catalogueOf(arguments, environmentOf(arguments));
    const std::string wanted = arguments.words.empty() ? "" : arguments.words[0];
    bool found = wanted.empty();
    std::vector<std::string> names;
    for (const auto& plugin : catalogue.plugins()) {
      names.emplace_back(plugin.description->name);
      if (!wanted.empty() && wanted != names.back()) continue;
      found = true;
      print(plugin);
    }
    for (const auto& refused : catalogue.refused()) std::cout << "Refused: " << refused.why << "\n";
    if (!found)
      throw UsageError("there is no plugin \"" + wanted + "\"" + config::suggestion(wanted, names));
    return kFine;
  }
};

}  // namespace

std::unique_ptr<Command> makePluginsCommand() { return std::make_unique<PluginsCommand>(); }

}  // namespace pipevane::host
