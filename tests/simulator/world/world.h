// A cluster that lives by the clock that is given to it, the same in every run.
#pragma once

#include "tests/simulator/world/objects.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pipevane::simulator {

struct Population {
  std::string cluster = "sim";  // empty: one node on its own
  std::vector<Node> nodes;
  std::vector<Guest> guests;
  std::vector<Storage> storages;
};

// One thread at a time.
class World {
 public:
  static constexpr std::int64_t kCycleS = 10;
  static constexpr std::int64_t kPastS = kCyclesKept * kCycleS;
  // What a node said so long ago is not told any more.
  static constexpr std::int64_t kForgottenS = 300;
  static constexpr std::size_t kTasksKept = 200;

  // `begin_s` is when the watching can begin: `past_s` of cycles lie before it.
  World(Population population, std::uint64_t seed, std::int64_t begin_s,
        std::int64_t past_s = kPastS);

  // At that many seconds after `begin_s`, while time goes on.
  void at(std::int64_t offset_s, std::function<void(World&)> happening);
  // Runs every cycle and happening up to then. Time never goes back.
  void advanceTo(std::int64_t now_s);
  std::int64_t nowS() const { return now_s_; }

  const std::string& cluster() const { return population_.cluster; }
  const std::vector<Node>& nodes() const { return population_.nodes; }
  const std::vector<Guest>& guests() const { return population_.guests; }
  const std::vector<Storage>& storages() const { return population_.storages; }
  const std::deque<Task>& tasks() const { return tasks_; }  // newest last

  // Happenings. Unknown guests and nodes throw std::out_of_range.
  void start(int vmid);
  void stop(int vmid);
  // Its cycles end, or begin again.
  void setOnline(const std::string& node, bool online);
  // Its counters begin anew on the other node.
  void migrate(int vmid, const std::string& node);
  void lock(int vmid, const std::string& lock);  // empty: none
  void profile(int vmid, const Profile& profile);
  // A task that takes so long and ends so.
  void task(const std::string& node, const std::string& type, const std::string& id,
            std::int64_t length_s, const std::string& status = "OK");

  Guest& guest(int vmid);
  Node& node(const std::string& name);
  // The one through whose eyes the API sees; the first at first.
  const Node& answering() const { return population_.nodes[answering_]; }
  void letAnswer(const std::string& node);

 private:
  void cycle(Node& node, std::int64_t time_s);
  Figures figuresOf(Guest& guest, std::int64_t time_s);
  void beginCounters(Guest& guest, std::int64_t time_s);
  static void keep(Cycles& cycles, const Figures& figures);

  Population population_;
  std::size_t answering_ = 0;
  std::uint64_t seed_;
  std::int64_t begin_s_, now_s_;
  std::multimap<std::int64_t, std::function<void(World&)>> happenings_;
  std::deque<Task> tasks_;
  std::uint64_t tasks_begun_ = 0;
};

}  // namespace pipevane::simulator
