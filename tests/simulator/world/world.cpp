#include "tests/simulator/world/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pipevane::simulator {
namespace {

constexpr std::int64_t kGiB = 1LL << 30;
// What the node itself takes.
constexpr std::int64_t kNodeMemory = 3 * kGiB;
constexpr std::int64_t kNodeSwap = kGiB / 4;
constexpr double kNodeCpu = 0.01;

}  // namespace

World::World(Population population, std::uint64_t seed, std::int64_t begin_s, std::int64_t past_s)
    : population_(std::move(population)), seed_(seed), begin_s_(begin_s) {
  now_s_ = (begin_s - past_s) / kCycleS * kCycleS;
  for (Guest& each : population_.guests) {
    each.counted_s = now_s_;
    each.start_tick = now_s_ / kCycleS;
  }
  advanceTo(begin_s);
}

void World::at(std::int64_t offset_s, std::function<void(World&)> happening) {
  happenings_.emplace(begin_s_ + offset_s, std::move(happening));
}

void World::advanceTo(std::int64_t now_s) {
  while (now_s_ < now_s) {
    ++now_s_;
    while (!happenings_.empty() && happenings_.begin()->first <= now_s_) {
      const auto happening = std::move(happenings_.begin()->second);
      happenings_.erase(happenings_.begin());
      happening(*this);
    }
    for (Node& each : population_.nodes)
      if (each.online && now_s_ % kCycleS == each.phase_s) cycle(each, now_s_);
  }
}

void World::cycle(Node& node, std::int64_t time_s) {
  const std::int64_t written_s = time_s + node.clock_off_s;
  Figures sum{.time_s = written_s,
              .running = true,
              .cpu = 0,
              .memory = kNodeMemory,
              .memory_total = node.memory_total,
              .swap = kNodeSwap,
              .disk = node.disk,
              .disk_total = node.disk_total,
              .uptime_s = time_s - node.booted_s,
              .receive = 0,
              .transmit = 0,
              .read = 0,
              .written = 0,
              .load = {}};
  double cores = 0;
  for (Guest& guest : population_.guests) {
    if (guest.node != node.name) continue;
    Figures figures = figuresOf(guest, time_s);
    figures.time_s = written_s;
    keep(guest.cycles, figures);
    cores += figures.cpu * guest.cpus;
    sum.memory += figures.memory;
    sum.load.receive += figures.load.receive;
    sum.load.transmit += figures.load.transmit;
  }
  sum.cpu = std::min(1.0, kNodeCpu + cores / node.cpus);
  sum.memory = std::min(sum.memory, node.memory_total);
  const std::int64_t passed_s = node.counted_s == 0 ? 0 : time_s - node.counted_s;
  node.counted_s = time_s;
  node.receive += sum.load.receive * passed_s;
  node.transmit += sum.load.transmit * passed_s;
  sum.receive = node.receive;
  sum.transmit = node.transmit;
  sum.load.cpu = sum.cpu;
  sum.load.memory = sum.memory;
  keep(node.cycles, sum);
  for (Storage& storage : population_.storages)
    if (storage.node == node.name) {
      storage.used = std::min(storage.used + storage.growth_per_s * kCycleS,
                              0.97 * static_cast<double>(storage.total));
      Figures figures;
      figures.time_s = written_s;
      figures.running = true;
      figures.disk = static_cast<std::int64_t>(storage.used);
      figures.disk_total = storage.total;
      keep(storage.cycles, figures);
    }
}

Figures World::figuresOf(Guest& guest, std::int64_t time_s) {
  Figures figures;
  figures.time_s = time_s;
  figures.running = guest.running;
  figures.memory_total = guest.memory_total;
  figures.disk_total = guest.disk_total;
  if (!guest.running) return figures;
  const Load load =
      loadAt(guest.profile, guest.memory_total, seed_, static_cast<std::uint64_t>(guest.vmid),
             time_s / kCycleS, guest.start_tick);
  const std::int64_t passed_s = time_s - guest.counted_s;
  guest.counted_s = time_s;
  guest.receive += load.receive * passed_s;
  guest.transmit += load.transmit * passed_s;
  guest.read += load.read * passed_s;
  guest.written += load.written * passed_s;
  figures.cpu = load.cpu;
  figures.memory = load.memory;
  figures.disk = guest.container ? guest.disk_total / 3 : 0;
  figures.uptime_s = time_s - guest.started_s;
  figures.receive = guest.receive;
  figures.transmit = guest.transmit;
  figures.read = guest.read;
  figures.written = guest.written;
  figures.load = load;
  return figures;
}

void World::keep(Cycles& cycles, const Figures& figures) {
  cycles.push_back(figures);
  if (cycles.size() > kCyclesKept) cycles.pop_front();
}

Guest& World::guest(int vmid) {
  const auto found = std::ranges::find(population_.guests, vmid, &Guest::vmid);
  if (found == population_.guests.end())
    throw std::out_of_range("no guest " + std::to_string(vmid));
  return *found;
}

Node& World::node(const std::string& name) {
  const auto found = std::ranges::find(population_.nodes, name, &Node::name);
  if (found == population_.nodes.end()) throw std::out_of_range("no node " + name);
  return *found;
}

void World::letAnswer(const std::string& node) {
  answering_ = static_cast<std::size_t>(&World::node(node) - population_.nodes.data());
}

void World::beginCounters(Guest& guest, std::int64_t time_s) {
  guest.started_s = guest.counted_s = time_s;
  guest.start_tick = time_s / kCycleS;
  guest.receive = guest.transmit = guest.read = guest.written = 0;
}

void World::start(int vmid) {
  Guest& started = guest(vmid);
  task(started.node, started.container ? "vzstart" : "qmstart", std::to_string(vmid), 2);
  started.running = true;
  beginCounters(started, now_s_);
}

void World::stop(int vmid) {
  Guest& stopped = guest(vmid);
  task(stopped.node, stopped.container ? "vzshutdown" : "qmshutdown", std::to_string(vmid), 4);
  stopped.running = false;
}

void World::migrate(int vmid, const std::string& to) {
  Guest& moved = guest(vmid);
  const std::string& target = node(to).name;
  task(moved.node, moved.container ? "vzmigrate" : "qmigrate", std::to_string(vmid), 20);
  moved.node = target;
  beginCounters(moved, now_s_);
}

void World::setOnline(const std::string& name, bool online) { node(name).online = online; }
void World::lock(int vmid, const std::string& lock) { guest(vmid).lock = lock; }
void World::profile(int vmid, const Profile& profile) { guest(vmid).profile = profile; }

void World::task(const std::string& node, const std::string& type, const std::string& id,
                 std::int64_t length_s, const std::string& status) {
  const std::string user = "root@pam";
  ++tasks_begun_;
  const int pid = 1000 + static_cast<int>(tasks_begun_);
  tasks_.push_back({.upid = fmt::format("UPID:{}:{:08X}:{:08X}:{:08X}:{}:{}:{}:", node, pid,
                                        now_s_ - begin_s_, now_s_, type, id, user),
                    .node = node,
                    .type = type,
                    .id = id,
                    .user = user,
                    .status = status,
                    .pid = pid,
                    .start_s = now_s_,
                    .end_s = 0});
  if (tasks_.size() > kTasksKept) tasks_.pop_front();
  const std::string upid = tasks_.back().upid;
  happenings_.emplace(now_s_ + length_s, [upid](World& world) {
    for (Task& each : world.tasks_)
      if (each.upid == upid) each.end_s = world.now_s_;
  });
}

}  // namespace pipevane::simulator
