// What the source costs those that it asks.
#pragma once

#include "plugins/proxmox_poll/archive/archive.h"
#include "plugins/proxmox_poll/budget.h"
#include "plugins/proxmox_poll/contacts.h"
#include "plugins/proxmox_poll/traffic.h"

#include <pipevane/figures.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

struct Cost {
  struct Asked {
    std::string url;  // empty: whoever the poll was with then
    bool history;     // for somebody who looked back, else for the poll
    Traffic::Counters total, last_minute;
  };
  std::vector<Asked> asked;
  std::int64_t requests_per_minute = 0;  // the limit
  std::uint64_t held_back = 0;           // cycles that it left out

  Traffic::Counters lastMinute() const;  // of all together
  // As "pipevane.figures/1" has it. Labels: `endpoint`, `for`: poll or history.
  void tell(void* context, void (*visit)(void*, const pv_figure*)) const;
};

// [worker] One thread.
class CostMeter {
 public:
  // A cycle was left out, as the limit is reached. This and all times are the steady clock's.
  void heldBack(std::int64_t now_ms);
  // In the last minute.
  bool heldBackLately(std::int64_t now_ms) const {
    return held_back_ms_ && now_ms - *held_back_ms_ < Traffic::kMinuteMs;
  }
  // To be called once a cycle.
  Cost measure(Contacts& contacts, const Archive::State& archive, const Budget& budget,
               std::int64_t now_ms);

 private:
  Traffic history_;
  std::uint64_t held_back_ = 0;
  std::optional<std::int64_t> held_back_ms_;
};

}  // namespace pipevane::proxmox_poll
