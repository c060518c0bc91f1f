// What is there when nobody of the cluster can be asked any more: nobody knows what runs.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <optional>

namespace pipevane::proxmox_poll {

// [worker] Says once, of all nodes, guests and storages that were told, that their state is
// unknown; what the list says of them after that is told again. Figures need no word: they grow
// old.
class Silence {
 public:
  // What is only referred to outlives this.
  Silence(const Host& host, proxmox::FleetDecoder& decoder, std::int64_t interval_ms);

  // A list of resources was told.
  void ends() { told_ms_ = host_.steadyMs(); }
  // Another source tells.
  void leave() { told_ms_.reset(); }
  // After a cycle in which nobody answered.
  void goesOn(const Output& output);

 private:
  Host host_;
  proxmox::FleetDecoder& decoder_;
  std::int64_t patience_ms_;
  std::optional<std::int64_t> told_ms_;  // by the steady clock; nothing: nothing is to be said
};

}  // namespace pipevane::proxmox_poll
