#include "engine/config/option_reader.h"

#include "engine/base/own_keys.h"
#include "engine/config/nearest.h"
#include "engine/config/references.h"
#include "engine/config/scalar_reader.h"

#include <pipevane/options.h>
#include <pipevane/sized.h>

#include <algorithm>
#include <optional>

namespace pipevane::config {
namespace {

class OptionReader {
 public:
  OptionReader(const Environment& environment, Files files, Problems& problems)
      : environment_(environment), files_(files), problems_(problems) {}

  std::optional<OptionValue> read(const YamlNode& node, const pv_option& option) {
    if (option.type == PV_LIST) return readList(node, option);
    if (option.type == PV_MAP) return readMap(node, option);
    const auto written = resolved(node, option);
    if (!written) return std::nullopt;
    ScalarReading reading = readScalar(*written, option);
    if (reading.why.empty()) return std::move(reading.value);
    refuse(node, option, reading.why);
    return std::nullopt;
  }

 private:
  std::optional<OptionValue> readList(const YamlNode& node, const pv_option& option) {
    std::vector<std::string> items;
    if (node.kind == YamlNode::Kind::kScalar) {  // a list of one may be written as that one
      if (const auto only = resolved(node, option)) items.push_back(*only);
      return items;
    }
    if (node.kind != YamlNode::Kind::kList) return wrongKind(node, option, "a list");
    for (const YamlNode& item : node.items)
      if (const auto text = resolved(item, option)) items.push_back(*text);
    return items;
  }
  std::optional<OptionValue> readMap(const YamlNode& node, const pv_option& option) {
    if (node.kind != YamlNode::Kind::kMap) return wrongKind(node, option, "a map");
    TextMap entries;
    for (const auto& entry : node.entries)
      if (const auto text = resolved(entry.second, option))
        entries.emplace_back(entry.first.text, *text);
    return entries;
  }

  std::optional<std::string> resolved(const YamlNode& node, const pv_option& option) {
    if (node.kind != YamlNode::Kind::kScalar) {
      wrongKind(node, option, "a single value");
      return std::nullopt;
    }
    Resolved reference = resolve(node.text, environment_, option.secret, files_);
    for (const std::string& why : reference.problems)
      problems_.add(node.place, "cannot read option \"" + std::string(option.key) + "\": " + why);
    if (!reference.problems.empty()) return std::nullopt;
    if (option.secret && (!reference.referred || reference.literal)) {
      problems_.add(node.place,
                    "cannot read option \"" + std::string(option.key) +
                        "\": a secret is never written into the file, not even in part or as a "
                        "default; refer to "
                        "it as ${env:NAME} or ${file:/run/secrets/name} and nothing else");
      return std::nullopt;
    }
    if (option.secret && reference.value.empty()) {
      problems_.add(node.place, "cannot read option \"" + std::string(option.key) +
                                    "\": what it refers to is empty");
      return std::nullopt;
    }
    return std::move(reference.value);
  }

  std::optional<OptionValue> wrongKind(const YamlNode& node, const pv_option& option,
                                       const char* wanted) {
    problems_.add(node.place, "cannot read option \"" + std::string(option.key) +
                                  "\": it must be " + wanted + ", and this is " +
                                  nameOf(node.kind));
    return std::nullopt;
  }
  // Shown is what stands in the file: what it refers to may be a secret that is in the wrong place.
  void refuse(const YamlNode& node, const pv_option& option, const std::string& why) {
    const std::string shown = option.secret ? "" : " \"" + node.text + "\"";
    problems_.add(node.place,
                  "cannot read option \"" + std::string(option.key) + "\"" + shown + ": " + why);
  }

  const Environment& environment_;
  const Files files_;
  Problems& problems_;
};

// Checked when the plugin was loaded: an option takes its own default.
OptionValue fallbackOf(const pv_option& option) {
  if (option.type == PV_MAP) return TextMap{};
  if (option.type == PV_LIST) return itemsOf(option.fallback);
  return readScalar(option.fallback, option).value;
}

SizedSpan<pv_option> optionsOf(const pv_component_type& type) {
  return {type.options, type.option_count};
}

void refuseUnknownKeys(const YamlNode& component, const pv_component_type& type,
                       Problems& problems) {
  std::vector<std::string> known(kOwnKeys.begin(), kOwnKeys.end());
  if (type.kind == PV_SOURCE) std::erase(known, "inputs");
  for (const pv_option& option : optionsOf(type)) known.emplace_back(option.key);
  for (const auto& entry : component.entries) {
    const std::string& key = entry.first.text;
    if (std::ranges::find(known, key) != known.end()) continue;
    if (key == "inputs")
      problems.add(entry.first.place, "a source has no inputs");
    else
      problems.add(entry.first.place, "unknown option \"" + key + "\" of \"" + type.name + "\"" +
                                          suggestion(key, known));
  }
}

}  // namespace

OptionTree readOptions(const YamlNode& component, const pv_component_type& type,
                       const Environment& environment, Files files, Problems& problems) {
  refuseUnknownKeys(component, type, problems);
  OptionTree tree;
  OptionReader reader(environment, files, problems);
  for (const pv_option& option : optionsOf(type)) {
    const YamlNode* node = component.find(option.key);
    const bool given = node != nullptr && node->kind != YamlNode::Kind::kNothing;
    if (given) {
      if (auto value = reader.read(*node, option))
        tree.options.push_back({option.key, option.type, std::move(*value), option.secret});
    } else if (option.fallback != nullptr) {
      tree.options.push_back({option.key, option.type, fallbackOf(option), option.secret});
    } else if (!option.optional) {
      problems.add(component.place, "option \"" + std::string(option.key) + "\" of \"" + type.name +
                                        "\" is missing: " + option.help);
    }
  }
  return tree;
}

std::string describeType(const pv_option& option) {
  switch (option.type) {
    case PV_BOOL:
      return "true or false";
    case PV_INTEGER:
      return "whole number";
    case PV_NUMBER:
      return "number";
    case PV_DURATION:
      return "duration";
    case PV_BYTES:
      return "size";
    case PV_LIST:
      return "list";
    case PV_MAP:
      return "map";
    default:
      break;
  }
  if (option.choices == nullptr) return "text";
  std::vector<std::string> choices;
  for (const char* const* each = option.choices; *each != nullptr; ++each)
    choices.emplace_back(*each);
  return "one of " + listed(choices);
}

}  // namespace pipevane::config
