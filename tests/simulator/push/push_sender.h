// Sends what the nodes of a world push, as each of their cycles ends.
#pragma once

#include "tests/simulator/push/payload.h"
#include "tests/simulator/world/notification.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::simulator {

// [any] Nothing throws: what cannot be sent is counted and dropped, as in Proxmox VE.
class PushSender {
 public:
  // `from`: the node's own address; empty: any.
  void send(const PushTarget& target, const std::vector<PushPayload>& payloads,
            const std::string& from);
  void send(const Webhook& webhook, const Notification& notification, const std::string& from);

  std::uint64_t sent() const { return sent_; }
  std::uint64_t failed() const { return failed_; }

 private:
  template <class Attempt>
  void attempt(Attempt one);

  std::atomic<std::uint64_t> sent_ = 0, failed_ = 0;
};

}  // namespace pipevane::simulator
