// Asks one cluster, cycle for cycle, through whichever of its nodes answers.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_poll/archive/archive.h"
#include "plugins/proxmox_poll/attendance.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/cost.h"
#include "plugins/proxmox_poll/doctor/checkup.h"
#include "plugins/proxmox_poll/export_rounds.h"
#include "plugins/proxmox_poll/export_turn.h"
#include "plugins/proxmox_poll/inspection.h"
#include "plugins/proxmox_poll/introduction.h"
#include "plugins/proxmox_poll/minority.h"
#include "plugins/proxmox_poll/node_rounds.h"
#include "plugins/proxmox_poll/proof_rounds.h"
#include "plugins/proxmox_poll/role_lines.h"
#include "plugins/proxmox_poll/settings.h"
#include "plugins/proxmox_poll/sight.h"
#include "plugins/proxmox_poll/succession.h"
#include "plugins/proxmox_poll/surprise_lines.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::proxmox_poll {

// [worker] One thread. Says itself how it is, at every cycle.
class ClusterWatch {
 public:
  enum class Outcome { kGood, kFailed, kStopped, kStandsBy, kHeldBack };
  // The list and the export; the version, the status, the nodes, the token's rights, whose
  // certificates they are. A cycle is left out where the limits have no room for all of it.
  static constexpr int kCycleRequests = 2, kIntroductionRequests = 5;

  // What is only referred to outlives this. Throws Error where an authority's file cannot be used.
  ClusterWatch(const Host& host, const Settings& settings, proxmox::Budget& budget,
               proxmox::Leadership& leadership, Archive& archive);

  // Good as soon as one node told what there is. What went wrong beside that makes the component
  // degraded, and the cycle is good nevertheless. Where another source watches the same cluster
  // nothing is asked. Throws Error where the endpoints lead to another cluster than before.
  Outcome cycle(const Output& output);
  // To be called when there was no cycle for ApiClient::kQuietMs: the connection stays open.
  void keepOpen();
  // When somebody can be asked again after a cycle that failed, by the steady clock.
  std::int64_t readyAtMs() const { return contacts_.readyAtMs(); }
  // Between two cycles that failed: what nobody was heard of for long is unknown. Nobody is asked.
  void fallSilent(const Output& output) { succession_.fallSilent(output); }
  // When to look next whether that is so, by the steady clock.
  std::int64_t silentAtMs() const { return succession_.silentAtMs(); }
  // What it all costs, by now: to be called once a cycle.
  Cost measure();
  // As JSON, see inspection.h.
  std::string describe(const Cost& cost);
  // The next cycle brings every entity with all its attributes again.
  void refresh() {
    decoder_.refresh();
    succession_.refresh();
  }
  // For the one in its place.
  Legacy handOver() const { return succession_.handOver(); }
  void takeOver(Legacy legacy);

 private:
  // A cycle: when it began, by the steady clock, and whether somebody failed in it.
  struct Attempt {
    std::int64_t began_ms;
    bool failed = false;
  };

  Outcome askOneAfterTheOther(const Output& output);
  void noteGood(const Attempt& attempt);
  void noteFailed(const proxmox::Reply& reply, Attempt& attempt, const Output& output);
  Outcome nobodyTold(const Attempt& attempt, const Output& output);
  void heedClock();
  Outcome standBy(const Output& output);
  Outcome holdBack(proxmox::Budget::Limit limit, const Output& output);
  proxmox::Reply askCurrent(const Output& output);
  proxmox::Reply askList(Conversation& conversation);
  int requestsDue() const;
  std::optional<proxmox::Reply> introduce(Conversation& conversation);
  void noteFailover(const Attempt& attempt);
  void notToldRights();
  void askForRights(Conversation& conversation);
  void told(const Output& output);
  void reportWorking();

  Host host_;
  std::string token_id_;
  proxmox::Leadership& leadership_;
  Archive& archive_;
  proxmox::Contacts contacts_;
  proxmox::FleetDecoder decoder_;
  proxmox::Budget& budget_;
  ExportRounds rounds_;
  ExportTurn export_;
  Checkup checkup_;
  Introduction introduction_;
  ProofRounds proofs_;
  Sight sight_;
  NodeRounds nodes_;
  Succession succession_;
  Attendance attendance_;
  RoleLines role_lines_;
  SurpriseLines surprise_lines_;
  Minority minority_;
  CostMeter meter_;
  // When the first cycle began in which somebody failed and since which nobody answered, by the
  // steady clock.
  std::optional<std::int64_t> failing_since_ms_;
  bool asks_ = true;  // in this cycle, and does not leave that to another source
  std::optional<std::int64_t> ahead_of_steady_ms_;  // the clock that tells the time
};

}  // namespace pipevane::proxmox_poll
