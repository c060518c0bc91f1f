// Asks one cluster for what happens, through whichever of its nodes answers.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/conversation.h"
#include "plugins/proxmox_events/held_notifications.h"
#include "plugins/proxmox_events/introduction.h"
#include "plugins/proxmox_events/question_plan.h"
#include "plugins/proxmox_events/questions.h"
#include "plugins/proxmox_events/settings.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace pipevane::proxmox_events {

// [worker] One thread. Says itself how it is, at every step.
class EventWatch {
 public:
  enum class Outcome : std::uint8_t { kGood, kFailed, kStopped, kStandsBy, kHeldBack };
  // Nobody answers for so long: that is an event. A node that restarts its services is back sooner.
  static constexpr std::int64_t kLostMs = 10'000;
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
  // [any] What Proxmox VE sent by itself: it ends the source's wait. False where there is no room
  // for it.
  bool hear(HeldNotifications::Sent sent) { return notifications_.hear(std::move(sent)); }
  // What was sent, between two steps.
  void tellNotifications(const Output& output) { notifications_.tell(output); }

  struct State {
    bool connected = false;
    std::optional<std::int64_t> seen_ms;  // when the list of tasks came last, by the time of day
    bool reads_log = false;
  };
  State state() const;
  const proxmox::events::EventDecoder& decoder() const { return decoder_; }
  proxmox::Contacts& contacts() { return contacts_; }

 private:
  proxmox::Reply askCurrent(const Output& output);
  std::optional<proxmox::Reply> askTasks(Conversation& conversation);
  bool hasRoomBeside() const;
  bool mayAskBeside() const;
  void callItAsWhoPolls();
  void noteGood(const Output& output);
  Outcome nobodyAnswered(std::int64_t began_ms, const Output& output);
  Outcome standBy(const Output& output);
  Outcome holdBack(proxmox::Budget::Limit limit);
  void reportWorking();

  Host host_;
  std::string token_id_;
  Settings::Log log_;
  std::int64_t look_back_ms_;
  proxmox::Budget& budget_;
  proxmox::Leadership& leadership_;
  proxmox::Contacts contacts_;
  proxmox::events::EventDecoder decoder_;
  Introduction introduction_;
  QuestionPlan plan_;
  Questions questions_;
  HeldNotifications notifications_;
  bool introduced_ = false;
  std::optional<std::int64_t> seen_ms_, seen_steady_ms_;
  bool connected_ = false;
  // What is missing and what has its turns share what is left: the one goes behind the other.
  bool missing_is_next_ = true;
  std::string leader_told_;
};

}  // namespace pipevane::proxmox_events
