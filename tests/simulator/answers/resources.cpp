#include "tests/simulator/answers/answers.h"

#include <map>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// What a node told is forgotten five minutes later; of a guest or storage its state and name, too.
bool forgotten(const World& world, const Cycles& cycles) {
  return cycles.empty() || world.nowS() - cycles.back().time_s > World::kForgottenS;
}

Object nodeEntry(const World& world, const Node& node, const Version& version) {
  Object entry;
  entry.set("id", "node/" + node.name).set("node", node.name).set("type", "node");
  entry.set("status", node.online ? "online" : "offline");
  entry.set("cgroup-mode", 2);
  if (version.haState()) entry.set("hastate", "online");
  if (forgotten(world, node.cycles)) return entry;
  entry.set("level", "");
  entry.set("maxcpu", node.cpus).set("maxmem", node.memory_total).set("maxdisk", node.disk_total);
  if (!node.online) return entry;
  const Figures& now = node.cycles.back();
  entry.set("uptime", now.uptime_s).set("cpu", now.cpu).set("mem", now.memory);
  entry.set("disk", now.disk);
  return entry;
}

Object guestEntry(const World& world, const Guest& guest, const Version& version) {
  Object entry;
  entry.set("id", guest.id()).set("vmid", guest.vmid).set("node", guest.node);
  entry.set("type", guest.kind());
  if (!guest.tags.empty()) entry.set("tags", guest.tags);
  if (!guest.pool.empty()) entry.set("pool", guest.pool);
  if (!guest.lock.empty()) entry.set("lock", guest.lock);
  if (forgotten(world, guest.cycles)) {
    entry.set("status", "unknown");
    return entry;
  }
  const Figures& now = guest.cycles.back();
  entry.set("name", guest.name).set("template", guest.is_template ? 1 : 0);
  entry.set("status", now.running ? "running" : "stopped").set("uptime", now.uptime_s);
  entry.set("cpu", now.cpu).set("maxcpu", guest.cpus);
  entry.set("mem", now.memory).set("maxmem", guest.memory_total);
  entry.set("disk", now.disk).set("maxdisk", guest.disk_total);
  entry.set("netin", now.receive).set("netout", now.transmit);
  entry.set("diskread", now.read).set("diskwrite", now.written);
  if (version.hostMemory()) entry.set("memhost", guest.container ? 0 : now.memory);
  return entry;
}

Object storageEntry(const World& world, const Storage& storage) {
  Object entry;
  entry.set("id", "storage/" + storage.node + "/" + storage.name).set("type", "storage");
  entry.set("storage", storage.name).set("node", storage.node);
  entry.set("plugintype", storage.type).set("content", storage.content);
  entry.set("shared", storage.shared ? 1 : 0);
  const bool unknown = forgotten(world, storage.cycles);
  entry.set("status", unknown ? "unknown" : "available");
  if (unknown) return entry;
  entry.set("disk", storage.cycles.back().disk).set("maxdisk", storage.total);
  return entry;
}

struct PoolSum {
  double cores = 0;
  int cpus = 0;
  std::int64_t memory = 0, memory_total = 0, uptime_s = 0;
};

// Sums over what runs.
std::map<std::string, PoolSum> poolsOf(const World& world) {
  std::map<std::string, PoolSum> pools;
  for (const Guest& guest : world.guests()) {
    if (guest.pool.empty()) continue;
    PoolSum& sum = pools[guest.pool];
    if (forgotten(world, guest.cycles) || !guest.cycles.back().running) continue;
    const Figures& now = guest.cycles.back();
    sum.cores += now.cpu * guest.cpus;
    sum.cpus += guest.cpus;
    sum.memory += now.memory;
    sum.memory_total += guest.memory_total;
    sum.uptime_s = std::max(sum.uptime_s, now.uptime_s);
  }
  return pools;
}

Object poolEntry(const std::string& name, const PoolSum& sum) {
  Object entry;
  entry.set("id", "/pool/" + name).set("pool", name).set("type", "pool");
  entry.set("cpu", sum.cpus == 0 ? 0 : sum.cores / sum.cpus).set("maxcpu", sum.cpus);
  entry.set("mem", sum.memory).set("maxmem", sum.memory_total).set("uptime", sum.uptime_s);
  return entry;
}

Object networkEntry(const Node& node) {
  Object entry;
  entry.set("id", "network/" + node.name + "/zone/localnetwork").set("type", "network");
  entry.set("network", "localnetwork").set("network-type", "zone");
  entry.set("node", node.name).set("status", "ok");
  return entry;
}

Object sdnEntry(const Node& node) {
  Object entry;
  entry.set("id", "sdn/" + node.name + "/localnetwork").set("type", "sdn");
  entry.set("sdn", "localnetwork").set("node", node.name).set("status", "ok");
  return entry;
}

}  // namespace

Array clusterResources(const World& world, const Version& version, const Filter& filter) {
  const auto wanted = [&](const char* type) { return filter.type.empty() || filter.type == type; };
  Array rows;
  if (filter.type.empty())
    for (const auto& [name, sum] : poolsOf(world)) rows.add(poolEntry(name, sum));
  if (wanted("vm"))
    for (const Guest& each : world.guests()) rows.add(guestEntry(world, each, version));
  if (wanted("node"))
    for (const Node& each : world.nodes()) rows.add(nodeEntry(world, each, version));
  if (wanted("storage"))
    for (const Storage& each : world.storages()) rows.add(storageEntry(world, each));
  if (version.sdnEntries() && wanted("sdn"))
    for (const Node& each : world.nodes()) rows.add(sdnEntry(each));
  if (version.networkEntries() && filter.type.empty())
    for (const Node& each : world.nodes()) rows.add(networkEntry(each));
  return rows;
}

Array nodeList(const World& world, const Version& version) {
  Array rows;
  for (const Node& each : world.nodes()) {
    Object entry = nodeEntry(world, each, version);
    if (!each.online)
      for (const std::string& name : entry.getNames())
        if (name != "id" && name != "node" && name != "type" && name != "status")
          entry.remove(name);
    for (const char* name : {"cgroup-mode", "hastate"}) entry.remove(name);
    entry.set("ssl_fingerprint", each.fingerprint);
    rows.add(entry);
  }
  return rows;
}

}  // namespace pipevane::simulator
