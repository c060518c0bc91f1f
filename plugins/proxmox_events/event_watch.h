// Asks one cluster for what happens, through whichever of its nodes answers.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/conversation.h"
#include "plugins/proxmox_events/gap_questions.h"
#include "plugins/proxmox_events/introduction.h"
#include "plugins/proxmox_events/question_plan.h"
#include "plugins/proxmox_events/settings.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

// [worker] One thread. Says itself how it is, at every step.
class EventWatch {
 public:
  enum class Outcome : std::uint8_t { kGood, kFailed, kStopped, kStandsBy, kHeldBack };
  // Nobody answers for so long: that is an event. A node that restarts its services is back sooner.
  static constexpr std::int64_t kLostMs = 10'000;
  // Notifications, before the first node answers: a cluster that fails altogether sends some
  // dozens.
  static constexpr std::size_t kMostHeld = 64;
  // For the list of tasks, which is in the memory of who answers: who hangs is left for another
  // one.
  static constexpr std::int64_t kTasksTimeoutMs = 5'000;

  // What is only referred to outlives this. Throws Error where an authority's file cannot be used.
  EventWatch(const Host& host, const Settings& settings, proxmox::Budget& budget,
             proxmox::Leadership& leadership);

  // Asks all that is due. Throws Error where the endpoints lead to another cluster than before.
  Outcome step(const Output& output);
  // When the next one is, by the steady clock.
  std::int64_t dueMs(Outcome outcome) const;
  // To be called when there was no call for ApiClient::kQuietMs: the connection stays open.
  void keepOpen();
  // What Proxmox VE sent by itself. Before it is known which cluster this is it waits.
  struct Sent {
    std::string sender, body;
    std::int64_t time_ms = 0;  // of the day
  };
  // False where there is no room to wait.
  bool hear(Sent sent, const Output& output);

  struct State {
    bool connected = false;
    std::optional<std::int64_t> seen_ms;  // when the list of tasks came last, by the time of day
    bool reads_log = false;
  };
  State state() const;
  const proxmox::events::EventDecoder& decoder() const { return decoder_; }
  proxmox::Contacts& contacts() { return contacts_; }

 private:
  using Question = QuestionPlan::Question;

  proxmox::Reply askCurrent(const Output& output);
  std::optional<proxmox::Reply> ask(Question question, Conversation& conversation);
  std::optional<proxmox::Reply> askBeside(Question question, Conversation& conversation);
  std::optional<proxmox::Reply> askMissing(Conversation& conversation);
  void tellHeld(const Output& output);
  void tell(const Sent& sent, const Output& output);
  void noteGood(const Output& output);
  Outcome nobodyAnswered(std::int64_t began_ms, const Output& output);
  Outcome standBy(const Output& output);
  Outcome holdBack(proxmox::Budget::Limit limit);
  void reportWorking();
  bool readsLog() const;

  Host host_;
  std::string token_id_;
  Settings::Log log_;
  proxmox::Budget& budget_;
  proxmox::Leadership& leadership_;
  proxmox::Contacts contacts_;
  proxmox::events::EventDecoder decoder_;
  Introduction introduction_;
  QuestionPlan plan_;
  GapQuestions gaps_;
  bool introduced_ = false;
  std::uint64_t node_changes_ = 0;  // as the status was asked for
  std::map<Question, std::string> troubles_;
  std::optional<std::int64_t> seen_ms_, seen_steady_ms_;
  bool connected_ = false;
  std::string leader_told_;
  std::vector<Sent> held_;
};

}  // namespace pipevane::proxmox_events
