#include "tests/end_to_end/chaos/known_happenings.h"

#include <algorithm>

namespace pipevane::testing {
namespace {

using simulator::Cycles;
using simulator::Figures;
using simulator::Guest;
using simulator::Node;
using simulator::Storage;
using simulator::Task;
using simulator::World;

// Its guests come back one after the other, and its old figures stay until it tells new ones.
constexpr std::int64_t kBootS = 200;
// Two cycles: what is older is repeated by the others.
constexpr std::int64_t kFreshS = 20;

std::string statusOf(const Guest& guest) {
  if (!guest.running) return "stopped";
  return guest.paused ? "paused" : "running";
}

// When it was last told to all.
std::int64_t toldS(const Cycles& cycles) {
  const auto newest = std::find_if(cycles.rbegin(), cycles.rend(),
                                   [](const Figures& each) { return each.broadcast; });
  return newest == cycles.rend() ? 0 : newest->at_s;
}

bool isThere(const Node& node) {
  return node.online && !node.removed && !node.unlisted && node.isolated_s == 0;
}

// Somebody looks at a guest, and nothing of it changes.
bool isConsole(const std::string& type) {
  return type.ends_with("proxy") || type.ends_with("shell");
}

// Settings have tasks of their own, where they have any.
bool mayChange(const std::string& task, const std::string& respect) {
  static const std::set<std::string> kMake = {"qmcreate", "vzcreate", "qmrestore", "vzrestore"};
  static const std::set<std::string> kConfigure = {"qmconfig", "qmrollback", "vzrollback"};
  static const std::set<std::string> kEnd = {"qmdestroy", "vzdestroy", "qmclone", "vzclone"};
  if (isConsole(task)) return false;
  if (respect == "present")
    return kMake.contains(task) || kEnd.contains(task) || task.find("migrat") != std::string::npos;
  if (respect == "pool") return kMake.contains(task);
  if (respect != "tags" && respect != "name") return true;
  return kMake.contains(task) || kConfigure.contains(task);
}

bool isOfTask(const std::string& message) {
  return message.starts_with("starting task UPID:") || message.starts_with("end task UPID:");
}

}  // namespace

void KnownHappenings::look(simulator::Simulator& cluster) {
  cluster_ = cluster.clusterName();
  cluster.locked([this](const World& world) {
    now_s_ = world.nowS();
    if (begin_s_ == 0) begin_s_ = now_s_;
    seen_.clear();
    lookAtTasks(world);
    lookAtLog(world);
    lookAtNodes(world);
    lookAtGuests(world);
    lookAtStorages(world);
    miss();
  });
}

void KnownHappenings::lookAtTasks(const World& world) {
  for (auto& each : tasks_) each.second.forgotten = true;
  const auto see = [this](const Task& task) {
    const auto [at, is_new] = tasks_.try_emplace(
        task.upid, TrueTask{.node = task.node, .type = task.type, .id = task.id, .exit = {}});
    TrueTask& known = at->second;
    if (is_new && !task.id.empty()) by_guest_.emplace(task.id, &known);
    known.exit = task.status;
    known.began_s = task.began_at_s;
    known.ended_s = task.ended_at_s;
    known.forgotten = false;
  };
  for (const Node& node : world.nodes()) {
    std::ranges::for_each(node.tasks.running(), see);
    std::ranges::for_each(node.tasks.ended(), see);
  }
}

void KnownHappenings::lookAtLog(const World& world) {
  for (const simulator::LogLine& each : world.log().lines())
    if (!isOfTask(each.message))
      lines_.insert("log:" + cluster_ + ":" + each.node + ":" + std::to_string(each.uid) + ":" +
                    std::to_string(each.time_s));
}

void KnownHappenings::lookAtNodes(const World& world) {
  for (const Node& each : world.nodes()) {
    if (each.removed) continue;
    TrueThing& known = thing(cluster_ + "/node/" + each.name, each.name);
    known.told = !each.unlisted;
    known.lost = false;
    const bool offline = !each.online || each.isolated_s != 0;
    const bool silent = now_s_ - toldS(each.cycles) > World::kForgottenS;
    set(known, "status", offline ? "offline" : silent ? "unknown" : "online");
    set(known, "ha", each.ha_state);
    set(known, "booted", std::to_string(each.booted_s));
  }
}

void KnownHappenings::lookAtGuests(const World& world) {
  for (const Guest& each : world.guests()) {
    const Node& node = world.node(each.node);
    // Nobody names what is on it either.
    if (node.removed) continue;
    const std::string id = std::to_string(each.vmid);
    TrueThing& known = thing(cluster_ + (each.container ? "/container/" : "/vm/") + id, each.node);
    known.lost = !node.online || node.booted_s > now_s_ - kBootS;
    known.told = isThere(node) && toldS(each.cycles) >= now_s_ - kFreshS;
    set(known, "status", statusOf(each));
    set(known, "node", each.node);
    set(known, "name", each.name);
    set(known, "tags", each.tags);
    set(known, "pool", each.pool);
    set(known, "lock", each.lock);
    set(known, "ha", each.ha_state);
  }
}

// A shared one can be used where any node can. Of those of a node that says nothing of itself
// nothing is told.
void KnownHappenings::lookAtStorages(const World& world) {
  std::map<std::string, bool> available;
  for (const Storage& each : world.storages()) {
    const Node& node = world.node(each.node);
    const bool silent = now_s_ - toldS(node.cycles) > World::kForgottenS;
    if (!isThere(node) || silent || node.booted_s > now_s_ - kBootS) continue;
    bool& usable = available[each.shared ? each.name : each.node + "/" + each.name];
    usable = usable || now_s_ - toldS(each.cycles) <= World::kForgottenS;
  }
  for (const auto& [id, usable] : available) {
    TrueThing& known = thing(cluster_ + "/storage/" + id, {});
    known.told = true;
    set(known, "status", usable ? "available" : "unknown");
  }
}

void KnownHappenings::miss() {
  for (auto& [key, known] : things_) {
    TrueThing::Past& past = known.pasts["present"];
    if (past.empty() && begin_s_ < now_s_) past[begin_s_] = "";
    // A storage is not gone with the nodes that have it.
    const bool storage = key.find("/storage/") != std::string::npos;
    set(known, "present", storage || seen_.contains(key) ? "here" : "");
    if (!seen_.contains(key)) known.told = false;
  }
}

TrueThing& KnownHappenings::thing(const std::string& key, const std::string& node) {
  seen_.insert(key);
  TrueThing& known = things_[key];
  known.node = node;
  return known;
}

void KnownHappenings::set(TrueThing& thing, const std::string& respect,
                          const std::string& value) const {
  TrueThing::Past& past = thing.pasts[respect];
  if (past.empty() || past.rbegin()->second != value) past[now_s_] = value;
}

bool KnownHappenings::taskOf(const std::string& vmid, const std::string& respect, std::int64_t at_s,
                             std::int64_t around_s) const {
  const auto range = by_guest_.equal_range(vmid);
  return std::any_of(range.first, range.second, [&](const auto& each) {
    const TrueTask& task = *each.second;
    if (!mayChange(task.type, respect)) return false;
    const bool ended = task.ended_s != 0 && task.ended_s < at_s - around_s;
    return task.began_s <= at_s + around_s && !ended;
  });
}

}  // namespace pipevane::testing
