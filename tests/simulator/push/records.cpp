#include "tests/simulator/push/records.h"

#include "tests/simulator/world/noise.h"

#include <algorithm>
#include <utility>

namespace pipevane::simulator {
namespace {

// It was written in the node's newest cycle.
bool fresh(const Cycles& cycles, const Node& node) {
  return !cycles.empty() && cycles.back().node == node.number &&
         cycles.back().at_s == node.cycles.back().at_s;
}

Subsystem guestsOf(const World& world, const Version& version, const Node& node, bool containers) {
  Subsystem all{.name = containers ? "lxc" : "qemu", .records = {}};
  std::vector<std::pair<double, const Guest*>> drawn;
  for (const Guest& each : world.guests())
    if (each.node == node.name && each.container == containers && fresh(each.cycles, node))
      drawn.emplace_back(noise(world.seed(), static_cast<std::uint64_t>(each.vmid),
                               static_cast<std::uint64_t>(world.nowS())),
                         &each);
  std::ranges::sort(drawn);
  for (const auto& each : drawn) all.records.push_back(guestRecord(version, *each.second));
  return all;
}

}  // namespace

std::vector<Subsystem> recordsOf(const World& world, const Version& version, const Node& node) {
  if (!node.online || node.statistics_hang || node.statistics_broken || node.cycles.empty())
    return {};
  std::vector<Subsystem> all;
  all.push_back({.name = "nodes", .records = {nodeRecord(world, version, node)}});
  all.push_back(guestsOf(world, version, node, false));
  all.push_back(guestsOf(world, version, node, true));
  Subsystem storages{.name = "storages", .records = {}};
  for (const Storage& each : world.storages())
    if (each.node == node.name && each.active && fresh(each.cycles, node))
      storages.records.push_back(storageRecord(each));
  all.push_back(std::move(storages));
  std::erase_if(all, [](const Subsystem& each) { return each.records.empty(); });
  return all;
}

Record storageRecord(const Storage& storage) {
  const Figures& now = storage.cycles.back();
  Record record;
  record.kind = Record::Kind::kStorage;
  record.id = storage.name;
  record.node = storage.node;
  record.type = storage.type;
  record.time_s = now.time_s;
  record.scalars = {{"active", counted(1)},
                    {"avail", counted(now.disk_total - now.disk)},
                    {"content", text(storage.content)},
                    {"enabled", counted(1)},
                    {"shared", counted(storage.shared ? 1 : 0)},
                    {"total", counted(now.disk_total)},
                    {"type", text(storage.type)},
                    {"used", counted(now.disk)}};
  return record;
}

}  // namespace pipevane::simulator
