#include "tests/simulator/answers/truth.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <map>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// Pointers all the way down: an object that is set by value is copied with all that is in it.
void setShare(Object& metrics, const std::string& of, std::int64_t used, std::int64_t total) {
  // Of what is not there nothing is used.
  if (total == 0) return;
  metrics.set(of + "_used_bytes", used).set(of + "_total_bytes", total);
  metrics.set(of + "_used_percent", 100 * static_cast<double>(used) / static_cast<double>(total));
}

Object::Ptr commonMetrics(const Figures& at, int cpus) {
  Object::Ptr made = new Object;
  Object& metrics = *made;
  metrics.set("uptime_seconds", at.uptime_s).set("cpu_count", cpus);
  metrics.set("cpu_usage_ratio", at.cpu).set("cpu_usage_percent", 100 * at.cpu);
  setShare(metrics, "memory", at.memory, at.memory_total);
  metrics.set("network_receive_bytes_per_second", at.load.receive);
  metrics.set("network_transmit_bytes_per_second", at.load.transmit);
  metrics.set("network_receive_bytes_total", at.receive);
  metrics.set("network_transmit_bytes_total", at.transmit);
  return made;
}

Object::Ptr guestMetrics(const Guest& guest, const Figures& at) {
  if (!at.running) return new Object;
  Object::Ptr made = commonMetrics(at, guest.cpus);
  Object& metrics = *made;
  metrics.set("disk_read_bytes_per_second", at.load.read);
  metrics.set("disk_written_bytes_per_second", at.load.written);
  metrics.set("disk_read_bytes_total", at.read).set("disk_written_bytes_total", at.written);
  // What a machine uses of its disks nobody outside can know.
  if (guest.container)
    setShare(metrics, "disk", at.disk, at.disk_total);
  else
    metrics.set("disk_total_bytes", at.disk_total).set("memory_host_used_bytes", at.memory_host);
  return made;
}

Object::Ptr nodeMetrics(const Node& node, const Figures& at) {
  Object::Ptr made = commonMetrics(at, node.cpus);
  Object& metrics = *made;
  setShare(metrics, "disk", at.disk, at.disk_total);
  setShare(metrics, "swap", at.swap, kSwapTotal);
  metrics.set("load_average_1m", at.loadAverage(node.cpus, 1));
  metrics.set("load_average_5m", at.loadAverage(node.cpus, 0.9));
  metrics.set("load_average_15m", at.loadAverage(node.cpus, 0.8));
  return made;
}

Object::Ptr storageMetrics(const Figures& at) {
  Object::Ptr metrics = new Object;
  setShare(*metrics, "disk", at.disk, at.disk_total);
  return metrics;
}

// A shared one is seen by all nodes, each in its own cycles.
std::map<std::string, Cycles> storagesOf(const World& world) {
  std::map<std::string, Cycles> all;
  for (const Storage& each : world.storages()) {
    if (world.node(each.node).removed) continue;
    Cycles& cycles = all[each.shared ? each.name : each.node + "/" + each.name];
    cycles.insert(cycles.end(), each.cycles.begin(), each.cycles.end());
  }
  for (auto& each : all) std::ranges::stable_sort(each.second, {}, &Figures::at_s);
  return all;
}

// Some node reaches it.
bool available(const Cycles& cycles) {
  std::map<int, bool> newest;
  for (const Figures& each : cycles) newest[each.node] = each.running;
  return std::ranges::any_of(newest, [](const auto& each) { return each.second; });
}

template <class Metrics>
Array::Ptr newest(const Cycles& cycles, std::size_t most, Metrics metrics) {
  Array::Ptr written = new Array;
  const std::size_t begin = cycles.size() > most ? cycles.size() - most : 0;
  for (std::size_t i = begin; i < cycles.size(); ++i) {
    Object::Ptr cycle = new Object;
    // That nobody was told it does not make it less true.
    if (!cycles[i].told()) cycle->set("told", false);
    if (!cycles[i].broadcast) cycle->set("listed", false);
    if (!cycles[i].exported) cycle->set("exported", false);
    cycle->set("time_ms", cycles[i].time_s * 1000).set("metrics", metrics(cycles[i]));
    written->add(cycle);
  }
  return written;
}

}  // namespace

Object truth(const World& world, const std::string& cluster, std::size_t cycles) {
  Object::Ptr entities = new Object;
  for (const Node& node : world.nodes()) {
    if (node.removed) continue;
    Object::Ptr entity = new Object;
    entity->set("name", node.name).set("status", node.online ? "online" : "offline");
    entity->set("cycles", newest(node.cycles, cycles,
                                 [&](const Figures& at) { return nodeMetrics(node, at); }));
    entities->set(cluster + "/node/" + node.name, entity);
  }
  for (const Guest& guest : world.guests()) {
    if (world.node(guest.node).removed) continue;
    Object::Ptr entity = new Object;
    entity->set("name", guest.name).set("node", guest.node);
    entity->set("status", !world.runs(guest) ? "stopped" : guest.paused ? "paused" : "running");
    entity->set("template", guest.is_template).set("pool", guest.pool);
    entity->set("memory_source", guest.container ? "cgroup" : guest.balloon ? "balloon" : "host");
    entity->set("cycles", newest(guest.cycles, cycles,
                                 [&](const Figures& at) { return guestMetrics(guest, at); }));
    entities->set(cluster + (guest.container ? "/container/" : "/vm/") + std::to_string(guest.vmid),
                  entity);
  }
  for (const auto& [name, all] : storagesOf(world)) {
    Object::Ptr entity = new Object;
    entity->set("name", name.substr(name.find('/') + 1))
        .set("status", available(all) ? "available" : "unknown");
    entity->set("cycles", newest(all, cycles, storageMetrics));
    entities->set(cluster + "/storage/" + name, entity);
  }
  Object answer;
  answer.set("time_ms", world.nowS() * 1000).set("entities", entities);
  return answer;
}

}  // namespace pipevane::simulator
