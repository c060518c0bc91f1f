// Which tasks of a cluster were told, and in which state: each of them is one event, told when it
// begins and when it ends, and never twice in the same state.
#pragma once

#include "plugins/proxmox/events/gap.h"
#include "plugins/proxmox/events/node_tasks.h"
#include "plugins/proxmox/events/task.h"
#include "plugins/proxmox/events/task_list.h"
#include "plugins/proxmox/events/task_page.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace pipevane::proxmox::events {

// [worker] One thread. What comes out depends on what it hears alone.
class TaskLedger {
 public:
  // Proxmox VE has clusters of some dozens; each has a few hundred kilobytes here, at most.
  static constexpr std::size_t kMostNodes = 256;
  // In one list: twice what 32 KiB have room for, which is all that a node can tell.
  static constexpr std::size_t kMostListed = 512;

  // Of a node that is seen for the first time, what finished so long before is not told.
  explicit TaskLedger(std::int64_t look_back_ms) : look_back_ms_(look_back_ms) {}

  // An answer to /cluster/tasks: `asked_ms` by the clock of who asks, `source_ms` by that of who
  // answered. News in the order in which they happened.
  std::vector<TaskNews> hearList(std::span<const Task> listed, std::int64_t asked_ms,
                                 std::int64_t source_ms);
  // An answer to /nodes/N/tasks.
  std::vector<TaskNews> hearPage(const std::string& node, const TaskPage& page,
                                 const TaskList& list, std::int64_t source_ms);
  // Nodes that are no members any more: what ran there has ended, nobody knows how.
  std::vector<TaskNews> leaveOut(const std::function<bool(const std::string& node)>& isGone);
  // The log names it.
  void hearOf(const Upid& upid);

  // One question for each node of which something may be missing.
  std::vector<Gap> gaps() const;
  bool lacks(std::string_view node) const;
  std::vector<std::string> nodes() const;
  bool knows(const Upid& upid) const;
  std::size_t runningCount() const;
  // A list with a task came: the token may see them.
  bool sees() const { return !nodes_.empty(); }

 private:
  NodeTasks* of(const std::string& node, std::int64_t source_ms, bool& first);

  std::int64_t look_back_ms_;
  std::int64_t listed_ms_ = std::numeric_limits<std::int64_t>::min() / 4;
  std::uint64_t lists_ = 0;
  std::map<std::string, NodeTasks, std::less<>> nodes_;
};

}  // namespace pipevane::proxmox::events
