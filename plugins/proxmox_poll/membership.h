// Whether it is a member itself that answers at its address, where no certificate says so.
#pragma once

#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/budget.h"
#include "plugins/proxmox_poll/contact.h"
#include "plugins/proxmox_poll/conversation.h"

#include <pipevane/host.h>

#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] An address may be another machine's by now. What that one would tell is of a node, and
// of guests, that have the same names in its cluster, and would go in among ours.
class Membership {
 public:
  // All outlive this.
  Membership(const Host& host, const proxmox::FleetDecoder& decoder, const std::string& token_id,
             Budget& budget)
      : host_(host), decoder_(decoder), token_id_(token_id), budget_(budget) {}

  // Asks it who it is, once for each certificate that it shows; nothing of the answer is told.
  // Nothing: it says that it is this member of the cluster that is watched, or its certificate does
  // once it is spoken to. Else the reply that says why it is not listened to.
  std::optional<Reply> prove(Contact& contact, const std::string& member,
                             const proxmox::ApiClient::Limits& limits);

 private:
  std::string whyNot(const proxmox::Answer& answer, const std::string& member,
                     const proxmox::Endpoint& endpoint) const;

  Host host_;
  const proxmox::FleetDecoder& decoder_;
  const std::string& token_id_;
  Budget& budget_;
};

}  // namespace pipevane::proxmox_poll
