#include "tests/simulator/answers/answers.h"

#include <map>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

std::string pathOf(const Guest& guest) { return "/vms/" + std::to_string(guest.vmid); }
std::string pathOf(const Node& node) { return "/nodes/" + node.name; }

// What a node told is forgotten five minutes later; of a guest or storage its state and name, too.
Object nodeEntry(const View& view, const Node& node) {
  const Figures* const now = view.heard(node.cycles);
  const bool online = view.sees(node);
  Object entry;
  entry.set("id", "node/" + node.name).set("node", node.name).set("type", "node");
  entry.set("status", !online ? "offline" : now == nullptr ? "unknown" : "online");
  entry.set("cgroup-mode", 2);
  const bool audit = view.may(pathOf(node), "Sys.Audit");
  if (view.version.haState() && audit) entry.set("hastate", node.ha_state);
  if (now == nullptr) return entry;
  entry.set("level", "");
  if (!audit) return entry;
  entry.set("maxcpu", node.cpus).set("maxmem", node.memory_total).set("maxdisk", node.disk_total);
  if (!online) return entry;
  entry.set("uptime", now->uptime_s).set("cpu", now->cpu).set("mem", now->memory);
  entry.set("disk", now->disk);
  return entry;
}

Object guestEntry(const View& view, const Guest& guest) {
  Object entry;
  entry.set("id", guest.id()).set("vmid", guest.vmid).set("node", guest.node);
  entry.set("type", guest.kind());
  if (!guest.tags.empty()) entry.set("tags", guest.tags);
  if (!guest.pool.empty()) entry.set("pool", guest.pool);
  if (!guest.lock.empty()) entry.set("lock", guest.lock);
  if (!guest.ha_state.empty()) entry.set("hastate", guest.ha_state);
  const Figures* const now = view.heard(guest.cycles);
  if (now == nullptr) {
    entry.set("status", "unknown");
    return entry;
  }
  entry.set("name", guest.name).set("template", guest.is_template ? 1 : 0);
  entry.set("status", now->paused ? "paused" : now->running ? "running" : "stopped");
  entry.set("uptime", now->uptime_s);
  entry.set("cpu", now->cpu).set("maxcpu", guest.cpus);
  entry.set("mem", now->memory).set("maxmem", guest.memory_total);
  entry.set("disk", now->disk).set("maxdisk", guest.disk_total);
  entry.set("netin", now->receive).set("netout", now->transmit);
  entry.set("diskread", now->read).set("diskwrite", now->written);
  if (view.version.hostMemory()) entry.set("memhost", guest.container ? 0 : now->memory_host);
  return entry;
}

Object storageEntry(const View& view, const Storage& storage) {
  Object entry;
  entry.set("id", "storage/" + storage.node + "/" + storage.name).set("type", "storage");
  entry.set("storage", storage.name).set("node", storage.node);
  entry.set("plugintype", storage.type).set("content", storage.content);
  entry.set("shared", storage.shared ? 1 : 0);
  const Figures* const now = view.heard(storage.cycles);
  entry.set("status", now == nullptr ? "unknown" : "available");
  if (now != nullptr) entry.set("disk", now->disk).set("maxdisk", now->disk_total);
  return entry;
}

struct PoolSum {
  double cores = 0;
  int cpus = 0;
  std::int64_t memory = 0, memory_total = 0, uptime_s = 0;
};

// Sums over what runs.
std::map<std::string, PoolSum> poolsOf(const View& view) {
  std::map<std::string, PoolSum> pools;
  for (const Guest& guest : view.world.guests()) {
    if (guest.pool.empty() || !view.may("/pool/" + guest.pool, "Pool.Audit")) continue;
    PoolSum& sum = pools[guest.pool];
    const Figures* const now = view.heard(guest.cycles);
    if (now == nullptr || !now->running) continue;
    sum.cores += now->cpu * guest.cpus;
    sum.cpus += guest.cpus;
    sum.memory += now->memory;
    sum.memory_total += guest.memory_total;
    sum.uptime_s = std::max(sum.uptime_s, now->uptime_s);
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

Array clusterResources(const View& view, const std::string& type) {
  const auto wanted = [&](const char* each) { return type.empty() || type == each; };
  const World& world = view.world;
  Array rows;
  if (type.empty())
    for (const auto& [name, sum] : poolsOf(view)) rows.add(poolEntry(name, sum));
  if (wanted("vm"))
    for (const Guest& each : world.guests())
      if (view.lists(each.node) && view.may(pathOf(each), "VM.Audit"))
        rows.add(guestEntry(view, each));
  if (wanted("node"))
    for (const Node& each : world.nodes())
      if (view.lists(each.name)) rows.add(nodeEntry(view, each));
  if (wanted("storage"))
    for (const Storage& each : world.storages())
      if (view.lists(each.node) && view.may("/storage/" + each.name, "Datastore.Audit"))
        rows.add(storageEntry(view, each));
  if (!view.may("/sdn/zones/localnetwork", "SDN.Audit")) return rows;
  if (view.version.sdnEntries() && wanted("sdn"))
    for (const Node& each : world.nodes())
      if (view.lists(each.name)) rows.add(sdnEntry(each));
  if (view.version.networkEntries() && type.empty())
    for (const Node& each : world.nodes())
      if (view.lists(each.name)) rows.add(networkEntry(each));
  return rows;
}

Array nodeList(const View& view) {
  Array rows;
  for (const Node& each : view.world.nodes()) {
    if (each.removed) continue;
    Object entry = nodeEntry(view, each);
    if (!view.sees(each))
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
