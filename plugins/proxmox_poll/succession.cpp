#include "plugins/proxmox_poll/succession.h"

#include "plugins/proxmox/listing_rights.h"

#include <algorithm>
#include <string>
#include <utility>

namespace pipevane::proxmox_poll {

void Succession::follow(const Output& output) {
  std::vector<EntityId> told;
  if (leadership_.readLeadersEntities(told))
    inheritance_.follow(std::move(told), others(), host_.nowMs(), output);
}

void Succession::settle(const Output& output) {
  const auto& rights = decoder_.permissions();
  const std::string ours = decoder_.cluster() + "/";
  inheritance_.settle(
      decoder_.entities(), others(),
      [&](EntityId each) { return host_.dictionary().key(each).starts_with(ours); },
      [&](EntityId each) {
        return rights && proxmox::namedTo(*rights, host_.dictionary().key(each));
      },
      host_.nowMs(), output);
  leadership_.setEntities(entities());
}

Inheritance::Legacy Succession::handOver() const {
  if (leadership_.leads()) return {.led = entities(), .followed = {}};
  return inheritance_.legacy();
}

// All that was told and is there, or may be.
std::vector<EntityId> Succession::entities() const {
  auto all = decoder_.entities();
  all.insert(all.end(), inheritance_.known().begin(), inheritance_.known().end());
  std::ranges::sort(all);
  const auto twice = std::ranges::unique(all);
  all.erase(twice.begin(), twice.end());
  return all;
}

Inheritance::Others Succession::others() const {
  return [this] { return leadership_.toldByOthers(); };
}

}  // namespace pipevane::proxmox_poll
