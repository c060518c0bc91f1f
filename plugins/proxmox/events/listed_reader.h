// Reads the answer to /cluster/resources for the sake of events.
#pragma once

#include "plugins/proxmox/events/listed.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/resource_row.h"
#include "plugins/proxmox/surprises.h"

#include <optional>
#include <string_view>

namespace pipevane::proxmox::events {

class ListedReader {
 public:
  // No more guests, and no more storages, are taken: as many as a source may tell of.
  static constexpr std::size_t kMost = 32'768;
  static constexpr std::size_t kMostNodes = 1'024;

  // Nothing where it was asked for of a type of which no events are told. Throws Error where `data`
  // is no list.
  std::optional<Listed> read(const json::Element& data, std::string_view query,
                             Surprises& surprises);

 private:
  void take(Listed& listed);
  void takeGuest(Listed& listed);

  ResourceRow row_;
};

}  // namespace pipevane::proxmox::events
