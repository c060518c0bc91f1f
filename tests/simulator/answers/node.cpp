#include "tests/simulator/answers/answers.h"

#include <fmt/format.h>

#include <algorithm>

namespace pipevane::simulator {

using Poco::JSON::Array;
using Poco::JSON::Object;

namespace {

void addMemory(Object& answer, const Version& version, const Figures& now) {
  Object memory, swap;
  const std::int64_t free = now.memory_total - now.memory;
  memory.set("total", now.memory_total).set("used", now.memory).set("free", free);
  if (version.memoryAvailable()) memory.set("available", free);
  constexpr std::int64_t kSwap = 8LL << 30;
  const std::int64_t swapped = std::min(now.swap, kSwap);
  swap.set("total", kSwap).set("used", swapped).set("free", kSwap - swapped);
  answer.set("memory", memory).set("swap", swap);
}

// What both kinds of guest have in their node's list.
Object guestRow(const Guest& guest, const Figures& now) {
  Object row;
  row.set("vmid", guest.vmid).set("name", guest.name);
  row.set("status", now.running ? "running" : "stopped").set("uptime", now.uptime_s);
  row.set("cpus", guest.cpus).set("cpu", now.cpu);
  row.set("mem", now.memory).set("maxmem", guest.memory_total);
  row.set("disk", now.disk).set("maxdisk", guest.disk_total);
  row.set("netin", now.receive).set("netout", now.transmit);
  if (now.running) row.set("pid", 10'000 + guest.vmid);
  if (!guest.lock.empty()) row.set("lock", guest.lock);
  if (!guest.tags.empty()) row.set("tags", guest.tags);
  if (guest.is_template) row.set("template", 1);
  return row;
}

void addVmFields(Object& row, const Version& version, const Figures& now) {
  if (version.major == 7) row.set("diskread", 0).set("diskwrite", 0);
  if (version.hostMemory()) row.set("memhost", now.memory_host);
}

void addContainerFields(Object& row, const Guest& guest, const Figures& now) {
  row.set("type", "lxc").set("swap", 0).set("maxswap", now.running ? guest.memory_total : 0);
  row.set("diskread", now.read).set("diskwrite", now.written);
}

// As numbers for virtual machines, as text for containers.
void addPressure(Object& row, const Guest& guest) {
  for (const char* what : {"cpu", "io", "memory"})
    for (const auto& [how, value] : {std::pair{"some", kPressureSome}, {"full", kPressureFull}}) {
      const std::string name = std::string("pressure") + what + how;
      if (guest.container)
        row.set(name, fmt::format("{:.2f}", value));
      else
        row.set(name, value);
    }
}

}  // namespace

Object nodeStatus(const Node& node, const Version& version) {
  const Figures now = node.cycles.empty() ? Figures{} : node.cycles.back();
  Object root;
  root.set("total", now.disk_total).set("used", now.disk);
  root.set("avail", now.disk_total - now.disk).set("free", now.disk_total - now.disk);
  Object cpu;
  cpu.set("cpus", node.cpus).set("cores", node.cpus / 2).set("sockets", 1).set("mhz", "2400.0");
  cpu.set("hvm", "1").set("user_hz", 100).set("family", "6").set("vendor", "GenuineIntel");
  Array load;
  for (const double share : {1.0, 0.9, 0.8})
    load.add(fmt::format("{:.2f}", now.loadAverage(node.cpus, share)));
  Object ksm;
  ksm.set("shared", 0);
  Object answer;
  answer.set("uptime", now.uptime_s).set("cpu", now.cpu).set("wait", 0.01).set("idle", 0);
  answer.set("loadavg", load).set("rootfs", root).set("cpuinfo", cpu).set("ksm", ksm);
  addMemory(answer, version, now);
  answer.set("pveversion", "pve-manager/" + version.version + "/" + version.repoid);
  return answer;
}

Object nodeTime(const World& world, const Node& node) {
  Object answer;
  const std::int64_t now_s = world.nowS() + node.clock_off_s;
  answer.set("timezone", "UTC").set("time", now_s).set("localtime", now_s);
  return answer;
}

Array guestList(const View& view, const Node& node, bool containers) {
  Array rows;
  const Version& version = view.version;
  for (const Guest& guest : view.world.guests()) {
    if (guest.node != node.name || guest.container != containers || guest.cycles.empty()) continue;
    if (!view.may("/vms/" + std::to_string(guest.vmid), "VM.Audit")) continue;
    const Figures& now = guest.cycles.back();
    Object row = guestRow(guest, now);
    if (containers)
      addContainerFields(row, guest, now);
    else
      addVmFields(row, version, now);
    if (version.pressure() && now.running) addPressure(row, guest);
    rows.add(row);
  }
  return rows;
}

Array storageList(const View& view, const Node& node) {
  Array rows;
  for (const Storage& each : view.world.storages()) {
    if (each.node != node.name || !view.may("/storage/" + each.name, "Datastore.Audit")) continue;
    Object row;
    const std::int64_t total = each.active ? each.total : 0;
    const std::int64_t used = each.active ? static_cast<std::int64_t>(each.used) : 0;
    row.set("storage", each.name).set("type", each.type).set("content", each.content);
    row.set("shared", each.shared ? 1 : 0).set("enabled", 1).set("active", each.active ? 1 : 0);
    row.set("total", total).set("used", used).set("avail", total - used);
    if (total > 0) row.set("used_fraction", static_cast<double>(used) / static_cast<double>(total));
    rows.add(row);
  }
  return rows;
}

}  // namespace pipevane::simulator
