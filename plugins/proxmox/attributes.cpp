#include "plugins/proxmox/attributes.h"

namespace pipevane::proxmox {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Attribute::kCount)> kNames = {
    "name",    "status",       "vmid",          "node",    "template",    "tags",
    "pool",    "lock",         "ha_state",      "level",   "cgroup_mode", "shared",
    "content", "storage_type", "memory_source", "quorate", "version",     "guests_hidden"};

}  // namespace

// It moves to the end: changes are rare.
void Attributes::replace(Attribute attribute, std::string_view value) {
  Place& place = places_[index(attribute)];
  text_.erase(place.at, place.size);
  for (Place& each : places_)
    if (each.at > place.at) each.at -= place.size;
  place = {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(value.size())};
  text_.append(value);
}

void Attributes::takeChanges(std::vector<pv_attribute>& out) {
  out.clear();
  for (std::size_t i = 0; i < kCount; ++i) {
    const auto each = static_cast<Attribute>(i);
    if ((changed_ & bit(each)) == 0) continue;
    out.push_back(has(each) ? attribute(kNames[i], view(each)) : forgotten(kNames[i]));
  }
  changed_ = 0;
  news_ = false;
}

}  // namespace pipevane::proxmox
