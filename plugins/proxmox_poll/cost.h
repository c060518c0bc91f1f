// What the source costs those that it asks.
#pragma once

#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/contacts/contacts.h"
#include "plugins/proxmox/contacts/traffic.h"
#include "plugins/proxmox_poll/archive/archive.h"

#include <pipevane/figures_table.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {

struct Cost {
  struct Asked {
    std::string url;  // empty: whoever the poll was with then
    bool history;     // for somebody who looked back, else for the poll
    proxmox::Traffic::Counters total, last_minute;
  };
  std::vector<Asked> asked;
  proxmox::Budget::Limits limits;
  std::uint64_t held_back = 0;  // cycles that they left out
  // Which of them is reached, and since when by the clock that tells the time; nothing: there was
  // room for the whole of the last minute.
  struct Reached {
    proxmox::Budget::Limit limit;
    std::int64_t since_ms;
  };
  std::optional<Reached> reached;

  proxmox::Traffic::Counters lastMinute() const;  // of all together
  // As "pipevane.figures/1" has it. Labels: `endpoint`, `for`: poll or history.
  void tell(const FigureVisit& visit) const;
};

// [worker] One thread.
class CostMeter {
 public:
  // A cycle was left out, as that limit is reached. This and all times are the steady clock's, but
  // for `time_ms`, which is what a reader is told.
  void heldBack(proxmox::Budget::Limit limit, std::int64_t now_ms, std::int64_t time_ms);
  // What is amiss where that was in the last minute, a sentence without an end; else empty.
  std::string trouble(const proxmox::Budget& budget, std::int64_t now_ms) const;
  // To be called once a cycle.
  Cost measure(proxmox::Contacts& contacts, const Archive::State& archive,
               const proxmox::Budget& budget, std::int64_t now_ms);

 private:
  bool heldBackLately(std::int64_t now_ms) const {
    return reached_ && now_ms - held_back_ms_ < proxmox::Traffic::kMinuteMs;
  }

  proxmox::Traffic history_;
  std::uint64_t held_back_ = 0;
  std::int64_t held_back_ms_ = 0;         // last
  std::optional<Cost::Reached> reached_;  // last; nothing: never
};

}  // namespace pipevane::proxmox_poll
