#include "plugins/proxmox/events/pending_changes.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace pipevane::proxmox::events {

void PendingChanges::add(std::vector<Difference> differences) {
  std::ranges::move(differences, std::back_inserter(waiting_));
}

std::vector<Difference> PendingChanges::take(const TaskLedger& ledger, std::int64_t tasks_asked_ms,
                                             std::int64_t now_ms) {
  const std::size_t too_many = waiting_.size() > kMost ? waiting_.size() - kMost : 0;
  std::vector<Difference> ready, waiting;
  std::set<std::pair<std::string_view, std::string>> held;  // whose
  for (Difference& each : waiting_) {
    const bool known = tasks_asked_ms >= each.answered_ms && !ledger.lacks(each.node);
    const bool late = now_ms - each.answered_ms > kPatienceMs || ready.size() < too_many;
    const std::pair whose{each.kind, each.id};
    if ((known || late) && !held.contains(whose)) {
      ready.push_back(std::move(each));
    } else {
      held.insert(whose);
      waiting.push_back(std::move(each));
    }
  }
  waiting_ = std::move(waiting);
  return ready;
}

}  // namespace pipevane::proxmox::events
