// The tasks of the last minutes: which of them a change belongs to, and which one began another.
#pragma once

#include "plugins/proxmox/events/difference.h"
#include "plugins/proxmox/events/task.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

class RecentTasks {
 public:
  // A busy cluster has some hundreds in ten minutes; of more the oldest that ended are forgotten.
  static constexpr std::size_t kMost = 4'096;

  // How a change and a task belong together.
  enum class Bond : std::uint8_t {
    kNone,
    kPart,    // it is what the task does: no event of its own
    kEffect,  // one of many that the task has: an event of its own, caused by it
  };
  struct Cause {
    Bond bond = Bond::kNone;
    std::string upid;
  };

  // In a state in which it was not heard before, at `now_ms` by our clock, `age_ms` after it
  // happened.
  void hear(const Task& task, std::int64_t now_ms, std::int64_t age_ms);
  Cause causeOf(const Difference& difference) const;
  // The task that began this one; empty: none that is known.
  std::string parentOf(const Task& task) const;
  // The newest backup that runs, or ended in the last minutes, on that node, or of that guest.
  std::string backupOn(std::string_view node) const;

 private:
  struct Seen {
    Upid upid;
    std::int64_t first_ms = 0;  // by our clock
    std::int64_t last_ms = 0;   // for ever while it runs
    std::int64_t end_s = 0;     // by the node's: for ever while it runs
  };

  void forget(std::int64_t now_ms);

  std::deque<Seen> seen_;  // in the order in which they were first seen
};

}  // namespace pipevane::proxmox::events
