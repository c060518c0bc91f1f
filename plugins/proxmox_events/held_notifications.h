// What Proxmox VE sent by itself. Before it is known which cluster this is it waits.
#pragma once

#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/leadership/leadership.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox_events {

// [worker] One thread.
class HeldNotifications {
 public:
  // Before the first node answers: a cluster that fails altogether sends some dozens.
  static constexpr std::size_t kMost = 64;

  struct Sent {
    std::string sender, body;
    std::int64_t time_ms = 0;  // of the day
  };

  // All outlive this.
  HeldNotifications(const Host& host, proxmox::events::EventDecoder& decoder,
                    const proxmox::Leadership& leadership)
      : host_(host), decoder_(decoder), leadership_(leadership) {}

  // False where there is no room to wait. It is sent to this one, whoever leads.
  bool hear(Sent sent, const Output& output);
  // Those that wait, if that is known by now.
  void tell(const Output& output);

 private:
  void tell(const Sent& sent, const Output& output);

  Host host_;
  proxmox::events::EventDecoder& decoder_;
  const proxmox::Leadership& leadership_;
  std::vector<Sent> held_;
};

}  // namespace pipevane::proxmox_events
