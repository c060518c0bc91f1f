#include "tests/simulator/world/demo.h"

#include "tests/simulator/world/noise.h"

#include <array>

namespace pipevane::simulator {
namespace {

constexpr std::int64_t kGiB = 1LL << 30;

struct Inhabitant {
  int vmid;
  bool container;
  const char* name;
  int node;
  const char* tags;
  const char* pool;
  int cpus;
  double memory_gib, disk_gib;
  bool running;
  Profile profile;
};

// Ten minutes are a whole number of periods: played round and round, no seam shows.
constexpr Profile kWeb{.cpu = 0.14,
                       .cpu_swing = 0.5,
                       .memory = 0.55,
                       .receive = 350e3,
                       .transmit = 1.9e6,
                       .read = 40e3,
                       .written = 90e3};
constexpr Profile kDatabase{.cpu = 0.28,
                            .cpu_swing = 0.35,
                            .memory = 0.82,
                            .memory_swing = 0.01,
                            .receive = 600e3,
                            .transmit = 1.1e6,
                            .read = 2.4e6,
                            .written = 5.5e6};
constexpr Profile kQuiet{.cpu = 0.012,
                         .cpu_swing = 0.3,
                         .memory = 0.35,
                         .receive = 3e3,
                         .transmit = 4e3,
                         .read = 0,
                         .written = 9e3,
                         .jitter = 0.3};
constexpr Profile kRunner{.cpu = 0.42,
                          .cpu_swing = 0.95,
                          .memory = 0.5,
                          .memory_swing = 0.5,
                          .receive = 2.2e6,
                          .transmit = 300e3,
                          .read = 6e6,
                          .written = 12e6,
                          .period_ticks = 20,
                          .jitter = 0.2};
constexpr Profile kMedia{.cpu = 0.22,
                         .cpu_swing = 0.7,
                         .memory = 0.4,
                         .receive = 90e3,
                         .transmit = 7.5e6,
                         .read = 7.6e6,
                         .written = 20e3,
                         .period_ticks = 30};
constexpr Profile kProxy{
    .cpu = 0.05, .memory = 0.3, .receive = 4.1e6, .transmit = 4.4e6, .read = 0, .written = 60e3};
constexpr Profile kMonitor{.cpu = 0.09,
                           .cpu_swing = 0.1,
                           .memory = 0.66,
                           .receive = 180e3,
                           .transmit = 25e3,
                           .read = 120e3,
                           .written = 800e3};
constexpr Profile kBackup{.cpu = 0.06,
                          .cpu_swing = 0.9,
                          .memory = 0.45,
                          .receive = 16e6,
                          .transmit = 200e3,
                          .read = 1e6,
                          .written = 17e6,
                          .traffic_swing = 0.95,
                          .period_ticks = 60};
constexpr Profile kLeak{.cpu = 0.1,
                        .memory = 0.22,
                        .memory_swing = 0.01,
                        .memory_growth = 0.0035,
                        .receive = 120e3,
                        .transmit = 160e3,
                        .jitter = 0.02};

const std::array<Inhabitant, 30>& inhabitants() {
  static const std::array<Inhabitant, 30> all = {{
      {100, false, "web01", 1, "prod;web", "prod", 4, 8, 40, true, kWeb},
      {101, false, "web02", 2, "prod;web", "prod", 4, 8, 40, true, kWeb},
      {102, false, "db-primary", 1, "db;prod", "prod", 8, 32, 400, true, kDatabase},
      {103, false, "db-replica", 3, "db;prod", "prod", 8, 32, 400, true, kDatabase},
      {104, false, "nextcloud", 2, "prod", "prod", 4, 12, 900, true, kMedia},
      {105, false, "gitlab", 1, "dev", "dev", 6, 16, 250, true, kMonitor},
      {106, false, "gitlab-runner-1", 3, "ci;dev", "dev", 8, 16, 120, true, kRunner},
      {107, false, "gitlab-runner-2", 2, "ci;dev", "dev", 8, 16, 120, true, kRunner},
      {108, false, "k3s-server", 1, "k3s", "dev", 4, 8, 60, true, kMonitor},
      {109, false, "k3s-agent-1", 2, "k3s", "dev", 4, 12, 100, true, kWeb},
      {110, false, "k3s-agent-2", 3, "k3s", "dev", 4, 12, 100, true, kWeb},
      {111, false, "mail", 3, "prod", "prod", 2, 6, 200, true, kQuiet},
      {112, false, "win-accounting", 1, "office", "office", 4, 16, 160, true, kQuiet},
      {113, false, "win-print", 2, "office", "office", 2, 4, 80, false, kQuiet},
      {114, false, "pbs", 3, "backup", "", 4, 8, 60, true, kBackup},
      {115, false, "staging", 2, "dev", "dev", 4, 8, 60, false, kWeb},
      {116, false, "order-service", 2, "prod", "prod", 2, 4, 30, true, kLeak},
      {117, false, "opnsense", 1, "infra", "", 2, 4, 20, true, kProxy},
      {9000, false, "debian-12-template", 1, "", "", 2, 2, 10, false, kQuiet},
      {200, true, "pihole", 1, "infra", "", 1, 0.5, 8, true, kQuiet},
      {201, true, "dns2", 2, "infra", "", 1, 0.5, 8, true, kQuiet},
      {202, true, "reverse-proxy", 2, "infra;web", "", 2, 1, 8, true, kProxy},
      {203, true, "prometheus", 3, "infra", "", 2, 4, 60, true, kMonitor},
      {204, true, "grafana", 3, "infra", "", 1, 1, 12, true, kQuiet},
      {205, true, "jellyfin", 1, "media", "", 4, 4, 20, true, kMedia},
      {206, true, "home-assistant", 2, "", "", 2, 2, 32, true, kQuiet},
      {207, true, "unifi", 3, "infra", "", 2, 2, 16, true, kQuiet},
      {208, true, "vaultwarden", 1, "prod", "prod", 1, 0.5, 8, true, kQuiet},
      {209, true, "minio", 3, "prod", "prod", 2, 4, 800, true, kMedia},
      {210, true, "scratch", 2, "", "dev", 1, 1, 8, false, kQuiet},
  }};
  return all;
}

Guest settle(const Inhabitant& one, std::uint64_t seed, std::int64_t begin_s) {
  Guest guest;
  guest.vmid = one.vmid;
  guest.container = one.container;
  guest.name = one.name;
  guest.tags = one.tags;
  guest.pool = one.pool;
  guest.node = "pve" + std::to_string(one.node);
  guest.is_template = one.vmid >= 9000;
  // Windows brings no balloon driver with it.
  guest.balloon = guest.name.rfind("win-", 0) != 0;
  guest.running = one.running;
  guest.cpus = one.cpus;
  guest.memory_total = static_cast<std::int64_t>(one.memory_gib * static_cast<double>(kGiB));
  guest.disk_total = static_cast<std::int64_t>(one.disk_gib * static_cast<double>(kGiB));
  guest.profile = one.profile;
  const auto number = static_cast<std::uint64_t>(one.vmid);
  guest.started_s =
      begin_s - 3 * 86'400 - static_cast<std::int64_t>(noise(seed, number, 1) * 60 * 86'400);
  if (one.running) {
    const double ran_s = static_cast<double>(begin_s - guest.started_s);
    const auto sofar = [&](double rate) { return static_cast<std::int64_t>(rate * ran_s); };
    guest.receive = sofar(one.profile.receive);
    guest.transmit = sofar(one.profile.transmit);
    guest.read = sofar(one.profile.read);
    guest.written = sofar(one.profile.written);
  }
  return guest;
}

Node machine(int number, int cpus, std::int64_t memory_gib, std::int64_t begin_s) {
  Node node;
  node.name = "pve" + std::to_string(number);
  node.address = "192.0.2." + std::to_string(10 + number);
  node.number = number;
  node.phase_s = (number * 3) % World::kCycleS;
  node.cpus = cpus;
  node.memory_total = memory_gib * kGiB;
  node.disk_total = 94 * kGiB;
  node.disk = (14 + 3 * number) * kGiB;
  node.booted_s = begin_s - 63 * 86'400 - number * 5000;
  node.receive = 41'000'000'000'000LL + number * 1'000'000'007LL;
  node.transmit = 38'000'000'000'000LL + number * 1'000'000'009LL;
  return node;
}

Storage storage(const std::string& name, const Node& node, const char* type, const char* content,
                bool shared, double total_gib, double used_share, double growth_per_s) {
  const double total = total_gib * static_cast<double>(kGiB);
  return {.name = name,
          .node = node.name,
          .type = type,
          .content = content,
          .shared = shared,
          .total = static_cast<std::int64_t>(total),
          .used = total * used_share,
          .growth_per_s = growth_per_s,
          .cycles = {},
          .eras = {}};
}

}  // namespace

