// Questions to one node, and what becomes of the answers.
#pragma once

#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/call.h"
#include "plugins/proxmox/contacts/contact.h"
#include "plugins/proxmox/contacts/reply.h"
#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/cluster_naming.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox_events {

// [worker] Every answer goes out as an exchange, before what it tells: that is what is recorded.
class Conversation {
 public:
  // For what is in the memory of who answers: who hangs is left for another one.
  static constexpr std::int64_t kPromptMs = 5'000;

  // All outlive this.
  Conversation(const Host& host, proxmox::Contact& contact, proxmox::events::EventDecoder& decoder,
               const Output& output, const std::string& token_id, proxmox::Budget& budget,
               proxmox::Leadership& leadership, ClusterNaming& naming)
      : host_(host),
        contact_(contact),
        decoder_(decoder),
        output_(output),
        token_id_(token_id),
        budget_(budget),
        leadership_(leadership),
        naming_(naming) {}

  // `path` below /api2/json.
  static std::string fullPath(std::string_view path) {
    return std::string("/api2/json").append(path);
  }

  // It says who it is: whoever answers is listened to.
  void listenToStrangers() { strangers_ = true; }

  // `query` without the question mark. A source that led as it asked tells
  // the answer only where it still does.
  proxmox::Reply ask(std::string_view path, const std::string& query = {},
                     std::optional<std::int64_t> timeout_ms = {});

 private:
  std::string why(const proxmox::Answer& answer, std::string_view path) const;

  Host host_;
  proxmox::Contact& contact_;
  proxmox::events::EventDecoder& decoder_;
  const Output& output_;
  const std::string& token_id_;
  proxmox::Budget& budget_;
  proxmox::Leadership& leadership_;
  ClusterNaming& naming_;
  bool strangers_ = false;
};

}  // namespace pipevane::proxmox_events
