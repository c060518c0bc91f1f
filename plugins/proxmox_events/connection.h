// Whether anybody of the cluster answers, and since when nobody does: that is told as an event.
#pragma once

#include "plugins/proxmox/events/event_decoder.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace pipevane::proxmox_events {

// [worker] Who is not asked, as this source keeps to its own limits, is not lost: the silence
// begins with a question that failed. All times are the steady clock's.
class Connection {
 public:
  // Nobody answers for so long: that is an event. A node that restarts its services is back sooner.
  static constexpr std::int64_t kLostMs = 10'000;
  // Then it is one even where some were not asked yet: of many each one that hangs takes its time.
  static constexpr std::int64_t kLostAtLastMs = 20'000;

  // The decoder outlives this.
  Connection(const Host& host, proxmox::events::EventDecoder& decoder)
      : host_(host), decoder_(decoder) {}

  // Somebody told a list of tasks, whatever else is not told.
  void answered(const Output& output);
  // Somebody is there who can.
  void heard() { silent_since_ms_.reset(); }
  // A question that was asked then failed.
  void failed(std::int64_t asked_ms) { silent_since_ms_ = silent_since_ms_.value_or(asked_ms); }
  // All were asked; or another source tells of the cluster.
  void down() { up_ = false; }
  void leave();

  // Nobody has answered for so long, and that was not told yet.
  bool isSilentFor(std::int64_t ms) const {
    return !lost_ && silent_since_ms_ && host_.steadyMs() - *silent_since_ms_ >= ms;
  }
  // Since when nobody does.
  std::int64_t silentSinceMs() const { return silent_since_ms_.value_or(host_.steadyMs()); }
  // When it comes to be; nothing: somebody answered, or it was told.
  std::optional<std::int64_t> lostAtMs() const {
    if (lost_ || !silent_since_ms_) return std::nullopt;
    return *silent_since_ms_ + kLostMs;
  }
  // It is: a sentence without an end says why.
  void lose(std::string why, const Output& output);

  // Not all failed since then.
  bool isUp() const { return up_; }
  bool isLost() const { return lost_; }
  const std::string& whyLost() const { return why_lost_; }

 private:
  Host host_;
  proxmox::events::EventDecoder& decoder_;
  std::optional<std::int64_t> silent_since_ms_;
  bool lost_ = false;  // and that was told
  std::string why_lost_;
  bool up_ = false;
};

}  // namespace pipevane::proxmox_events
