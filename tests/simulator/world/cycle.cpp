// What every node's statistics daemon writes down, cycle by cycle.
#include "tests/simulator/world/world.h"

#include <algorithm>

namespace pipevane::simulator {
namespace {

void keep(Cycles& cycles, const Figures& figures) {
  cycles.push_back(figures);
  if (cycles.size() > kCyclesKept) cycles.pop_front();
}

// As that node writes it at that time, with nothing in it yet.
Figures begun(const Node& node, std::int64_t time_s) {
  Figures figures;
  figures.time_s = time_s + node.clock_off_s;
  figures.at_s = time_s;
  figures.node = node.number;
  figures.broadcast = figures.exported = !node.statistics_hang;
  return figures;
}

Era eraOf(const Node& node, const Figures& figures, bool running) {
  Era era;
  era.from_s = era.to_s = figures.at_s;
  era.phase_s = node.phase_s;
  era.node = node.number;
  era.told = figures.broadcast;
  era.running = running;
  return era;
}

// Of the whole daemon that throws half-way.
void spoil(Figures& figures, bool broadcast) {
  figures.broadcast = figures.broadcast && broadcast;
  figures.exported = false;
}

}  // namespace

void World::cycle(Node& node, std::int64_t time_s) {
  Figures sum = begun(node, time_s);
  sum.running = true;
  sum.memory = static_cast<std::int64_t>(kNodeMemory);
  sum.memory_total = node.memory_total;
  sum.swap = kNodeSwap;
  sum.disk = node.disk;
  sum.disk_total = node.disk_total;
  sum.uptime_s = time_s - node.booted_s;
  guestCycles(node, time_s, sum);
  sum.arc = std::min(node.arc, node.memory_total - sum.memory);
  sum.memory += sum.arc;
  const std::int64_t passed_s = node.counted_s == 0 ? 0 : time_s - node.counted_s;
  node.counted_s = time_s;
  node.receive += sum.load.receive * passed_s;
  node.transmit += sum.load.transmit * passed_s;
  node.used_ticks += sum.cpu * node.cpus * kTicksASecond * static_cast<double>(passed_s);
  sum.receive = node.receive;
  sum.transmit = node.transmit;
  sum.load.cpu = sum.cpu;
  sum.load.memory = sum.memory;
  if (node.statistics_broken) {
    spoil(sum, true);
    sum.zeroed = !node.statistics_hang;
  }
  keep(node.cycles, sum);
  lived(node.eras, eraOf(node, sum, true), kCycleS);
  storageCycles(node, time_s);
  if (on_cycle_) on_cycle_(node);
}

void World::guestCycles(Node& node, std::int64_t time_s, Figures& sum) {
  double cores = 0;
  bool first = true;
  for (Guest& guest : population_.guests) {
    if (guest.node != node.name) continue;
    Figures figures = figuresOf(guest, time_s);
    const Figures written = begun(node, time_s);
    figures.time_s = written.time_s;
    figures.at_s = written.at_s;
    figures.node = written.node;
    figures.broadcast = figures.exported = written.broadcast;
    if (node.statistics_broken) spoil(figures, first);
    first = false;
    keep(guest.cycles, figures);
    Era era = eraOf(node, figures, guest.running);
    era.profile = guest.profile;
    era.start_tick = guest.start_tick;
    lived(guest.eras, era, kCycleS);
    cores += figures.cpu * guest.cpus;
    sum.memory += figures.memory;
    sum.load.receive += figures.load.receive;
    sum.load.transmit += figures.load.transmit;
  }
  sum.cpu = shortened(std::min(1.0, kNodeCpu + cores / node.cpus));
  sum.memory = std::min(sum.memory, node.memory_total);
}

void World::storageCycles(const Node& node, std::int64_t time_s) {
  for (Storage& storage : population_.storages) {
    if (storage.node != node.name) continue;
    storage.used = std::min(storage.used + storage.growth_per_s * kCycleS,
                            0.97 * static_cast<double>(storage.total));
    Figures figures = begun(node, time_s);
    if (node.statistics_broken) spoil(figures, true);
    // Of one that is lost the export has 0/0, and the others hear nothing any more.
    figures.running = storage.active;
    figures.broadcast = figures.broadcast && storage.active;
    if (storage.active) {
      figures.disk = static_cast<std::int64_t>(storage.used);
      figures.disk_total = storage.total;
    }
    keep(storage.cycles, figures);
    Era era = eraOf(node, figures, true);
    era.used = storage.used;
    lived(storage.eras, era, kCycleS);
  }
}

Figures World::figuresOf(Guest& guest, std::int64_t time_s) {
  Figures figures;
  figures.running = guest.running;
  figures.memory_total = guest.memory_total;
  figures.disk_total = guest.disk_total;
  if (!guest.running) return figures;
  Load load = loadAt(guest.profile, guest.memory_total, seed_,
                     static_cast<std::uint64_t>(guest.vmid), time_s / kCycleS, guest.start_tick);
  figures.paused = guest.paused;
  if (guest.paused) load = {.memory = load.memory};
  const std::int64_t passed_s = time_s - guest.counted_s;
  guest.counted_s = time_s;
  guest.receive += load.receive * passed_s;
  guest.transmit += load.transmit * passed_s;
  guest.read += load.read * passed_s;
  guest.written += load.written * passed_s;
  figures.cpu = shortened(load.cpu);
  figures.memory_host = guest.hostMemory(load.memory);
  figures.memory = guest.toldMemory(load.memory);
  figures.disk = guest.container ? guest.disk_total / 3 : 0;
  figures.uptime_s = time_s - guest.started_s;
  figures.receive = guest.receive;
  figures.transmit = guest.transmit;
  figures.read = guest.read;
  figures.written = guest.written;
  figures.load = load;
  return figures;
}

}  // namespace pipevane::simulator
