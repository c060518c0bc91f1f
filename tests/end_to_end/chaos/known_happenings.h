// What really happens in a simulated cluster, gathered while it goes on: tasks, lines of the log,
// and what its guests, nodes and storages are in each respect that a list of resources shows.
#pragma once

#include "tests/simulator/simulator.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace pipevane::testing {

struct TrueTask {
  std::string node, type, id;
  std::string exit;                       // empty: it runs
  std::int64_t began_s = 0, ended_s = 0;  // really
  bool forgotten = false;                 // no list has it any more
};

struct TrueThing {
  using Past = std::map<std::int64_t, std::string>;  // since when it is what

  std::string node;  // where it is; empty: a shared storage is nowhere
  // "status", "name", ... A guest or node that is not there has "present" alone, and it is empty.
  std::map<std::string, Past> pasts;
  // Its node is a member and tells the others what it does.
  bool told = false;
  // Its node is lost, or has booted and is not through with it.
  bool lost = false;

  const std::string& now(const std::string& respect) const {
    return pasts.at(respect).rbegin()->second;
  }
};

class KnownHappenings {
 public:
  // To be called at every cycle: what is undone within less is not seen.
  void look(simulator::Simulator& cluster);

  const std::map<std::string, TrueTask>& tasks() const { return tasks_; }  // by UPID
  // Of the log but for those of tasks, as events are called: "log:cluster:node:number:time".
  const std::set<std::string>& lines() const { return lines_; }
  const std::map<std::string, TrueThing>& things() const { return things_; }  // by key
  std::int64_t nowS() const { return now_s_; }
  // One that names that guest, and may change it in that respect, went on within so many seconds of
  // that time.
  bool taskOf(const std::string& vmid, const std::string& respect, std::int64_t at_s,
              std::int64_t around_s) const;

 private:
  void lookAtTasks(const simulator::World& world);
  void lookAtLog(const simulator::World& world);
  void lookAtNodes(const simulator::World& world);
  void lookAtGuests(const simulator::World& world);
  void lookAtStorages(const simulator::World& world);
  void miss();
  TrueThing& thing(const std::string& key, const std::string& node);
  void set(TrueThing& thing, const std::string& respect, const std::string& value) const;

  std::string cluster_;
  std::int64_t begin_s_ = 0, now_s_ = 0;
  std::map<std::string, TrueTask> tasks_;
  std::multimap<std::string, const TrueTask*> by_guest_;
  std::set<std::string> lines_;
  std::map<std::string, TrueThing> things_;
  std::set<std::string> seen_;  // in this look
};

}  // namespace pipevane::testing
