#include "tests/simulator/answers/answers.h"

#include <fmt/format.h>

namespace pipevane::simulator {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object versionAnswer(const Version& version) {
  Object answer;
  answer.set("version", version.version).set("release", version.release);
  answer.set("repoid", version.repoid);
  return answer;
}

Array clusterStatus(const World& world) {
  Array rows;
  const bool alone = world.cluster().empty();
  if (!alone) {
    Object cluster;
    cluster.set("type", "cluster").set("id", "cluster").set("name", world.cluster());
    cluster.set("nodes", world.nodes().size()).set("version", 3).set("quorate", 1);
    rows.add(cluster);
  }
  for (const Node& each : world.nodes()) {
    Object node;
    node.set("type", "node").set("id", "node/" + each.name).set("name", each.name);
    node.set("nodeid", alone ? 0 : each.number).set("ip", each.address).set("level", "");
    node.set("local", &each == &world.nodes().front() ? 1 : 0).set("online", each.online ? 1 : 0);
    rows.add(node);
  }
  return rows;
}

Array clusterTasks(const World& world) {
  Array rows;
  for (auto each = world.tasks().rbegin(); each != world.tasks().rend(); ++each) {
    Object task;
    task.set("upid", each->upid).set("node", each->node).set("type", each->type);
    task.set("id", each->id).set("user", each->user).set("starttime", each->start_s);
    task.set("saved", each->end_s == 0 ? "0" : "1");
    if (each->end_s != 0) task.set("endtime", each->end_s).set("status", each->status);
    rows.add(task);
  }
  return rows;
}

Object nodeStatus(const World& world, const Version& version, const std::string& name) {
  const Node* node = nullptr;
  for (const Node& each : world.nodes())
    if (each.name == name) node = &each;
  const Figures now = node->cycles.empty() ? Figures{} : node->cycles.back();
  Object memory;
  memory.set("total", now.memory_total).set("used", now.memory);
  memory.set("free", now.memory_total - now.memory);
  Object root;
  root.set("total", now.disk_total).set("used", now.disk);
  root.set("avail", now.disk_total - now.disk).set("free", now.disk_total - now.disk);
  Object cpu;
  cpu.set("cpus", node->cpus).set("cores", node->cpus / 2).set("sockets", 1).set("mhz", "2400.0");
  Array load;
  for (const double share : {1.0, 0.9, 0.8})
    load.add(fmt::format("{:.2f}", now.cpu * node->cpus * share));
  Object answer;
  answer.set("uptime", now.uptime_s).set("cpu", now.cpu).set("wait", 0.01).set("idle", 0);
  answer.set("loadavg", load).set("memory", memory).set("rootfs", root).set("cpuinfo", cpu);
  answer.set("pveversion", "pve-manager/" + version.version + "/" + version.repoid);
  return answer;
}

}  // namespace pipevane::simulator
