// Who it is that answers: its version, the members of its cluster, which cluster that is, and what
// the token may see of it.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/doctor/checkup.h"
#include "plugins/proxmox_poll/settings.h"

#include <pipevane/host.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] One thread. Before anything is told of a cluster, and again where that may have changed.
class Introduction {
 public:
  // Version, membership and quorum are asked for this often, and whenever a node comes or goes.
  static constexpr std::int64_t kEveryMs = 300'000;
  // While the list of resources does not name all members: they may be removed meanwhile.
  static constexpr std::int64_t kDoubtedMs = 60'000;

  // What is only referred to outlives this.
  Introduction(const Host& host, const Settings& settings, const std::string& token_id,
               proxmox::Contacts& contacts, proxmox::FleetDecoder& decoder,
               proxmox::Leadership& leadership, Checkup& checkup)
      : host_(host),
        token_id_(token_id),
        cluster_(settings.cluster),
        verify_(settings.clients.front().trust.verify),
        contacts_(contacts),
        decoder_(decoder),
        leadership_(leadership),
        checkup_(checkup) {}

  // The current node said who it is.
  bool made() const { return introduced_ms_.has_value(); }
  // It did not yet, or some time ago, or a node came or went since.
  bool due() const;
  // Another one is asked, or this one failed.
  void forget() { introduced_ms_.reset(); }
  void beginCycle() { rights_.reset(); }
  // It was made as a node went, before the list was told that says so.
  void foretold();

  // Before anything is asked: somebody told of the cluster in this one's place, and what that one
  // said is over.
  void comeAfterAnother() { after_another_ = true; }
  // The reply that ends the cycle here; nothing: it is made.
  std::optional<proxmox::Reply> ask(Conversation& conversation);
  // Once a cycle: others are told how much this one sees. That there is no answer is no failure;
  // the reply that ends the questions here, if there is one.
  std::optional<proxmox::Reply> askRights(Conversation& conversation);
  // Of this cycle.
  const std::optional<proxmox::Reply>& rights() const { return rights_; }

  // Why the token sees no guests; empty: it does.
  const std::string& blindness() const { return blindness_; }
  // Why the status is not known; empty: it is.
  const std::string& statusTrouble() const { return status_trouble_; }
  // For want of a right.
  bool statusRefused() const { return status_refused_; }
  // Of the node that said who it is last.
  proxmox::Side side() const;

 private:
  bool renamed() const;
  bool mayComeToItself(const proxmox::Reply& reply);
  void noteCluster();
  std::optional<proxmox::Reply> askIdentity(Conversation& conversation);
  std::optional<proxmox::Reply> settle(const proxmox::ClusterIdentity& identity);
  // What it calls the cluster, where that is to be decided.
  std::string wantedName(const proxmox::ClusterIdentity& identity);

  Host host_;
  const std::string& token_id_;
  std::string cluster_;  // the option; empty: as the answers say
  bool verify_;
  proxmox::Contacts& contacts_;
  proxmox::FleetDecoder& decoder_;
  proxmox::Leadership& leadership_;
  Checkup& checkup_;
  std::optional<std::int64_t> introduced_ms_;  // by the steady clock
  std::uint64_t introduced_at_change_ = 0;     // of the nodes' states
  bool told_no_identity_ = false;
  bool after_another_ = false;
  std::optional<proxmox::Reply> rights_;
  std::string blindness_, status_trouble_;
  bool status_refused_ = false, identity_failed_ = false;
};

}  // namespace pipevane::proxmox_poll
