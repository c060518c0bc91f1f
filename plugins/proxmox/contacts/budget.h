// What may be asked: limits that nothing reaches in ordinary operation, for the case that something
// makes this one ask far more often, or for far more, than it should.
#pragma once

#include "plugins/proxmox/api/api_client.h"

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace pipevane::proxmox {

// All times are the steady clock's. [any]
class Budget {
 public:
  enum class Limit : std::uint8_t { kRequests, kBytes, kHandshakes };

  // Of one minute. The bytes are those of answers, as they came over the wire.
  struct Limits {
    std::int64_t requests = 240;
    std::int64_t received_bytes = 1 << 30;
    std::int64_t handshakes = 120;
  };
  // As its option is called.
  static const char* optionOf(Limit limit);

  explicit Budget(const Limits& limits)
      : limits_(limits), left_(static_cast<double>(limits.requests)) {}

  // Room for a minute's requests, which grows again evenly. False where there is none. Bytes and
  // handshakes do not count: what was begun is brought to its end.
  bool take(std::int64_t now_ms) { return takeAbove(now_ms, 0); }
  // The same for what somebody asks to see: half of the room stays the poll's, of bytes and
  // handshakes as well.
  bool takeBeside(std::int64_t now_ms);
  // What that took is known only now.
  void spent(const ApiClient::Counters& cost, std::int64_t now_ms);
  // Which limit is in the way of so many requests; nothing: there is room. None is taken. For bytes
  // and handshakes it is what the last minute cost that has to be below the limit.
  std::optional<Limit> reached(int requests, std::int64_t now_ms);

  const Limits& limits() const { return limits_; }
  // What to say where a limit is reached, a sentence without an end.
  std::string why(Limit limit) const;

 private:
  static constexpr std::int64_t kMinuteMs = 60'000;

  struct Spent {
    std::int64_t second;
    std::int64_t received_bytes, handshakes;
  };

  bool takeAbove(std::int64_t now_ms, double kept);
  // These while one holds the lock.
  void refill(std::int64_t now_ms);
  Spent lastMinute(std::int64_t now_ms);

  const Limits limits_;
  std::mutex mutex_;  // of all below
  double left_;
  std::int64_t refilled_ms_ = 0;
  std::deque<Spent> spent_;  // by the second
};

}  // namespace pipevane::proxmox
