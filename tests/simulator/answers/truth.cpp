#include "tests/simulator/answers/truth.h"

#include <Poco/JSON/Array.h>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object commonMetrics(const Figures& at, int cpus) {
  Object metrics;
  metrics.set("uptime_seconds", at.uptime_s).set("cpu_count", cpus);
  metrics.set("cpu_usage_ratio", at.cpu).set("cpu_usage_percent", 100 * at.cpu);
  metrics.set("memory_used_bytes", at.memory).set("memory_total_bytes", at.memory_total);
  metrics.set("memory_used_percent",
              100 * static_cast<double>(at.memory) / static_cast<double>(at.memory_total));
  metrics.set("network_receive_bytes_per_second", at.load.receive);
  metrics.set("network_transmit_bytes_per_second", at.load.transmit);
  return metrics;
}

Object guestMetrics(const Guest& guest, const Figures& at) {
  if (!at.running) return Object();
  Object metrics = commonMetrics(at, guest.cpus);
  metrics.set("disk_read_bytes_per_second", at.load.read);
  metrics.set("disk_written_bytes_per_second", at.load.written);
  return metrics;
}

Object nodeMetrics(const Node& node, const Figures& at) { return commonMetrics(at, node.cpus); }

template <class Metrics>
Array newest(const Cycles& cycles, std::size_t most, Metrics metrics) {
  Array written;
  const std::size_t begin = cycles.size() > most ? cycles.size() - most : 0;
  for (std::size_t i = begin; i < cycles.size(); ++i) {
    Object cycle;
    cycle.set("time_ms", cycles[i].time_s * 1000).set("metrics", metrics(cycles[i]));
    written.add(cycle);
  }
  return written;
}

}  // namespace

Object truth(const World& world, const std::string& cluster, std::size_t cycles) {
  Object entities;
  for (const Node& node : world.nodes()) {
    Object entity;
    entity.set("name", node.name).set("status", node.online ? "online" : "offline");
    entity.set("cycles", newest(node.cycles, cycles,
                                [&](const Figures& at) { return nodeMetrics(node, at); }));
    entities.set(cluster + "/node/" + node.name, entity);
  }
  for (const Guest& guest : world.guests()) {
    Object entity;
    entity.set("name", guest.name).set("node", guest.node);
    const bool running = !guest.cycles.empty() && guest.cycles.back().running;
    entity.set("status", running ? "running" : "stopped");
    entity.set("cycles", newest(guest.cycles, cycles,
                                [&](const Figures& at) { return guestMetrics(guest, at); }));
    entities.set(cluster + (guest.container ? "/container/" : "/vm/") + std::to_string(guest.vmid),
                 entity);
  }
  Object answer;
  answer.set("time_ms", world.nowS() * 1000).set("entities", entities);
  return answer;
}

}  // namespace pipevane::simulator
