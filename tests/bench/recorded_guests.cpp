#include "tests/bench/recorded_guests.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace pipevane::bench {
namespace {

constexpr double kBlock = 4096, kGiB = 1073741824;

// As Proxmox VE writes it into its answers.
double withFifteenDigits(double value) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.15g", value);
  return std::strtod(text.data(), nullptr);
}

}  // namespace

RecordedGuests::RecordedGuests(std::size_t guests, std::uint64_t seed)
    : random_(seed), values_(guests * kMetrics) {
  for (std::size_t i = 0; i < guests; ++i) {
    Guest guest{};
    guest.container = i % 2 == 1;
    guest.cpus = static_cast<double>(1 + random_() % 8);
    guest.memory_total = static_cast<double>(1 + random_() % 16) * kGiB;
    guest.disk_total = static_cast<double>(8 + random_() % 200) * kGiB;
    guest.load = std::exp(uniform(std::log(0.01), std::log(0.7)));
    guest.memory_mean = guest.memory = guest.memory_total * uniform(0.2, 0.8);
    guest.disk_used = guest.container ? std::floor(guest.disk_total * uniform(0.05, 0.6)) : 0;
    guest.uptime = std::floor(uniform(1e4, 4e6));
    for (std::size_t way = 0; way < 2; ++way) {
      guest.network[way] = std::floor(uniform(1e9, 6e11));
      guest.network_pace[way] = std::exp(uniform(std::log(300), std::log(40'000)));
      guest.disk[way] = std::floor(uniform(1e8, 3e10)) * 2 + 77;
      guest.disk_pace[way] = std::exp(uniform(std::log(8), std::log(2'000)));
    }
    guests_.push_back(guest);
  }
}

double RecordedGuests::uniform(double least, double most) {
  return std::uniform_real_distribution<double>(least, most)(random_);
}

double RecordedGuests::about(double value, double spread) {
  return value * std::exp(spread * std::normal_distribution<double>()(random_));
}

void RecordedGuests::cycle() {
  ++cycles_;
  Passed node{};
  for (std::size_t i = 0; i < guests_.size(); ++i) {
    if (i % kOnOneNode == 0) node = {.machines = passed(), .containers = passed()};
    step(guests_[i], node, values_.data() + i * kMetrics);
  }
}

// Between two times since 1970 that are doubles: whole steps.
double RecordedGuests::passed() {
  constexpr double kSteps = 4194304;  // in a second
  return std::floor(uniform(9.4, 10.6) * kSteps) / kSteps;
}

void RecordedGuests::step(Guest& guest, const Passed& passed, double* to) {
  const double units = guest.container ? 1000 * passed.containers : 100 * passed.machines;
  const double used = std::floor(about(guest.load * guest.cpus, 0.25) * units);
  // Whole seconds of something that is looked at at any time in them.
  guest.uptime += random_() % 8 == 0 ? 9 + 2 * static_cast<double>(random_() % 2) : 10;
  guest.memory += std::floor(0.2 * (guest.memory_mean - guest.memory) +
                             std::normal_distribution<double>(0, 4e5)(random_));
  if (guest.container) guest.disk_used += std::floor(uniform(0, 4'000));
  for (std::size_t way = 0; way < 2; ++way) {
    guest.network[way] += std::floor(about(guest.network_pace[way], 0.3));
    guest.disk[way] += kBlock * std::floor(about(guest.disk_pace[way], 0.3));
  }
  // What the host sees beside what the guest says, rounded by somebody else.
  const double host = guest.container ? 0 : std::floor(guest.memory + 3e8 + uniform(0, 1));
  const std::array<double, kMetrics> all = {
      guest.uptime,       withFifteenDigits(used / units / guest.cpus),
      guest.cpus,         std::floor(guest.memory),
      guest.memory_total, host,
      guest.disk_used,    guest.disk_total,
      guest.network[0],   guest.network[1],
      guest.disk[0],      guest.disk[1]};
  std::copy(all.begin(), all.end(), to);
}

}  // namespace pipevane::bench
