// One entry of a list such as /nodes, member by member: any of them may be absent or null, and what
// has a shape that Proxmox VE never gives it is not known, and counted.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/surprises.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

// Shows what it reads, and lives no longer.
class ListEntry {
 public:
  // `list` is the path that was asked, as the counts name it. Nothing, and counted, where `entry`
  // is no object.
  static std::optional<ListEntry> of(const json::Element& entry, std::string_view list,
                                     Surprises& surprises);

  // Empty where it is not known.
  std::string words(std::string_view key) const;
  std::optional<bool> flag(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;

 private:
  ListEntry(const simdjson::dom::object& members, std::string_view list, Surprises& surprises)
      : members_(members), list_(list), surprises_(surprises) {}
  std::optional<json::Element> member(std::string_view key) const;
  void countValue(std::string_view key) const;

  simdjson::dom::object members_;
  std::string_view list_;
  Surprises& surprises_;
};

}  // namespace pipevane::proxmox
