#include "tests/simulator/answers/answers.h"

#include <algorithm>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object taskRow(const Task& task) {
  Object row;
  row.set("upid", task.upid).set("node", task.node).set("type", task.type);
  row.set("id", task.id).set("user", task.user).set("starttime", task.start_s);
  return row;
}

// What a task's end is sorted under.
std::string classOf(const std::string& status) {
  if (status == "OK") return "ok";
  if (status.starts_with("WARNINGS:")) return "warning";
  return status == "unexpected status" ? "unknown" : "error";
}

bool passes(const Task& task, const TaskFilter& filter) {
  const bool runs = task.end_s == 0;
  if (runs && filter.source == "archive") return false;
  if (!runs && filter.source == "active") return false;
  if (filter.errors && (runs || classOf(task.status) != "error")) return false;
  if (!filter.classes.empty() && (runs || !filter.classes.contains(classOf(task.status))))
    return false;
  return (filter.type.empty() || task.type == filter.type) &&
         task.user.find(filter.user) != std::string::npos &&
         (filter.vmid.empty() || task.id == filter.vmid) && task.start_s >= filter.since_s &&
         task.start_s <= filter.until_s;
}

}  // namespace

Array clusterTasks(const View& view) {
  Array rows;
  // Not even its own.
  if (!view.may("/", "Sys.Audit")) return rows;
  const auto& tasks = view.world.tasks();
  for (auto each = tasks.rbegin(); each != tasks.rend(); ++each) {
    Object row = taskRow(*each);
    row.set("saved", each->end_s == 0 ? "0" : "1");
    if (each->end_s == 0)
      row.set("pid", each->pid);
    else
      row.set("endtime", each->end_s).set("status", each->status);
    rows.add(row);
  }
  return rows;
}

Page nodeTasks(const World& world, const Node& node, const TaskFilter& filter) {
  Page page;
  for (auto each = world.tasks().rbegin(); each != world.tasks().rend(); ++each) {
    if (each->node != node.name || !passes(*each, filter)) continue;
    const std::int64_t number = page.total++;
    if (number < filter.start || number >= filter.start + filter.limit) continue;
    Object row = taskRow(*each);
    row.set("pid", each->pid).set("pstart", each->start_s % 100'000'000);
    row.set("status", each->end_s == 0 ? "RUNNING" : each->status);
    if (each->end_s != 0) row.set("endtime", each->end_s);
    page.rows.add(row);
  }
  return page;
}

}  // namespace pipevane::simulator
