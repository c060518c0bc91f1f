// Differences that wait for the tasks that may explain them: the list that showed them is newer
// than the tasks that were heard before.
#pragma once

#include "plugins/proxmox/events/difference.h"
#include "plugins/proxmox/events/task_ledger.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pipevane::proxmox::events {

class PendingChanges {
 public:
  // Of the oldest nobody waits for an explanation any longer: as many as a large cluster may have
  // after an outage of it.
  static constexpr std::size_t kMost = 32'768;
  // Nor for longer than that, where the tasks cannot be asked for or some of them are missing.
  static constexpr std::int64_t kPatienceMs = 30'000;

  void add(std::vector<Difference> differences);
  // Those of which it can be said now, as the tasks of `tasks_asked_ms` are known, what they belong
  // to; in order, and none before another of the same entity.
  std::vector<Difference> take(const TaskLedger& ledger, std::int64_t tasks_asked_ms,
                               std::int64_t now_ms);

 private:
  std::vector<Difference> waiting_;
};

}  // namespace pipevane::proxmox::events
