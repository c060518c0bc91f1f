#include "plugins/proxmox/events/pending_changes.h"

#include <algorithm>
#include <iterator>

namespace pipevane::proxmox::events {

void PendingChanges::add(std::vector<Difference> differences) {
  std::ranges::move(differences, std::back_inserter(waiting_));
}

std::vector<Difference> PendingChanges::take(const TaskLedger& ledger, std::int64_t tasks_asked_ms,
                                             std::int64_t now_ms) {
  const std::size_t too_many = waiting_.size() > kMost ? waiting_.size() - kMost : 0;
  std::vector<Difference> ready, waiting;
  for (Difference& each : waiting_) {
    const bool known = tasks_asked_ms >= each.answered_ms && !ledger.lacks(each.node);
    const bool late = now_ms - each.answered_ms > kPatienceMs || ready.size() < too_many;
    (known || late ? ready : waiting).push_back(std::move(each));
  }
  waiting_ = std::move(waiting);
  return ready;
}

}  // namespace pipevane::proxmox::events
