// What a guest does to its machine: the truth that a watcher has to find out.
#pragma once

#include <cstdint>

namespace pipevane::simulator {

// Constant from one tick to the next, so that rates are known exactly.
struct Load {
  double cpu = 0;                                                 // 0..1 of the guest's cores
  std::int64_t memory = 0;                                        // bytes
  std::int64_t receive = 0, transmit = 0, read = 0, written = 0;  // bytes per second
};

// How a guest's load goes up and down.
struct Profile {
  double cpu = 0.05, cpu_swing = 0.5;        // swing: share of the value that comes and goes
  double memory = 0.5, memory_swing = 0.05;  // of the guest's memory
  double memory_growth = 0;                  // of the guest's memory, a tick: a leak
  double receive = 20e3, transmit = 20e3, read = 10e3, written = 30e3;  // bytes per second
  double traffic_swing = 0.5;
  double period_ticks = 60;
  double jitter = 0.1;  // share of the value that is noise

  bool operator==(const Profile&) const = default;
};

// `start_tick` is that of the guest's start: memory that leaks began then.
Load loadAt(const Profile& profile, std::int64_t memory_total, std::uint64_t seed,
            std::uint64_t guest, std::int64_t tick, std::int64_t start_tick);

}  // namespace pipevane::simulator
