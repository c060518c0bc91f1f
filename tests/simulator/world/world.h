// A cluster that lives by the clock that is given to it, the same in every run.
#pragma once

#include "tests/simulator/world/cluster_log.h"
#include "tests/simulator/world/doing.h"
#include "tests/simulator/world/notification.h"
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
  // From the request at one node to the start at another, by the manager of high availability.
  static constexpr std::int64_t kManagedStartS = 4;
  // Tasks of a burst begin within so many seconds.
  static constexpr std::int64_t kBurstS = 3;
  static constexpr int kTicksASecond = 100;
  static constexpr int kBurstMost = 10'000;
  // What a node takes itself.
  static constexpr double kNodeMemory = 3.0 * (1LL << 30), kNodeCpu = 0.01;
  static constexpr std::int64_t kNodeSwap = 1LL << 28;

  // `begin_s` is when the watching can begin: `past_s` of cycles lie before it, and `files_s` of
  // what RRD files know, where that is more.
  World(Population population, std::uint64_t seed, std::int64_t begin_s,
        std::int64_t past_s = kPastS, std::int64_t files_s = 0);

  // At that many seconds after `begin_s`, while time goes on.
  void at(std::int64_t offset_s, std::function<void(World&)> happening);
  // Runs every cycle and happening up to then. Time never goes back.
  void advanceTo(std::int64_t now_s);
  std::int64_t nowS() const { return now_s_; }
  std::uint64_t seed() const { return seed_; }

  const std::string& cluster() const { return population_.cluster; }
  const std::vector<Node>& nodes() const { return population_.nodes; }
  const std::vector<Guest>& guests() const { return population_.guests; }
  const std::vector<Storage>& storages() const { return population_.storages; }
  std::vector<Task> tasks() const;  // of all nodes, in the order in which they began
  const ClusterLog& log() const { return log_; }
  // Destroyed ones, whose figures nodes still have in their caches.
  const std::vector<Guest>& gone() const { return gone_; }
  // It and its node are there; whether anybody can know is another matter.
  bool runs(const Guest& guest) const { return guest.running && node(guest.node).online; }
  // That node's membership in the eyes of the other: what corosync tells.
  static bool sees(const Node& observer, const Node& other);
  bool quorate(const Node& observer) const;

  // The RRD files that are there at that time stay as an 8 made them.
  void upgradeAt(std::int64_t time_s) { upgraded_s_ = time_s; }
  std::int64_t upgradedS() const { return upgraded_s_; }  // 0: never

  // Happenings. Unknown guests, nodes and storages throw std::out_of_range.
  void start(int vmid, const How& how = {});
  void stop(int vmid, const How& how = {});
  // A machine that stands still, or goes on; throws std::invalid_argument for one that cannot.
  void pause(int vmid, bool paused = true, const How& how = {});
  // Between two cycles: nobody sees it stopped, its counters begin anew.
  void restart(int vmid, const How& how = {});
  // Its counters begin anew on the other node. It is locked where that takes time.
  void migrate(int vmid, const std::string& node, const How& how = {});
  // As one that is managed for high availability: asked for at a node, started on its own a moment
  // later.
  void startManaged(int vmid, const std::string& asked_at, const How& how = {});
  void lock(int vmid, const std::string& lock);  // empty: none
  void profile(int vmid, const Profile& profile);
  // It ends by itself, for whatever reason: no task tells of it.
  void crash(int vmid);
  void tag(int vmid, const std::string& tags);  // between semicolons; empty: none
  void rename(int vmid, const std::string& name);
  void putInPool(int vmid, const std::string& pool);  // empty: none
  // As the manager of high availability says; empty: it does not manage the guest.
  void setHaState(int vmid, const std::string& state);
  void setNodeHaState(const std::string& node, const std::string& state);
  // Nobody knows anything of it before its node's next cycle.
  void create(Guest guest);
  void destroy(int vmid);
  // The same without a task, as with files that somebody copied or deleted.
  void appear(Guest guest);
  void vanish(int vmid);
  // Destroyed, and made anew as another at the same place.
  void reuse(int vmid, bool container, const std::string& name);

  // Its cycles end and its guests with it; on its return it and they start anew.
  void setOnline(const std::string& node, bool online);
  // Its statistics are told nobody any more; it answers, and its guests run.
  void hangStatistics(const std::string& node, bool hang);
  // As with a push target that refuses: zeros at time 0 in its cache, and of all its guests only
  // the first is still told.
  void breakStatistics(const std::string& node, bool broken);
  // It stays a member and answers nothing.
  void hangApi(const std::string& node, bool hang);
  // The others' calls to it are refused, as by a firewall between them; who asks it itself is
  // answered.
  void refuseMembers(const std::string& node, bool refuse);
  // From then on it and the others do not hear each other; whoever is in no majority is not
  // quorate.
  void isolate(const std::string& node, bool isolated);
  // Neither the list of resources nor the export has it or what is on it, though it is a member and
  // well.
  void leaveOut(const std::string& node, bool unlisted);
  // As `pvecm delnode` does: it is dead, and nobody names it any more.
  void removeMember(const std::string& node, bool removed);
  void skewClock(const std::string& node, std::int64_t ahead_s);
  void setActive(const std::string& node, const std::string& storage, bool active);
  // Called at the end of every cycle of a node, by whoever lets time go on.
  void onCycle(std::function<void(const Node&)> listener) { on_cycle_ = std::move(listener); }
  // Where the nodes send figures to by themselves. In the place of one with the same id.
  void addPushTarget(PushTarget target);
  void removePushTarget(const std::string& id);
  const std::vector<PushTarget>& pushTargets() const { return push_targets_; }
  // What notifications are told to, by whoever lets time go on. A task of type vzdump that ends
  // makes one by itself.
  void onNotification(std::function<void(const Notification&)> listener) {
    on_notification_ = std::move(listener);
  }
  // Its time is set. A dead node tells nothing.
  void notify(Notification notification);
  void failReplication(int vmid);
  void fence(const std::string& node);  // it dies, and another one tells
  void findUpdates(const std::string& node);
  void mailRoot(const std::string& node, const std::string& subject, const std::string& text);
  // Everything that is wrong with nodes and storages ends, and nothing is pushed.
  void heal();

  // Both return its UPID.
  std::string task(const Wish& wish);
  std::string task(const std::string& node, const std::string& type, const std::string& id,
                   std::int64_t length_s, const std::string& status = "OK") {
    return task({.node = node, .type = type, .id = id, .seconds = length_s, .exit = status});
  }
  // Now, and so. One that does not run throws std::out_of_range.
  void endTask(const std::string& upid, const std::string& exit = "OK");
  // Its file was rotated away: no list has it any more. Throws as well.
  void forgetTask(const std::string& upid);
  // So many short ones of many types.
  void burst(const std::string& node, int count = 200);

  // A line of the cluster's log; `node`, `message` and what else there is to say. Its times are
  // set.
  void log(LogLine line);
  void logIn(const std::string& node, const std::string& user, bool let_in = true);
  // Lines of that node count from 1 again.
  void restartPmxcfs(const std::string& node);

  Guest& guest(int vmid);
  Guest* findGuest(int vmid);  // null: none
  Node& node(const std::string& name);
  const Node& node(const std::string& name) const;

 private:
  void cycle(Node& node, std::int64_t time_s);
  void guestCycles(Node& node, std::int64_t time_s, Figures& sum);
  void storageCycles(const Node& node, std::int64_t time_s);
  Figures figuresOf(Guest& guest, std::int64_t time_s);
  void beginFiles(std::int64_t from_s);
  void beginRun(int vmid);
  void beginCounters(Guest& guest, std::int64_t time_s);
  void boot(Node& node);
  // What a task does, at once or as it ends; `task` has the usual time.
  void doing(const Wish& task, const How& how, const std::function<void(World&)>& change);
  void logTask(const Task& task);
  void notifyOfBackup(const Task& task, bool well);
  bool finishTask(const std::string& node, const std::string& upid, const std::string& exit);
  Node& nodeOfTask(const std::string& upid);

  Population population_;
  std::vector<Guest> gone_;
  std::uint64_t seed_;
  std::int64_t begin_s_, now_s_;
  std::int64_t upgraded_s_ = 0;
  std::multimap<std::int64_t, std::function<void(World&)>> happenings_;
  std::uint64_t tasks_begun_ = 0;
  ClusterLog log_;
  std::vector<PushTarget> push_targets_;
  std::function<void(const Node&)> on_cycle_;
  std::function<void(const Notification&)> on_notification_;
};

}  // namespace pipevane::simulator
