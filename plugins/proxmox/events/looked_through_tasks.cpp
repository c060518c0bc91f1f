// What the newest of a node's archive say of what its list may have hidden.
#include "plugins/proxmox/events/node_tasks.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox::events {
namespace {

// Between two lists of tasks, with one that is lost.
constexpr std::int64_t kJustEndedMs = 10'000;

}  // namespace

void NodeTasks::hearNewest(const TaskPage& page, const TaskList& list,
                           std::vector<TaskNews>& news) {
  LookedThrough looked;
  if (page.start > 0) {
    if (!looked_through_ || looked_through_->start != page.start)
      return noteAll(list.tasks, false, news);
    looked = *std::exchange(looked_through_, std::nullopt);
  }
  const std::size_t recent = recentOf(list.tasks, looked.reached_recent);
  const bool hid = page.start > 0 ? goesOn(list.tasks, recent) : startHidesSome(list.tasks, recent);
  looked.start = page.next();
  looked.reached_recent =
      looked.reached_recent ||
      std::ranges::any_of(list.tasks, [this](const Task& each) { return isRecent(each); });
  noteAll(list.tasks, recent == list.tasks.size(), news);
  if (hid && list.entries >= page.limit && looked.start < kGapPagesMost * kGapPage)
    looked_through_ = looked;
}

// So many, from the first on, ended since what is of interest. Where something recent was told and
// is not among those that were looked through, all of these ended after it.
std::size_t NodeTasks::recentOf(std::span<const Task> newest, bool reached_recent) const {
  const auto last = std::find_if(newest.rbegin(), newest.rend(),
                                 [this](const Task& each) { return isRecent(each); });
  const auto count = static_cast<std::size_t>(last.base() - newest.begin());
  return count == 0 && told_recent_ && !reached_recent ? newest.size() : count;
}

// Those that ended since the list was told stand before all others. An unknown one behind them was
// hidden, and so may be some that are behind this page.
bool NodeTasks::startHidesSome(std::span<const Task> newest, std::size_t recent) const {
  const auto isKnown = [this](const Task& each) { return knows(each.upid); };
  const auto its = newest.first(recent);
  // Else the first one that is older.
  const auto known = static_cast<std::size_t>(std::ranges::find_if(its, isKnown) - its.begin());
  if (known == newest.size()) return !newest.empty();
  return !std::ranges::all_of(its.subspan(known), isKnown) ||
         newest.front().happenedMs() - newest[known].happenedMs() > kJustEndedMs;
}

// Whatever was looked through before is known, down to where it began: so many that are known, one
// after the other, are that.
bool NodeTasks::goesOn(std::span<const Task> newest, std::size_t recent) const {
  const std::size_t from = newest.size() - std::min(newest.size(), kNewestPage);
  return from < recent &&
         !std::ranges::all_of(newest.subspan(from, recent - from),
                              [this](const Task& each) { return knows(each.upid); });
}

}  // namespace pipevane::proxmox::events
