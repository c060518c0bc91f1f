#include "plugins/proxmox/events/task_ledger.h"

#include <algorithm>
#include <tuple>

namespace pipevane::proxmox::events {
namespace {

// After a longer pause than that what has finished is told late; so is what a node that is seen for
// the first time has finished longer ago.
constexpr std::int64_t kPauseMs = 30'000;
constexpr std::int64_t kAllLate = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kNoneLate = std::numeric_limits<std::int64_t>::min();

void sort(std::vector<TaskNews>& news) {
  const auto key = [](const TaskNews& each) {
    return std::tuple(each.task.happenedMs(), each.task.upid.start_s,
                      std::string_view(each.task.upid.text));
  };
  std::ranges::sort(news, {}, key);
}

}  // namespace

// Null where there are too many. `first`: it is new, or has come back.
NodeTasks* TaskLedger::of(const std::string& node, std::int64_t source_ms, bool& first) {
  const auto known = nodes_.find(node);
  first = known == nodes_.end() || known->second.left();
  if (known != nodes_.end()) {
    known->second.comeBack();
    return &known->second;
  }
  if (nodes_.size() == kMostNodes) {
    const auto left =
        std::ranges::find_if(nodes_, [](const auto& each) { return each.second.left(); });
    if (left == nodes_.end()) return nullptr;
    nodes_.erase(left);
  }
  return &nodes_.emplace(node, NodeTasks((source_ms - look_back_ms_) / 1000)).first->second;
}

std::vector<TaskNews> TaskLedger::hearList(std::span<const Task> listed, std::int64_t asked_ms,
                                           std::int64_t source_ms) {
  std::map<std::string_view, std::vector<const Task*>> by_node;
  for (const Task& each : listed)
    if (auto& its = by_node[each.upid.node]; its.size() < kMostListed) its.push_back(&each);
  const bool after_pause = asked_ms - listed_ms_ > kPauseMs;
  const std::int64_t recent_s = (source_ms - kPauseMs) / 1000;
  listed_ms_ = asked_ms;
  ++lists_;
  std::vector<TaskNews> news;
  for (const auto& [node, tasks] : by_node) {
    bool first = false;
    NodeTasks* const its = of(std::string(node), source_ms, first);
    if (its == nullptr) continue;
    const std::int64_t late_s = after_pause ? kAllLate : first ? recent_s : kNoneLate;
    its->hearList(tasks, late_s, lists_, news);
  }
  sort(news);
  return news;
}

std::vector<TaskNews> TaskLedger::hearPage(const std::string& node, const TaskPage& page,
                                           const TaskList& list, std::int64_t source_ms) {
  std::vector<TaskNews> news;
  bool first = false;
  NodeTasks* const its = of(node, source_ms, first);
  const auto other = [&](const Task& each) { return each.upid.node != node; };
  if (its != nullptr && std::ranges::none_of(list.tasks, other)) {
    if (page.newest)
      its->hearNewest(page, list, news);
    else
      its->hearPage(page, list, news);
  }
  sort(news);
  return news;
}

std::vector<TaskNews> TaskLedger::leaveOut(
    const std::function<bool(const std::string& node)>& isGone) {
  std::vector<TaskNews> news;
  for (auto& [node, tasks] : nodes_)
    if (!tasks.left() && isGone(node)) tasks.leave(news);
  sort(news);
  return news;
}

void TaskLedger::hearOf(const Upid& upid) {
  const auto known = nodes_.find(upid.node);
  if (known != nodes_.end() && !known->second.left()) known->second.hearOf(upid);
}

std::vector<Gap> TaskLedger::gaps() const {
  std::vector<Gap> all;
  for (const auto& [node, tasks] : nodes_)
    if (auto gap = tasks.gap()) {
      gap->node = node;
      all.push_back(std::move(*gap));
    }
  return all;
}

bool TaskLedger::lacks(std::string_view node) const {
  const auto known = nodes_.find(node);
  return known != nodes_.end() && known->second.gap();
}

bool TaskLedger::knows(const Upid& upid) const {
  const auto known = nodes_.find(upid.node);
  return known != nodes_.end() && known->second.knows(upid);
}

std::vector<std::string> TaskLedger::nodes() const {
  std::vector<std::string> names;
  for (const auto& [node, tasks] : nodes_)
    if (!tasks.left()) names.push_back(node);
  return names;
}

std::size_t TaskLedger::runningCount() const {
  std::size_t count = 0;
  for (const auto& each : nodes_) count += each.second.running().size();
  return count;
}

}  // namespace pipevane::proxmox::events
