// What is known of one node's tasks, and what of them may have been missed.
//
// The list of tasks has of each node all that run and the newest that finished, cut by their start,
// at 25 in all and about 32 KiB. So as long as it still has something from before what was known
// last, nothing is missing in between; and a task that ran and is not in it any more has finished
// behind those that it shows.
#pragma once

#include "plugins/proxmox/events/gap.h"
#include "plugins/proxmox/events/task.h"
#include "plugins/proxmox/events/task_list.h"
#include "plugins/proxmox/events/task_page.h"
#include "plugins/proxmox/events/told_tasks.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace pipevane::proxmox::events {

// A task in a state in which it was not told yet.
struct TaskNews {
  Task task;
  bool late = false;  // it happened some time ago, and is told only now
};

class NodeTasks {
 public:
  // A node that runs more at a time runs nothing else any more.
  static constexpr std::size_t kMostRunning = 1'024;

  // What finished before `since_s` is of no interest.
  explicit NodeTasks(std::int64_t since_s) : since_s_(since_s), complete_s_(since_s) {}

  // All that a list has of this node, in any order; `number` counts the lists, from 1 on. What
  // finished before `late_s` did so some time ago, and so did what finished before something that
  // is known already, unless the node's clock was set back in between.
  void hearList(std::span<const Task* const> listed, std::int64_t late_s, std::uint64_t number,
                std::vector<TaskNews>& news);
  // An answer to the question of gap().
  void hearPage(const TaskPage& page, const TaskList& list, std::vector<TaskNews>& news);
  // The newest that finished, in the order in which they ended: what the list may have hidden, as
  // it is cut by their start, which a clock that was set back puts before others. Where they are
  // not all that it hid, gap() asks for the next ones, up to those that are known.
  void hearNewest(const TaskPage& page, const TaskList& list, std::vector<TaskNews>& news);
  // It is no member any more: nobody knows how that ends which ran. What was told stays known, for
  // it may come back, and then tell how that ended.
  void leave(std::vector<TaskNews>& news);
  bool left() const { return left_; }
  void comeBack() { left_ = false; }
  // Somebody else names a task of this node: if it is not known, others may be missing, too.
  void hearOf(const Upid& upid);

  // Where to ask; nothing where nothing is missing. The node's name is for the caller to fill in.
  std::optional<Gap> gap() const;
  const std::map<std::string, Task, std::less<>>& running() const { return running_; }
  bool knows(const Upid& upid) const {
    return running_.contains(upid.text) || told_.contains(upid);
  }

 private:
  using Names = std::set<std::string, std::less<>>;

  // How a task comes to be known.
  struct Found {
    bool late = true;
    bool ended_since = false;  // since all that is of interest, whatever the clock says
    ToldTasks::Place place;    // once it ended
  };
  // An answer in parts, and which of those that ran it has not named yet.
  struct Filling {
    std::int64_t since_s = 0;
    std::size_t start = 0;
    std::size_t pages = 0;
    std::int64_t newest_s = 0;
    bool empty = true;
    Names unnamed;
  };

  // The newest are looked through, up to there.
  struct LookedThrough {
    std::size_t start = 0;        // of the next page
    bool reached_recent = false;  // something that the clock says is of interest
  };

  void note(const Task& task, const Found& found, std::vector<TaskNews>& news);
  void noteAll(std::span<const Task> listed, bool ended_since, std::vector<TaskNews>& news);
  std::size_t recentOf(std::span<const Task> newest, bool reached_recent) const;
  bool startHidesSome(std::span<const Task> newest, std::size_t recent) const;
  bool goesOn(std::span<const Task> newest, std::size_t recent) const;
  bool isRecent(const Task& task) const;
  bool mayLackSome(std::span<const Task* const> listed);
  std::int64_t knownUntilS() const;
  void missSince(std::int64_t start_s);
  bool begins(const TaskPage& page);
  void endFilling(std::vector<TaskNews>* news);

  // A token that may see none is answered with an empty list. So many in a row, half a minute and
  // more, are believed: the node forgot all of it.
  static constexpr int kEmptyBelieved = 4;

  std::int64_t since_s_;
  // Every task that started before is known.
  std::int64_t complete_s_;
  std::map<std::string, Task, std::less<>> running_;
  Names vanished_;  // of those, the last list does not have them
  ToldTasks told_;
  int empties_ = 0;           // in a row: the node remembered none of what was missing
  bool told_recent_ = false;  // one that ended since
  Names listed_finished_;     // in the last list
  std::uint64_t list_ = 0;    // its number; 0: there was none
  std::size_t listed_bytes_ = 0;
  // The newest thing that a list told, by the node's clock as it goes now.
  std::int64_t happened_s_ = 0;
  std::optional<std::int64_t> missing_since_s_;
  std::optional<Filling> filling_;
  std::optional<LookedThrough> looked_through_;
  bool left_ = false;
};

}  // namespace pipevane::proxmox::events
