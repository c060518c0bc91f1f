#include "plugins/proxmox/list_entry.h"

namespace pipevane::proxmox {

std::optional<ListEntry> ListEntry::of(const json::Element& entry, std::string_view list,
                                       Surprises& surprises) {
  simdjson::dom::object members;
  if (entry.get(members) == simdjson::SUCCESS) return ListEntry(members, list, surprises);
  surprises.count("entry of " + std::string(list) + " that is no object");
  return std::nullopt;
}

std::string ListEntry::words(std::string_view key) const {
  const auto value = member(key);
  if (!value) return {};
  std::string scratch;
  const auto read = json::text(*value, scratch);
  if (!read) countValue(key);
  return std::string(read.value_or(std::string_view{}));
}

std::optional<bool> ListEntry::flag(std::string_view key) const {
  const auto value = member(key);
  if (!value) return std::nullopt;
  const auto read = json::boolean(*value);
  if (!read) countValue(key);
  return read;
}

std::optional<std::int64_t> ListEntry::integer(std::string_view key) const {
  const auto value = member(key);
  if (!value) return std::nullopt;
  const auto read = json::integer(*value);
  if (!read) countValue(key);
  return read;
}

// Nothing where it is absent or null.
std::optional<json::Element> ListEntry::member(std::string_view key) const {
  json::Element value;
  if (members_.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

void ListEntry::countValue(std::string_view key) const {
  surprises_.count("value of \"" + std::string(key) + "\" in " + std::string(list_));
}

}  // namespace pipevane::proxmox
