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
  if (version.hostMemory()) row.set("memhost", now.memory);
}

void addContainerFields(Object& row, const Guest& guest, const Figures& now) {
  row.set("type", "lxc").set("swap", 0).set("maxswap", now.running ? guest.memory_total : 0);
  row.set("diskread", now.read).set("diskwrite", now.written);
}

// As numbers for virtual machines, as text for containers.
void addPressure(Object& row, const Guest& guest) {
  for (const char* what : {"cpu", "io", "memory"})
    for (const char* how : {"some", "full"}) {
      const std::string name = std::string("pressure") + what + how;
      if (guest.container)
        row.set(name, "0.25");
      else
        row.set(name, 0.25);
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
    load.add(fmt::format("{:.2f}", now.cpu * node.cpus * share));
  Object ksm;
  ksm.set("shared", 0);
  Object answer;
  answer.set("uptime", now.uptime_s).set("cpu", now.cpu).set("wait", 0.01).set("idle", 0);
  answer.set("loadavg", load).set("rootfs", root).set("cpuinfo", cpu).set("ksm", ksm);
  addMemory(answer, version, now);
  answer.set("pveversion", "pve-manager/" + version.version + "/" + version.repoid);
  return answer;
}

Array guestList(const World& world, const Version& version, const Node& node, bool containers) {
  Array rows;
  for (const Guest& guest : world.guests()) {
    if (guest.node != node.name || guest.container != containers || guest.cycles.empty()) continue;
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

Array certificatesInfo(const Node& node) {
  Array rows, names;
  for (const std::string& name : {node.address, node.name, std::string("localhost")})
    names.add(name);
  for (const char* file : {"pve-root-ca.pem", "pve-ssl.pem"}) {
    Object row;
    row.set("filename", file).set("fingerprint", node.fingerprint).set("pem", node.pem);
    row.set("subject", "/CN=localhost").set("issuer", "/CN=localhost").set("san", names);
    row.set("notbefore", node.booted_s).set("notafter", node.booted_s + 730 * 86'400);
    row.set("public-key-type", "id-ecPublicKey").set("public-key-bits", 256);
    rows.add(row);
  }
  return rows;
}

}  // namespace pipevane::simulator
