// Asks for all members' figures: through one node that asks the others, and without those that
// hang.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/contacts/deadline.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox_poll/backfill.h"
#include "plugins/proxmox_poll/conversation.h"
#include "plugins/proxmox_poll/export_plan.h"
#include "plugins/proxmox_poll/membership.h"
#include "plugins/proxmox_poll/name_rounds.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_poll {

// The node that answers asks its fellows one after the other, and one that hangs makes it wait for
// 20 s, with one of its few workers. So where an answer takes too long every member is asked for
// its own figures, and who does not answer is a suspect: left out of the question from then on
// (`node-list`, 9.0 and later; before, the others are asked one by one), and asked alone now and
// then, until it answers.
// The address that a cluster tells may be one of a network of its own, where we reach nobody: so
// from time to time all are asked through one again.
// [worker] One thread.
class ExportRounds {
 public:
  // How long the node that asks the others may take.
  static constexpr std::int64_t kPatienceMs = 5'000;
  // For one member's own figures, which it has at hand.
  static constexpr std::int64_t kMemberPatienceMs = 3'000;
  // For all of those that are asked one by one, with the proof of who they are, so that a cycle of
  // ten seconds has room for them behind the question to all; each has a share of it, but that at
  // least. The quick ones come first, and leave what they do not need to the slow ones.
  static constexpr std::int64_t kRoundPatienceMs = 4'000;
  static constexpr std::int64_t kLeastPatienceMs = 500;
  // Until all are asked through one again; twice as long after each time that was in vain.
  static constexpr std::int64_t kAllAgainMs = 120'000;
  static constexpr std::int64_t kAllAgainMostMs = 15 * 60'000;

  // All outlive this.
  ExportRounds(const Host& host, proxmox::FleetDecoder& decoder, proxmox::Contacts& contacts,
               const std::string& token_id, proxmox::Budget& budget,
               proxmox::Leadership& leadership)
      : host_(host),
        decoder_(decoder),
        contacts_(contacts),
        token_id_(token_id),
        budget_(budget),
        leadership_(leadership),
        membership_(host, decoder, token_id_, budget, leadership_),
        names_(host, contacts, membership_, leadership),
        backfill_(decoder) {}

  // The reply of the node that `conversation` is with. `resources` is its list of this cycle.
  proxmox::Reply ask(Conversation& conversation, const proxmox::Reply& resources,
                     const Output& output);
  // It did not answer for itself, and is left out until it does.
  bool suspects(std::string_view member) const { return suspects_.contains(member); }
  // What is amiss with members, a sentence without an end; empty: nothing.
  std::string trouble() const;

 private:
  struct Round {
    Conversation& conversation;
    const ExportPlan plan;
    const Output& output;
  };

  std::vector<std::string> members(bool suspected) const;
  std::string whyMissing(const std::string& member, const std::string& why) const;
  void putQuickestFirst(std::vector<std::string>& members) const;
  std::string query(const Round& round, const std::vector<std::string>& members) const;
  std::optional<proxmox::Reply> askForPast(const Round& round);
  proxmox::Reply askPastOf(const Round& round, const Backfill::Question& question,
                           const std::string& asked);
  std::string askedMember() const;
  bool canNameMembers() const;
  proxmox::Reply askThroughOne(const Round& round, bool missed);
  proxmox::Reply askEach(const Round& round);
  proxmox::Reply askMember(const Round& round, const std::string& member, const std::string& query,
                           const proxmox::ApiClient::Limits& limits);
  proxmox::Reply askProven(const Round& round, proxmox::Contact& contact, const std::string& member,
                           const std::string& query, const proxmox::ApiClient::Limits& limits,
                           const proxmox::Deadline& deadline);
  proxmox::ApiClient::Limits share(std::int64_t of) const;
  void findSuspects();
  void askSuspects(const Round& round);
  void forgetGone();
  bool timeForAll();

  Host host_;
  proxmox::FleetDecoder& decoder_;
  proxmox::Contacts& contacts_;
  const std::string& token_id_;
  proxmox::Budget& budget_;
  proxmox::Leadership& leadership_;
  Membership membership_;
  NameRounds names_;
  Backfill backfill_;
  std::int64_t usual_ms_ = 0;                                 // what an answer took lately
  std::map<std::string, std::string, std::less<>> suspects_;  // and why
  std::set<std::string, std::less<>> asked_;                  // alone, in this cycle
  std::map<std::string, std::int64_t, std::less<>> took_ms_;  // of each alone, the last time
  std::optional<proxmox::Deadline> one_by_one_;  // of this cycle, for those that are asked so
  std::int64_t all_again_ms_ = 0;                // when, by the steady clock
  std::int64_t all_again_after_ms_ = kAllAgainMs;
};

}  // namespace pipevane::proxmox_poll
