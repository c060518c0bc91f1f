// What every node tells all others of its tasks.
#include "tests/simulator/answers/answers.h"
#include "tests/simulator/answers/task_row.h"
#include "tests/simulator/world/noise.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// Of each node.
constexpr std::size_t kTold = 25;
constexpr std::size_t kBytesTold = 32 * 1024;

// The part of one node.
class Told {
 public:
  Told(const View& view, const Node& node) : view_(view), node_(node) {
    std::vector<Task> ended(node.tasks.ended().begin(), node.tasks.ended().end());
    for (const Task& each : node.tasks.running())
      if (heard(each.began_at_s)) add(each, true);
    // What was told of it before the connection was lost is that it runs.
    for (const Task& each : ended)
      if (heard(each.began_at_s) && !heard(each.ended_at_s)) add(each, true);
    const std::size_t runs = rows_.size();
    std::ranges::stable_sort(ended, [](const Task& a, const Task& b) {
      return a.start_s != b.start_s ? a.start_s > b.start_s : a.number > b.number;
    });
    for (const Task& each : ended)
      if (heard(each.ended_at_s) && rows_.size() < std::max(kTold, runs)) add(each, false);
  }

  const std::vector<Object>& rows() const { return rows_; }

 private:
  bool heard(std::int64_t at_s) const { return view_.reached(node_, at_s); }
  // The node's daemon has been round since then, and wrote its list anew.
  bool roundSince(std::int64_t at_s) const {
    const std::int64_t first = at_s / World::kCycleS * World::kCycleS + node_.phase_s;
    const std::int64_t next = first > at_s ? first : first + World::kCycleS;
    return next <= view_.world.nowS();
  }

  void add(const Task& task, bool runs) {
    Object row = taskRow(task);
    if (runs) {
      row.set("pid", task.pid);
      if (roundSince(task.began_at_s)) row.set("saved", "0");
    } else {
      row.set("endtime", task.end_s).set("status", task.status);
      if (roundSince(task.ended_at_s))
        row.set("saved", "1");
      else
        row.set("saved", 1);
    }
    std::ostringstream text;
    row.stringify(text);
    bytes_ += text.str().size() + 1;
    if (bytes_ < kBytesTold) rows_.push_back(std::move(row));
  }

  const View& view_;
  const Node& node_;
  std::vector<Object> rows_;
  std::size_t bytes_ = 2;
};

// In another order from one second to the next.
std::vector<const Node*> shuffled(const World& world) {
  std::multimap<double, const Node*> drawn;
  for (const Node& each : world.nodes())
    if (!each.removed)
      drawn.emplace(noise(world.seed(), static_cast<std::uint64_t>(each.number),
                          static_cast<std::uint64_t>(world.nowS())),
                    &each);
  std::vector<const Node*> nodes;
  for (const auto& each : drawn) nodes.push_back(each.second);
  return nodes;
}

}  // namespace

Array clusterTasks(const View& view) {
  Array rows;
  // A token is not even shown its own.
  if (!view.may("/", "Sys.Audit")) return rows;
  for (const Node* node : shuffled(view.world)) {
    const Told told(view, *node);
    for (const Object& row : told.rows()) rows.add(row);
  }
  return rows;
}

}  // namespace pipevane::simulator
