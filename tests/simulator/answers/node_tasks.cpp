// What a node's own files say of its tasks.
#include "tests/simulator/answers/answers.h"
#include "tests/simulator/answers/task_row.h"

#include <algorithm>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Object;

// What a task's end is sorted under.
std::string classOf(const std::string& status) {
  if (status == "OK") return "ok";
  if (status.starts_with("WARNINGS:")) return "warning";
  return status == "unexpected status" ? "unknown" : "error";
}

bool passes(const Task& task, const TaskFilter& filter) {
  if (!filter.owner.empty() && task.user != filter.owner) return false;
  // One with warnings counts here as one that failed.
  if (filter.errors && (task.runs() || task.status == "OK")) return false;
  if (!filter.classes.empty() && (task.runs() || !filter.classes.contains(classOf(task.status))))
    return false;
  return (filter.type.empty() || task.type == filter.type) &&
         userOf(task).find(filter.user) != std::string::npos &&
         (filter.vmid.empty() || task.id == filter.vmid) && task.start_s >= filter.since_s &&
         task.start_s <= filter.until_s;
}

// Counts all that pass and keeps those of the page.
class Pager {
 public:
  explicit Pager(const TaskFilter& filter) : filter_(filter) {}

  void add(const Task& task) {
    if (!passes(task, filter_)) return;
    const std::int64_t number = page_.total++;
    if (number < filter_.start || number - filter_.start >= filter_.limit) return;
    Object row = taskRow(task);
    row.set("pid", task.pid).set("pstart", task.pstart);
    if (task.runs()) {
      // As it is in the list of what runs: the token is not taken apart.
      row.set("user", task.user).set("status", "RUNNING").set("saved", "0");
      row.remove("tokenid");
    } else {
      row.set("status", task.status).set("endtime", task.end_s);
    }
    page_.rows.add(row);
  }
  const Page& page() const { return page_; }

 private:
  const TaskFilter& filter_;
  Page page_;
};

}  // namespace

Page nodeTasks(const Node& node, const TaskFilter& filter) {
  Pager pager(filter);
  const auto& running = node.tasks.running();
  if (filter.source != "archive") std::ranges::for_each(running, [&](auto& t) { pager.add(t); });
  // The file is read from its end: the newest end first, whenever it began.
  const auto& ended = node.tasks.ended();
  if (filter.source != "active")
    std::for_each(ended.rbegin(), ended.rend(), [&](auto& t) { pager.add(t); });
  return pager.page();
}

Object taskStatus(const Task& task) {
  Object answer = taskRow(task);
  answer.set("pid", task.pid).set("pstart", task.pstart);
  answer.set("status", task.runs() ? "running" : "stopped");
  if (!task.runs()) answer.set("exitstatus", task.status);
  return answer;
}

}  // namespace pipevane::simulator
