// Nodes, guests, storages and pools of the simulated cluster.
#pragma once

#include "tests/simulator/world/era.h"
#include "tests/simulator/world/task_book.h"

#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>

namespace pipevane::simulator {

// With so few digits that each way to tell it has the same ones.
inline double shortened(double ratio) { return std::round(ratio * 1e12) / 1e12; }

// What the statistics daemon wrote down in one cycle. Counters count from the start of what they
// belong to.
struct Figures {
  std::int64_t time_s = 0;  // by the clock of the node that wrote it
  std::int64_t at_s = 0;    // really
  int node = 0;             // the number of who wrote it
  bool running = false;
  bool paused = false;  // a guest that stands still while it runs
  double cpu = 0;
  std::int64_t memory = 0, memory_total = 0, swap = 0;
  std::int64_t memory_host = 0;  // of a virtual machine, as its host sees it
  std::int64_t arc = 0;          // of a node: what of its memory is the cache of ZFS
  std::int64_t disk = 0, disk_total = 0;
  std::int64_t uptime_s = 0;
  std::int64_t receive = 0, transmit = 0, read = 0, written = 0;  // bytes so far
  // The truth: bytes per second since the cycle before. Not told through the API.
  Load load;
  // Whom the daemon told it: all nodes for the list of resources, its own cache for the export.
  bool broadcast = true, exported = true;
  // The cache has zeros at time 0 in its place.
  bool zeroed = false;

  bool told() const { return broadcast || exported; }
  // Of a node, with two places as the kernel tells it.
  double loadAverage(int cpus, double share) const {
    return std::round(cpu * cpus * share * 100) / 100;
  }
  double ioWait() const { return shortened(cpu / 20); }
};

// Of a guest that runs, in percent: how long something waited, and how long all did.
inline constexpr double kPressureSome = 0.25, kPressureFull = 0;

// The newest cycle last. As many as a node keeps: the current one and half an hour.
using Cycles = std::deque<Figures>;
inline constexpr std::size_t kCyclesKept = 181;

// Of every node.
inline constexpr std::int64_t kSwapTotal = 8LL << 30;

struct Node {
  std::string name;
  std::string address;
  std::string fingerprint, pem;            // of its certificate
  std::string root_fingerprint, root_pem;  // of its cluster's own authority
  int number = 1;
  std::int64_t phase_s = 0;  // of its cycles
  // Its clock is ahead by so much; what it writes down is in its time.
  std::int64_t clock_off_s = 0;
  int cpus = 0;
  std::int64_t memory_total = 0, disk = 0, disk_total = 0;
  std::int64_t arc = 0;  // the cache of ZFS
  std::int64_t booted_s = 0;
  bool online = true;
  bool api_hangs = false;          // it takes calls and never answers
  bool api_refuses = false;        // it refuses the other members' calls
  bool statistics_hang = false;    // pvestatd does nothing
  bool statistics_broken = false;  // a push target that refuses makes pvestatd throw half-way
  bool unlisted = false;           // the list of resources and the export have nothing of it
  bool removed = false;            // it is no member of the cluster any more
  std::string ha_state = "online";
  std::int64_t isolated_s = 0;     // since when it and the others do not hear each other; 0: never
  std::int64_t caches_from_s = 0;  // what the export had before the boot is lost
  std::int64_t receive = 0, transmit = 0;  // bytes so far
  std::int64_t counted_s = 0;              // up to when; 0: not yet
  double used_ticks = 0;                   // of its processors, since the boot
  TaskBook tasks;
  int last_pid = 1000;
  Cycles cycles;
  Eras eras;
};

struct Guest {
  int vmid = 0;
  bool container = false;
  std::string name, tags, pool, lock;
  std::string ha_state;  // empty: it is not managed for high availability
  std::string node;
  bool is_template = false;
  // A virtual machine whose guest tells what memory it uses; else the host's view is all there is.
  bool balloon = true;
  // It has the device, and nothing in the guest tells: the host's view as well.
  bool silent_balloon = false;
  bool running = false;
  bool paused = false;  // while it runs
  int cpus = 1;
  std::int64_t memory_total = 0, disk_total = 0;
  Profile profile;
  std::int64_t started_s = 0;  // while it runs
  std::int64_t start_tick = 0;
  std::int64_t receive = 0, transmit = 0, read = 0, written = 0;  // bytes since the start
  std::int64_t counted_s = 0;                                     // up to when
  Cycles cycles;
  Eras eras;

  const char* kind() const { return container ? "lxc" : "qemu"; }
  std::string id() const { return std::string(kind()) + "/" + std::to_string(vmid); }
  // Of a virtual machine that uses so much: its host sees the guest's cache and the emulator too.
  std::int64_t hostMemory(std::int64_t used) const {
    return used + memory_total / 16 + (1LL << 27);
  }
  // What is told as its memory.
  std::int64_t toldMemory(std::int64_t used) const {
    return container || balloon ? used : hostMemory(used);
  }
};

struct Storage {
  std::string name, node, type, content;
  bool shared = false;
  std::int64_t total = 0;
  double used = 0, growth_per_s = 0;
  bool active = true;
  Cycles cycles;
  Eras eras;
};

// An external metric server of the cluster.
struct PushTarget {
  std::string id, type, server;  // type: graphite, influxdb, opentelemetry
  int port = 0;
  bool disabled = false;
  // influx-udp, influx-http, graphite-udp, graphite-tcp or otlp-http. Empty: it is named in the
  // list of servers, and nothing is sent.
  std::string transport = {};
  std::string path = {};  // as configured: Graphite's, InfluxDB's prefix, OpenTelemetry's
  std::string organization = "proxmox", bucket = "proxmox", token = {};
  int mtu = 1500;
  bool compress = true;
  bool lasting = false;  // heal() leaves it
};

}  // namespace pipevane::simulator
