#include "tests/simulator/world/population.h"

#include "tests/simulator/world/noise.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pipevane::simulator {
namespace {

constexpr std::int64_t kGibibyte = 1LL << 30;

struct Role {
  const char* name;
  const char* tags;
  const char* pool;
  int cpus;
  std::int64_t memory_gib;
  Profile profile;
};

// In turn: small and large ones, with and without tags and pools.
const std::array<Role, 8>& roles() {
  static const std::array<Role, 8> all = {{
      {"web", "prod;web", "prod", 4, 8, {.cpu = 0.18, .receive = 400e3, .transmit = 1.6e6}},
      {"db", "prod;db", "prod", 8, 32, {.cpu = 0.30, .memory = 0.8, .read = 2e6, .written = 5e6}},
      {"cache", "prod", "prod", 2, 4, {.cpu = 0.08, .memory = 0.7, .receive = 900e3}},
      {"build", "ci", "dev", 8, 16, {.cpu = 0.45, .cpu_swing = 0.9, .read = 4e6, .written = 8e6}},
      {"dns", "infra", "", 1, 1, {.cpu = 0.02, .memory = 0.3, .receive = 9e3, .transmit = 14e3}},
      {"mail", "infra;mail", "", 2, 4, {.cpu = 0.06, .memory = 0.6}},
      {"test", "", "dev", 2, 2, {.cpu = 0.03, .memory = 0.4}},
      {"files", "storage", "", 2, 8, {.cpu = 0.07, .transmit = 5e6, .read = 6e6, .written = 3e6}},
  }};
  return all;
}

Node makeNode(int number, std::int64_t begin_s) {
  Node node;
  node.name = "pve" + std::to_string(number);
  node.address = "10.20.0." + std::to_string(10 + number % 200);
  node.number = number;
  // As in the field, the cycles of the nodes do not coincide.
  node.phase_s = (number * 3) % World::kCycleS;
  node.disk_total = 94 * kGibibyte;
  node.disk = 11 * kGibibyte + number * kGibibyte;
  node.booted_s = begin_s - 40 * 86'400 - number * 3600;
  node.receive = 9'000'000'000'000LL + number * 1'000'000'007LL;
  node.transmit = 8'000'000'000'000LL + number * 1'000'000'009LL;
  return node;
}

Guest makeGuest(int index, const std::string& node, std::uint64_t seed, std::int64_t begin_s) {
  const Role& role = roles()[static_cast<std::size_t>(index) % roles().size()];
  Guest guest;
  guest.vmid = 100 + index;
  guest.container = index % 5 >= 3;
  guest.name = fmt::format("{}{:02}", role.name, index / static_cast<int>(roles().size()) + 1);
  guest.tags = role.tags;
  guest.pool = role.pool;
  guest.node = node;
  guest.is_template = index % 50 == 49;
  guest.running = !guest.is_template && index % 10 != 7;
  guest.cpus = role.cpus;
  guest.memory_total = role.memory_gib * kGibibyte;
  guest.disk_total = 4 * role.memory_gib * kGibibyte;
  guest.profile = role.profile;
  const auto number = static_cast<std::uint64_t>(guest.vmid);
  guest.started_s =
      begin_s - 7200 - static_cast<std::int64_t>(noise(seed, number, 1) * 30 * 86'400);
  if (guest.running) {
    const auto before = [&](std::uint64_t which) {
      return static_cast<std::int64_t>(noise(seed, number, which) * 1e12);
    };
    guest.receive = before(2);
    guest.transmit = before(3);
    guest.read = before(4);
    guest.written = before(5);
  }
  return guest;
}

// Enough for what lives there.
void size(Node& node, const std::vector<Guest>& guests) {
  int cpus = 0;
  std::int64_t memory = 0;
  for (const Guest& each : guests)
    if (each.node == node.name) cpus += each.cpus, memory += each.memory_total;
  node.cpus = std::max(8, (cpus / 2 + 7) / 8 * 8);
  node.memory_total =
      std::max(32 * kGibibyte, (memory / kGibibyte * 11 / 10 + 15) / 16 * 16 * kGibibyte);
}

void addStorages(Population& population) {
  for (const Node& node : population.nodes) {
    population.storages.push_back({.name = "local",
                                   .node = node.name,
                                   .type = "dir",
                                   .content = "iso,vztmpl,backup",
                                   .shared = false,
                                   .total = 94 * kGibibyte,
                                   .used = 21e9,
                                   .growth_per_s = 100,
                                   .cycles = {},
                                   .eras = {}});
    population.storages.push_back({.name = "ceph",
                                   .node = node.name,
                                   .type = "rbd",
                                   .content = "images,rootdir",
                                   .shared = true,
                                   .total = 12'000 * kGibibyte,
                                   .used = 5.1e12,
                                   .growth_per_s = 9000,
                                   .cycles = {},
                                   .eras = {}});
  }
}

}  // namespace

Population makePopulation(const std::string& cluster, int nodes, int guests, std::uint64_t seed,
                          std::int64_t begin_s) {
  Population population;
  population.cluster = cluster;
  for (int i = 1; i <= nodes; ++i) population.nodes.push_back(makeNode(i, begin_s));
  for (int i = 0; i < guests; ++i)
    population.guests.push_back(
        makeGuest(i, population.nodes[static_cast<std::size_t>(i % nodes)].name, seed, begin_s));
  for (Node& each : population.nodes) size(each, population.guests);
  addStorages(population);
  return population;
}

}  // namespace pipevane::simulator
