#include "engine/loader/description.h"

#include "engine/base/limits.h"
#include "engine/base/own_keys.h"
#include "engine/loader/fallback.h"

#include <pipevane/sized.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <set>
#include <string_view>

namespace pipevane::loader {
namespace {

std::string abi(unsigned major, unsigned minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

std::optional<std::string> whyVersionRefused(const pv_plugin& plugin) {
  if (plugin.magic != PV_MAGIC)
    return "its symbol \"" PV_SYMBOL "\" is not the description of a plugin";
  const std::string wants = "it wants plugin contract " + abi(plugin.abi_major, plugin.abi_minor) +
                            ", this engine has " + abi(PV_ABI_MAJOR, PV_ABI_MINOR);
  if (plugin.abi_major > PV_ABI_MAJOR) return wants + ": use a newer engine";
  if (plugin.abi_major < PV_ABI_MAJOR) return wants + ": build it against this engine's SDK";
  if (plugin.abi_minor > PV_ABI_MINOR) return wants + ": use a newer engine";
  return std::nullopt;
}

// What contract 1.0 asks for. A later minor version adds at the end, and a plugin that was built
// against an earlier one does not have it.
constexpr std::size_t kOptionSize = offsetof(pv_option, reserved) + sizeof(pv_option::reserved);
constexpr std::size_t kTypeSize =
    offsetof(pv_component_type, create) + sizeof(pv_component_type::create);
constexpr std::size_t kPluginSize = offsetof(pv_plugin, types) + sizeof(pv_plugin::types);

// Reads the text to its end. The length counts, so that no compiler takes the reading away.
bool tooLong(const char* text) {
  return text != nullptr && strnlen(text, limits::kDescriptionBytes) == limits::kDescriptionBytes;
}
// There, and short enough to be read by people.
bool written(const char* text) { return text != nullptr && !tooLong(text); }
bool named(const char* text) { return written(text) && *text != '\0'; }

std::optional<std::string> whyChoicesRefused(const char* const* choices) {
  if (choices == nullptr) return std::nullopt;
  for (std::size_t i = 0; choices[i] != nullptr; ++i) {
    if (i == limits::kChoices) return "has more than " + std::to_string(i) + " choices";
    if (tooLong(choices[i])) return "has a choice that is too long";
  }
  return std::nullopt;
}

std::optional<std::string> whyOptionRefused(const pv_option& option) {
  if (option.size < kOptionSize) return "an option's description is too short";
  if (!named(option.key)) return "an option has no key";
  const std::string which = "option \"" + std::string(option.key) + "\" ";
  if (std::ranges::find(kOwnKeys, option.key) != kOwnKeys.end())
    return which + "has a key that is the engine's own";
  if (option.type < PV_BOOL || option.type > PV_MAP) return which + "has an unknown type";
  if (!written(option.help)) return which + "has no help";
  if (tooLong(option.fallback)) return which + "has a default that is too long";
  if (tooLong(option.unit)) return which + "has a unit that is too long";
  if (const auto why = whyChoicesRefused(option.choices)) return which + *why;
  if (const auto why = whyFallbackRefused(option)) return which + *why;
  // A later revision gives these bytes a meaning.
  if (std::ranges::any_of(option.reserved, [](std::uint8_t byte) { return byte != 0; }))
    return which + "has something in its reserved bytes";
  return std::nullopt;
}

std::optional<std::string> whyOptionsRefused(const SizedSpan<pv_option>& options) {
  std::set<std::string_view> keys;
  for (const pv_option& option : options) {
    if (auto why = whyOptionRefused(option)) return why;
    if (!keys.insert(option.key).second)
      return "option \"" + std::string(option.key) + "\" is declared twice";
  }
  return std::nullopt;
}

std::optional<std::string> whyTypeRefused(const pv_component_type& type) {
  if (type.size < kTypeSize) return "a component's description is too short";
  if (!named(type.name)) return "a component has no name";
  const std::string which = "component \"" + std::string(type.name) + "\" ";
  if (!named(type.summary)) return which + "has no summary";
  if (type.kind < PV_SOURCE || type.kind > PV_SINK)
    return which + "is neither source, transform nor sink";
  if (type.policy != PV_POLICY_BLOCK && type.policy != PV_POLICY_DROP_OLDEST)
    return which + "has an unknown policy";
  if (type.create == nullptr) return which + "cannot be created";
  if (type.option_count > 0 && type.options == nullptr) return which + "hides its options";
  if (type.option_count > 0 && !SizedSpan<pv_option>::walkable(type.options))
    return which + "is malformed: its options do not say how long they are";
  if (const auto why = whyOptionsRefused({type.options, type.option_count}))
    return which + "is malformed: " + *why;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> whyRefused(const pv_plugin& plugin) {
  if (const auto why = whyVersionRefused(plugin)) return why;
  if (plugin.size < kPluginSize) return "its description is too short";
  for (const char* text :
       {plugin.name, plugin.version, plugin.summary, plugin.licence, plugin.build})
    if (!named(text)) return "its name, version, summary, licence or build is missing";
  if (plugin.type_count == 0 || plugin.types == nullptr) return "it offers no component";
  if (!SizedSpan<pv_component_type>::walkable(plugin.types))
    return "its components do not say how long their descriptions are";
  for (const pv_component_type& type :
       SizedSpan<pv_component_type>(plugin.types, plugin.type_count))
    if (const auto why = whyTypeRefused(type)) return why;
  return std::nullopt;
}

}  // namespace pipevane::loader
