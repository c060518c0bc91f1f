// Asks one cluster for what happens, through whichever of its nodes answers.
#pragma once

#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/cluster_naming.h"
#include "plugins/proxmox_events/connection.h"
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

  // What is only referred to outlives this. Throws Error where an authority's file cannot be used.
  EventWatch(const Host& host, const Settings& settings, const proxmox::ApiClient::Maker& clients,
             proxmox::Budget& budget, proxmox::Leadership& leadership);

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
  void tellNotifications(const Output& output);

  struct State {
    bool connected = false;
    std::optional<std::int64_t> seen_ms;  // when the list of tasks came last, by the time of day
    bool reads_log = false;
    std::optional<std::int64_t> rights_ms;  // what the token may was told, by the time of day
  };
  State state() const;
  const proxmox::events::EventDecoder& decoder() const { return decoder_; }
  proxmox::Contacts& contacts() { return contacts_; }

 private:
  proxmox::Reply askCurrent(const Output& output);
  std::optional<proxmox::Reply> askTasks(Conversation& conversation, const Output& output);
  bool hasRoomBeside() const;
  bool mayAskBeside() const;
  void noteGood(const Output& output);
  Outcome nobodyAnswered(std::int64_t began_ms, const Output& output);
  std::int64_t lostAtMs() const;
  Outcome standBy(const Output& output);
  void lose(const std::string& why, const Output& output);
  Outcome holdBack(proxmox::Budget::Limit limit, const Output& output);
  void makeSure(const Output& output);
  void reportWorking();

  Host host_;
  std::string token_id_;
  Settings::Log log_;
  proxmox::Budget& budget_;
  proxmox::Leadership& leadership_;
  proxmox::Contacts contacts_;
  proxmox::events::EventDecoder decoder_;
  ClusterNaming naming_;
  Introduction introduction_;
  QuestionPlan plan_;
  Questions questions_;
  Connection connection_;
  HeldNotifications notifications_;
  bool introduced_ = false;
  std::optional<std::int64_t> seen_ms_;
  // What is missing and what has its turns share what is left: the one goes behind the other.
  bool missing_is_next_ = true;
  std::string leader_told_;
};

}  // namespace pipevane::proxmox_events
