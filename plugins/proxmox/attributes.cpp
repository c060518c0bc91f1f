#include "plugins/proxmox/attributes.h"

namespace pipevane::proxmox {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Attribute::kCount)> kNames = {
    "name",    "status",       "vmid",          "node",    "template",    "tags",
    "pool",    "lock",         "ha_state",      "level",   "cgroup_mode", "shared",
    "content", "storage_type", "memory_source", "quorate", "version"};

}  // namespace

void Attributes::takeChanges(std::vector<pv_attribute>& out) {
  out.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    if (!entry.changed) continue;
    entry.changed = false;
    out.push_back(entry.value ? attribute(kNames[i], *entry.value) : forgotten(kNames[i]));
  }
  changed_ = false;
}

}  // namespace pipevane::proxmox
