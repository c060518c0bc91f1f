// Tasks that begin, end, come in hundreds and vanish.
#include "tests/simulator/world/noise.h"
#include "tests/simulator/world/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

constexpr std::array<const char*, 8> kShortTypes = {"qmsnapshot", "qmdelsnapshot", "qmconfig",
                                                    "vncproxy",   "vzsnapshot",    "imgcopy",
                                                    "srvreload",  "aptupdate"};

}  // namespace

std::string World::task(const Wish& wish) {
  Node& on = node(wish.node);
  Task begun;
  begun.node = wish.node;
  begun.type = wish.type;
  begun.id = wish.id;
  begun.user = wish.user;
  begun.number = ++tasks_begun_;
  begun.pid = ++on.last_pid;
  begun.start_s = now_s_ + on.clock_off_s;
  begun.began_at_s = now_s_;
  begun.pstart = (now_s_ - on.booted_s) * kTicksASecond + begun.pid % kTicksASecond;
  begun.upid = fmt::format("UPID:{}:{:08X}:{:08X}:{:08X}:{}:{}:{}:", wish.node, begun.pid,
                           begun.pstart, begun.start_s, wish.type, wish.id, wish.user);
  const std::string upid = begun.upid;
  logTask(begun);
  on.tasks.begin(std::move(begun));
  if (!wish.seconds) return upid;
  const auto end = [upid, wish](World& world) {
    if (world.finishTask(wish.node, upid, wish.exit) && wish.then) wish.then(world);
  };
  if (*wish.seconds == 0)
    end(*this);
  else
    happenings_.emplace(now_s_ + *wish.seconds, end);
  return upid;
}

// One of a node that died stays as it is until the node boots.
bool World::finishTask(const std::string& name, const std::string& upid, const std::string& exit) {
  Node& on = node(name);
  if (!on.online || !on.tasks.end(upid, exit, now_s_ + on.clock_off_s, now_s_)) return false;
  const Task& ended = on.tasks.ended().back();
  logTask(ended);
  if (ended.type == "vzdump") notifyOfBackup(ended, How{.exit = exit}.works());
  return true;
}

void World::doing(const Wish& usual, const How& how, const std::function<void(World&)>& change) {
  Wish wish = usual;
  wish.user = how.user;
  wish.exit = how.exit;
  if (how.seconds) {
    wish.seconds = how.seconds;
    if (how.works()) wish.then = change;
  }
  task(wish);
  if (!how.seconds && how.works()) change(*this);
}

Node& World::nodeOfTask(const std::string& upid) {
  for (Node& each : population_.nodes)
    if (each.tasks.find(upid) != nullptr) return each;
  throw std::out_of_range("no task " + upid);
}

void World::endTask(const std::string& upid, const std::string& exit) {
  const std::string on = nodeOfTask(upid).name;
  if (!finishTask(on, upid, exit)) throw std::out_of_range("the task does not run: " + upid);
}

void World::forgetTask(const std::string& upid) { nodeOfTask(upid).tasks.forget(upid); }

void World::burst(const std::string& at, int count) {
  const std::string name = node(at).name;
  if (count < 1 || count > kBurstMost)
    throw std::out_of_range("a burst is of 1 to " + std::to_string(kBurstMost) + " tasks");
  for (int i = 0; i < count; ++i) {
    const auto which = static_cast<std::size_t>(i);
    Wish wish{.node = name,
              .type = kShortTypes[which % kShortTypes.size()],
              .id = std::to_string(100 + i % 20)};
    const auto number = tasks_begun_ + which;
    wish.seconds = static_cast<std::int64_t>(noise(seed_, number, 1) * 3);
    if (noise(seed_, number, 2) > 0.95) wish.exit = "snapshot feature is not available";
    const std::int64_t later_s = i * kBurstS / count;
    if (later_s == 0)
      task(wish);
    else
      happenings_.emplace(now_s_ + later_s, [wish](World& world) { world.task(wish); });
  }
}

}  // namespace pipevane::simulator
