// Who is asked where the node that answers is in the minority of its cluster.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/conversation.h"

#include <pipevane/host.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] Another one that may have quorum. Where most nodes are dead none has, and each of them
// may hang: so the search ends after a while, and the one that answers is asked again, and looks
// for another one no more often than it says how its cluster is.
class Minority {
 public:
  // All outlive this.
  Minority(const Host& host, proxmox::Contacts& contacts, const proxmox::FleetDecoder& decoder)
      : host_(host), contacts_(contacts), decoder_(decoder) {}

  void beginCycle();
  // The current one said how its cluster is. The reply that ends it: others are asked before it.
  std::optional<proxmox::Reply> leave();
  // Another one was asked, and failed.
  void failed(const proxmox::Reply& reply);

  // Somebody was left in this cycle; why, a sentence without an end.
  bool searches() const { return !why_.empty(); }
  // And nobody else is to be asked before those who were left.
  bool searchIsOver() const;
  const std::string& why() const { return why_; }
  // What is amiss with the current one, and what to do; empty where it has quorum.
  std::string trouble() const;

 private:
  // For who fails in a cycle. Those that refuse take no time.
  static constexpr std::int64_t kSearchMs = 3'000;
  static constexpr std::int64_t kStaysMs = 60'000;

  bool isOne() const;
  std::string sentence() const;

  Host host_;
  proxmox::Contacts& contacts_;
  const proxmox::FleetDecoder& decoder_;
  std::string why_;
  std::int64_t searched_ms_ = 0;     // in this cycle
  std::int64_t stays_until_ms_ = 0;  // the current one is not left, by the steady clock
};

}  // namespace pipevane::proxmox_poll
