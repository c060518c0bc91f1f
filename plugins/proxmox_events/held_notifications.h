// What Proxmox VE sent by itself. It waits until the source has time for it and knows which cluster
// this is.
#pragma once

#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

class HeldNotifications {
 public:
  // Before the first node answers, or while others hang: a cluster that fails altogether sends some
  // dozens.
  static constexpr std::size_t kMost = 64;

  struct Sent {
    std::string sender, body;
    std::int64_t time_ms = 0;  // of the day
  };

  // All outlive this.
  HeldNotifications(const Host& host, proxmox::events::EventDecoder& decoder,
                    const proxmox::Leadership& leadership)
      : host_(host), decoder_(decoder), leadership_(leadership) {}

  // [any] False where there is no room to wait. It is sent to this one, whoever leads.
  bool hear(Sent sent);
  // [worker] Those that wait, if that is known by now.
  void tell(const Output& output);

 private:
  bool waits();
  void tell(const Sent& sent, const Output& output);

  Host host_;
  proxmox::events::EventDecoder& decoder_;
  const proxmox::Leadership& leadership_;
  std::mutex mutex_;
  std::vector<Sent> held_;
};

}  // namespace pipevane::proxmox_events
