// Whether the metrics export is asked in a cycle, and what is amiss with it.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/export_rounds.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] Once it was refused or failed several times it is asked again now and then.
class ExportTurn {
 public:
  // All outlive this.
  ExportTurn(const Host& host, const proxmox::FleetDecoder& decoder, ExportRounds& rounds)
      : host_(host), decoder_(decoder), rounds_(rounds) {}

  // Of the node that `conversation` is with, where it is due; `resources` is its list of this
  // cycle.
  void ask(Conversation& conversation, const proxmox::Reply& resources, const Output& output);
  // It may be read by now: the next cycle asks for it.
  void comeSoon() { asked_ms_.reset(); }
  // A sentence without an end; empty: nothing.
  std::string trouble() const;
  // That is for want of a right.
  bool refused() const { return refused_; }

 private:
  Host host_;
  const proxmox::FleetDecoder& decoder_;
  ExportRounds& rounds_;
  std::string why_;
  bool refused_ = false;
  std::optional<std::int64_t> asked_ms_;  // by the steady clock
};

}  // namespace pipevane::proxmox_poll
