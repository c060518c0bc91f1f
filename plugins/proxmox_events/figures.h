// What the source counts about itself.
#pragma once

#include "plugins/proxmox/contacts/traffic.h"
#include "plugins/proxmox_events/webhook_door.h"

#include <pipevane/figures_table.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

struct Figures {
  struct Asked {
    std::string url;
    proxmox::Traffic::Counters total, last_minute;
  };
  struct Webhook {
    std::uint16_t port = 0;
    WebhookDoor::Counts counts;
  };

  std::vector<Asked> asked;
  bool leads = false, connected = false;
  std::optional<std::int64_t> seen_ms;  // by the time of day
  std::uint64_t events = 0;
  std::size_t running_tasks = 0, nodes_missing = 0;
  std::uint64_t surprises = 0;
  std::optional<Webhook> webhook;  // nothing: it is closed

  // As "pipevane.figures/1" has it.
  void tell(const FigureVisit& visit) const;
};

}  // namespace pipevane::proxmox_events
