// What happens to guests, and what goes wrong with nodes.
#include "tests/simulator/world/world.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pipevane::simulator {

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

void World::restart(int vmid) {
  Guest& again = guest(vmid);
  task(again.node, again.container ? "vzreboot" : "qmreboot", std::to_string(vmid), 3);
  again.running = true;
  beginCounters(again, now_s_);
}

void World::lock(int vmid, const std::string& lock) { guest(vmid).lock = lock; }
void World::profile(int vmid, const Profile& profile) { guest(vmid).profile = profile; }

void World::create(Guest created) {
  if (std::ranges::find(population_.guests, created.vmid, &Guest::vmid) != population_.guests.end())
    throw std::invalid_argument("there is a guest " + std::to_string(created.vmid));
  task(node(created.node).name, created.container ? "vzcreate" : "qmcreate",
       std::to_string(created.vmid), 5);
  created.cycles.clear();
  created.eras.clear();
  beginCounters(created, now_s_);
  population_.guests.push_back(std::move(created));
}

void World::destroy(int vmid) {
  Guest& destroyed = guest(vmid);
  task(destroyed.node, destroyed.container ? "vzdestroy" : "qmdestroy", std::to_string(vmid), 2);
  std::erase_if(gone_, [this](const Guest& each) {
    return each.cycles.empty() || each.cycles.back().at_s + kPastS < now_s_;
  });
  gone_.push_back(std::move(destroyed));
  std::erase_if(population_.guests, [vmid](const Guest& each) { return each.vmid == vmid; });
}

void World::reuse(int vmid, bool container, const std::string& name) {
  Guest another = guest(vmid);
  destroy(vmid);
  another.container = container;
  another.name = name;
  another.tags.clear();
  create(std::move(another));
}

void World::setOnline(const std::string& name, bool online) {
  Node& changed = node(name);
  if (online && !changed.online) boot(changed);
  changed.online = online;
}

void World::boot(Node& booted) {
  booted.booted_s = booted.counted_s = booted.caches_from_s = now_s_;
  booted.receive = booted.transmit = 0;
  booted.statistics_hang = booted.statistics_broken = false;
  booted.api_hangs = booted.api_refuses = false;
  for (Guest& each : population_.guests)
    if (each.node == booted.name && each.running) beginCounters(each, now_s_);
  for (Task& each : tasks_)
    if (each.node == booted.name && each.end_s == 0) {
      each.end_s = now_s_ + booted.clock_off_s;
      each.status = "unexpected status";
    }
}

void World::hangStatistics(const std::string& name, bool hang) {
  node(name).statistics_hang = hang;
}
void World::breakStatistics(const std::string& name, bool broken) {
  node(name).statistics_broken = broken;
}
void World::hangApi(const std::string& name, bool hang) { node(name).api_hangs = hang; }
void World::refuseMembers(const std::string& name, bool refuse) { node(name).api_refuses = refuse; }
void World::isolate(const std::string& name, bool isolated) {
  node(name).isolated_s = isolated ? now_s_ : 0;
}
void World::leaveOut(const std::string& name, bool unlisted) { node(name).unlisted = unlisted; }
void World::removeMember(const std::string& name, bool removed) {
  setOnline(name, !removed);
  node(name).removed = removed;
}
void World::skewClock(const std::string& name, std::int64_t ahead_s) {
  node(name).clock_off_s = ahead_s;
}

void World::setActive(const std::string& of, const std::string& name, bool active) {
  const auto found = std::ranges::find_if(population_.storages, [&](const Storage& each) {
    return each.node == of && each.name == name;
  });
  if (found == population_.storages.end())
    throw std::out_of_range("no storage " + name + " on " + of);
  found->active = active;
}

void World::heal() {
  for (Node& each : population_.nodes) {
    setOnline(each.name, true);
    each.statistics_hang = each.statistics_broken = false;
    each.api_hangs = each.api_refuses = each.unlisted = each.removed = false;
    each.isolated_s = each.clock_off_s = 0;
  }
  for (Storage& each : population_.storages) each.active = true;
  push_targets_.clear();
}

void World::addPushTarget(PushTarget target) {
  removePushTarget(target.id);
  push_targets_.push_back(std::move(target));
}

void World::removePushTarget(const std::string& id) {
  std::erase_if(push_targets_, [&id](const PushTarget& each) { return each.id == id; });
}

bool World::sees(const Node& observer, const Node& other) {
  if (&observer == &other) return true;
  return other.online && other.isolated_s == 0 && observer.isolated_s == 0;
}

bool World::quorate(const Node& observer) const {
  const auto seen = std::ranges::count_if(population_.nodes,
                                          [&](const Node& each) { return sees(observer, each); });
  const auto members = std::ranges::count(population_.nodes, false, &Node::removed);
  return 2 * seen > members;
}

}  // namespace pipevane::simulator
