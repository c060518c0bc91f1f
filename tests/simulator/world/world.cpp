#include "tests/simulator/world/world.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pipevane::simulator {

World::World(Population population, std::uint64_t seed, std::int64_t begin_s, std::int64_t past_s,
             std::int64_t files_s)
    : population_(std::move(population)), seed_(seed), begin_s_(begin_s) {
  now_s_ = (begin_s - past_s) / kCycleS * kCycleS;
  for (Guest& each : population_.guests) {
    each.counted_s = now_s_;
    each.start_tick = now_s_ / kCycleS;
  }
  for (const Node& each : population_.nodes) restartPmxcfs(each.name);
  if (files_s > past_s) beginFiles(begin_s - files_s);
  advanceTo(begin_s);
}

// As if all had been as it is since then.
void World::beginFiles(std::int64_t from_s) {
  const auto era = [&](const std::string& at) {
    const Node& its = node(at);
    Era all;
    all.phase_s = its.phase_s;
    all.node = its.number;
    all.from_s = from_s / kCycleS * kCycleS + its.phase_s;
    all.to_s = now_s_ - kCycleS + its.phase_s;
    return all;
  };
  for (Node& each : population_.nodes) each.eras = {era(each.name)};
  for (Guest& each : population_.guests) {
    Era all = era(each.node);
    all.running = each.running;
    all.profile = each.profile;
    all.start_tick = each.start_tick;
    each.eras = {all};
  }
  for (Storage& each : population_.storages) {
    Era all = era(each.node);
    all.used = each.used;
    each.eras = {all};
  }
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

Guest* World::findGuest(int vmid) {
  const auto found = std::ranges::find(population_.guests, vmid, &Guest::vmid);
  return found == population_.guests.end() ? nullptr : &*found;
}
Guest& World::guest(int vmid) {
  if (Guest* const found = findGuest(vmid)) return *found;
  throw std::out_of_range("no guest " + std::to_string(vmid));
}

const Node& World::node(const std::string& name) const {
  const auto found = std::ranges::find(population_.nodes, name, &Node::name);
  if (found == population_.nodes.end()) throw std::out_of_range("no node " + name);
  return *found;
}
Node& World::node(const std::string& name) {
  return const_cast<Node&>(std::as_const(*this).node(name));
}

std::vector<Task> World::tasks() const {
  std::vector<Task> all;
  for (const Node& each : population_.nodes) {
    all.insert(all.end(), each.tasks.running().begin(), each.tasks.running().end());
    all.insert(all.end(), each.tasks.ended().begin(), each.tasks.ended().end());
  }
  std::ranges::sort(all, {}, &Task::number);
  return all;
}

}  // namespace pipevane::simulator
