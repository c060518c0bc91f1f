// How far the clock of who answers is from ours. It is told by the answers, so that a recording
// decodes as the live run did.
#pragma once

#include <pipevane/abi.h>

#include <cstdint>

namespace pipevane::proxmox {

class SourceClock {
 public:
  // Looks at the answer's header Date.
  void hear(const pv_exchange& exchange);
  // When the question was asked, by the clock of who answered.
  std::int64_t timeOf(const pv_exchange& exchange) const { return exchange.time_ms + ahead_ms_; }

 private:
  std::int64_t ahead_ms_ = 0;
};

}  // namespace pipevane::proxmox