Population demoPopulation(std::uint64_t seed, std::int64_t begin_s) {
  Population population;
  population.cluster = "office";
  population.nodes = {machine(1, 32, 128, begin_s), machine(2, 24, 96, begin_s),
                      machine(3, 32, 128, begin_s)};
  for (const Inhabitant& each : inhabitants())
    population.guests.push_back(settle(each, seed, begin_s));
  for (const Node& node : population.nodes) {
    population.storages.push_back(
        storage("local", node, "dir", "iso,vztmpl", false, 94, 0.18, 200));
    population.storages.push_back(
        storage("local-zfs", node, "zfspool", "images,rootdir", false, 1800, 0.61, 40'000));
    population.storages.push_back(
        storage("pbs-offsite", node, "pbs", "backup", true, 9000, 0.87, 300'000));
  }
  return population;
}

void addDemoHappenings(World& world) {
  world.at(60, [](World& w) { w.start(115); });
  world.at(120, [](World& w) {
    w.lock(104, "backup");
    w.task("pve2", "vzdump", "104", 75);
  });
  world.at(195, [](World& w) { w.lock(104, ""); });
  world.at(240, [](World& w) { w.lock(109, "migrate"); });
  world.at(262, [](World& w) {
    w.migrate(109, "pve3");
    w.lock(109, "");
  });
  world.at(330, [](World& w) { w.start(210); });
  world.at(390, [](World& w) { w.task("pve3", "vzdump", "111", 12, "job errors"); });
  world.at(420, [](World& w) { w.stop(116); });
  world.at(427, [](World& w) { w.start(116); });
  world.at(500, [](World& w) { w.stop(210); });
  world.at(540, [](World& w) { w.stop(115); });
}

}  // namespace pipevane::simulator
