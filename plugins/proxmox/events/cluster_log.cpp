#include "plugins/proxmox/events/cluster_log.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox::events {

void ClusterLog::hear(std::vector<LogEntry> entries, std::size_t asked) {
  std::optional<std::size_t> moved = known_.empty() ? std::optional<std::size_t>(0) : std::nullopt;
  std::vector<LogEntry> above, below;  // the first one that is known
  bool met = known_.empty();
  std::size_t fresh = 0;
  for (const LogEntry& each : entries) {
    if (known_.contains(Key(each.key()))) {
      moved = fresh;
      met = true;
    } else {
      ++fresh;
      (met ? below : above).push_back(each);
    }
  }
  heard_ = true;
  window_.worked(asked, entries.size(), moved);
  for (const LogEntry& each : below) fresh_.push_front(each);
  fresh_.insert(fresh_.end(), above.rbegin(), above.rend());
  for (auto each = entries.rbegin(); each != entries.rend(); ++each) remember(*each);
  newest_.clear();
  if (asked < LogWindow::kUsual) newest_ = std::move(entries);
  noteBad();
}

void ClusterLog::fail(std::size_t asked) {
  window_.failed(asked);
  noteBad();
}

void ClusterLog::noteBad() {
  const auto bad = window_.badAt();
  above_bad_.reset();
  if (bad && *bad > 0 && *bad <= newest_.size()) above_bad_ = newest_[*bad - 1];
}

std::vector<LogEntry> ClusterLog::take() {
  if (window_.again()) return {};
  std::vector<LogEntry> taken(fresh_.begin(), fresh_.end());
  fresh_.clear();
  return taken;
}

void ClusterLog::remember(const LogEntry& entry) {
  if (!known_.insert(Key(entry.key())).second) return;
  order_.emplace_back(entry.key());
  if (order_.size() <= kMostKnown) return;
  known_.erase(order_.front());
  told_bad_.erase(order_.front());
  order_.pop_front();
}

std::optional<LogEntry> ClusterLog::takeBad() {
  if (!above_bad_ || !told_bad_.insert(Key(above_bad_->key())).second) return std::nullopt;
  return std::exchange(above_bad_, std::nullopt);
}

}  // namespace pipevane::proxmox::events
