// Which events of its connection a source owes, as its questions fared.
#pragma once

#include "tests/plugins/proxmox_events/model/asked.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pipevane::proxmox_events {

// What is not as it should be fails the test. One life of the source.
class DueConnection {
 public:
  // In the order in which they were asked.
  void hear(const Asked& asked);
  // An event was told.
  void hearEvent(std::string_view state, std::int64_t told_ms);
  // What is due was told.
  void expectAll(std::int64_t now_ms) const;

 private:
  bool told_lost_ = false;
  bool ever_listed_ = false;
  int lists_since_lost_ = 0;
  // The first one that failed since somebody told a list of tasks, and since anybody answered.
  std::optional<std::int64_t> fails_since_ms_, silent_since_ms_;
};

}  // namespace pipevane::proxmox_events
