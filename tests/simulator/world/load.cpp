#include "tests/simulator/world/load.h"

#include "tests/simulator/world/noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pipevane::simulator {
namespace {

// What nobody can measure is not worth the bytes of a recording.
double rounded(double ratio) { return std::round(ratio * 1e5) / 1e5; }

std::int64_t wholePages(double bytes) {
  constexpr std::int64_t kPage = 4096;
  return static_cast<std::int64_t>(bytes) / kPage * kPage;
}

}  // namespace

Load loadAt(const Profile& profile, std::int64_t memory_total, std::uint64_t seed,
            std::uint64_t guest, std::int64_t tick, std::int64_t start_tick) {
  const double phase = noise(seed, guest, 0) * profile.period_ticks;
  const double wave =
      std::sin(2 * std::numbers::pi * (static_cast<double>(tick) + phase) / profile.period_ticks);
  const auto at = static_cast<std::uint64_t>(tick);
  const auto varied = [&](double value, double swing, std::uint64_t which, double calm = 1) {
    const double jitter = profile.jitter * (2 * noise(seed, guest * 8 + which, at) - 1) / calm;
    return std::max(0.0, value * (1 + swing * wave + jitter));
  };
  const auto bytes = [&](double value, std::uint64_t which) {
    return static_cast<std::int64_t>(varied(value, profile.traffic_swing, which));
  };
  const double grown = profile.memory_growth * static_cast<double>(tick - start_tick);
  // Memory goes up and down more calmly than traffic.
  const double memory = std::min(0.98, varied(profile.memory, profile.memory_swing, 6, 20) + grown);
  return {.cpu = rounded(std::min(1.0, varied(profile.cpu, profile.cpu_swing, 1))),
          .memory = wholePages(memory * static_cast<double>(memory_total)),
          .receive = bytes(profile.receive, 2),
          .transmit = bytes(profile.transmit, 3),
          .read = bytes(profile.read, 4),
          .written = bytes(profile.written, 5)};
}

}  // namespace pipevane::simulator
