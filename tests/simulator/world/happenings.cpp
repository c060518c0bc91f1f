// What goes wrong with nodes and storages.
#include "tests/simulator/world/world.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pipevane::simulator {

void World::setOnline(const std::string& name, bool online) {
  Node& changed = node(name);
  if (online && !changed.online) boot(changed);
  changed.online = online;
}

void World::boot(Node& booted) {
  booted.booted_s = booted.counted_s = booted.caches_from_s = now_s_;
  booted.receive = booted.transmit = 0;
  booted.used_ticks = 0;
  booted.statistics_hang = booted.statistics_broken = false;
  booted.api_hangs = booted.api_refuses = false;
  for (Guest& each : population_.guests)
    if (each.node == booted.name && each.running) beginCounters(each, now_s_);
  booted.last_pid = Node{}.last_pid;
  restartPmxcfs(booted.name);
  booted.tasks.cut(now_s_ + booted.clock_off_s, now_s_);
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
    each.ha_state = "online";
  }
  for (Storage& each : population_.storages) each.active = true;
  std::erase_if(push_targets_, [](const PushTarget& each) { return !each.lasting; });
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
