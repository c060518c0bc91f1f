// What becomes of what was told of a cluster, where one source tells of it after another.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/inheritance.h"
#include "plugins/proxmox_poll/leadership.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <vector>

namespace pipevane::proxmox_poll {

// [worker] One source's part in that.
class Succession {
 public:
  // What is only referred to outlives this.
  Succession(const Host& host, const proxmox::FleetDecoder& decoder, Leadership& leadership)
      : host_(host), decoder_(decoder), leadership_(leadership) {}

  // Another one leads.
  void follow(const Output& output);
  // After each cycle in which this one told of its cluster.
  void settle(const Output& output);
  // For the one in its place.
  Inheritance::Legacy handOver() const;
  // Before the first cycle.
  void takeOver(const Inheritance::Legacy& legacy) { inheritance_.take(legacy); }

 private:
  std::vector<EntityId> entities() const;
  Inheritance::Others others() const;

  Host host_;
  const proxmox::FleetDecoder& decoder_;
  Leadership& leadership_;
  Inheritance inheritance_;
};

}  // namespace pipevane::proxmox_poll
