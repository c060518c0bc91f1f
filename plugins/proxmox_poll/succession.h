// What becomes of what was told of a cluster, where one source tells of it after another.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_poll/inheritance.h"
#include "plugins/proxmox_poll/legacy.h"
#include "plugins/proxmox_poll/silence.h"
#include "plugins/proxmox_poll/testimony.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] One source's part in that.
class Succession {
 public:
  // What is only referred to outlives this.
  Succession(const Host& host, proxmox::FleetDecoder& decoder, proxmox::Contacts& contacts,
             proxmox::Leadership& leadership, std::int64_t interval_ms)
      : host_(host),
        decoder_(decoder),
        contacts_(contacts),
        leadership_(leadership),
        testimony_(host),
        inheritance_(host),
        silence_(host, interval_ms) {}

  // It leads, and is about to tell.
  void lead();
  // After each cycle in which it told of its cluster.
  void settle(const Output& output);
  // It does not lead any more, if it did.
  void leave();
  // Another one leads.
  void follow(const Output& output);
  // After each cycle, whatever came of it, and in between at silentAtMs(): of what nobody was heard
  // for long, and nobody else tells, the state is unknown until a list says otherwise.
  void fallSilent(const Output& output);
  std::int64_t silentAtMs() const { return silence_.dueAtMs(); }
  // Somebody missed what was said.
  void refresh() { inheritance_.refresh(); }
  // For the one in its place.
  Legacy handOver() const;
  // Before the first cycle.
  void takeOver(Legacy legacy);

  // Of one that follows: which clusters are gone, as it was one's own before its options were
  // changed, and what to do; a sentence without an end. Empty: none.
  std::string loss() const;

 private:
  Entities entities() const;
  Entities held() const;
  Entities saidOfOurs() const;
  Inheritance::Others others();
  void take(Entities told);
  void noteCluster();
  std::set<std::string> lostOf(const Entities& gone);
  bool isStillWatched(const std::string& cluster) const;
  std::set<std::string> clustersOf(const Entities& entities) const;

  Host host_;
  proxmox::FleetDecoder& decoder_;
  proxmox::Contacts& contacts_;
  proxmox::Leadership& leadership_;
  Testimony testimony_;
  Inheritance inheritance_;
  Silence silence_;
  bool led_ = false;            // and was not taken for what was before since
  bool unheard_ = false;        // it led, and did not take from others what they say is there
  std::set<std::string> lost_;  // clusters, as it follows another one's
  // Under which names it told of which clusters, and those of which it was said that they are
  // called otherwise now.
  std::map<std::string, FormerCluster> clusters_;
  std::set<std::string> renamed_;
};

}  // namespace pipevane::proxmox_poll
