#include "tests/end_to_end/chaos/completeness.h"

#include <pipevane/abi.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace pipevane::testing {
namespace {

// Until a cycle is asked for, and what a guest that is taken away, or a node that dies, tells at
// last.
constexpr std::int64_t kOnItsWayMs = 20'000;
constexpr std::int64_t kCycleMs = 10'000;

// A cycle that was written after the export was answered for the last time, within the cycle of the
// looks in which that was. Who asks does so as it begins.
bool neverExported(const TrueCycle& cycle, std::int64_t exported_ms) {
  return cycle.seen_ms >= exported_ms;
}

// What the export has; the rest is derived, or in the list alone.
bool exported(const std::string& metric) {
  return !metric.ends_with("_per_second") && !metric.ends_with("_percent") &&
         metric != "memory_host_used_bytes";
}

}  // namespace

void Completeness::look(std::int64_t now_ms) {
  for (const auto& [key, entity] : truth_.entities()) {
    if (key.find("/node/") == std::string::npos) continue;
    const bool dead = entity.status == "offline" || !entity.present;
    if (!std::exchange(dead_[key], dead) && dead) {
      Death& death = deaths_.emplace_back(Death{entity.name, now_ms, exported_ms_, {}});
      for (const auto& each : truth_.entities())
        death.told_ms[each.first] = newestLiveMs(each.first);
    }
  }
  exported_ms_ = truth_.exportedMs();
}

std::int64_t Completeness::newestLiveMs(const std::string& key) const {
  std::int64_t newest_ms = std::numeric_limits<std::int64_t>::min();
  const auto series = judge_.series().find({key, "uptime_seconds"});
  if (series == judge_.series().end()) return newest_ms;
  for (const auto& [time_ms, quality] : series->second.qualities)
    if (quality == PV_LIVE) newest_ms = time_ms;
  return newest_ms;
}

bool Completeness::lost(const std::string& key, const TrueCycle& cycle) const {
  return std::ranges::any_of(deaths_, [&](const Death& each) {
    const auto told = each.told_ms.find(key);
    if (each.node != cycle.node || cycle.seen_ms > each.at_ms) return false;
    // A push may have told a later one than those that it missed and the export did not tell.
    return told == each.told_ms.end() || cycle.time_ms > told->second ||
           neverExported(cycle, each.exported_ms);
  });
}

std::vector<Completeness::Missing> Completeness::missing(std::int64_t now_ms) {
  std::vector<Missing> all;
  for (const auto& [key, entity] : truth_.entities()) {
    if (entity.cycles.empty()) continue;
    const std::int64_t until_ms =
        (entity.present ? now_ms : entity.cycles.back().seen_ms) - kOnItsWayMs;
    std::int64_t newest_ms = std::numeric_limits<std::int64_t>::min();
    for (const TrueCycle& each : entity.cycles) {
      // Where a clock was set back its time comes once more, and only once is it told. Of a shared
      // storage all others' cycles are in the past of a node whose clock is ahead.
      const bool again = each.time_ms <= newest_ms;
      newest_ms = std::max(newest_ms, each.time_ms);
      if (again || !each.exported || each.seen_ms > until_ms || lost(key, each)) continue;
      // What no list shows any more is not told of, and nobody asks for its past.
      if (!entity.present &&
          (each.time_ms > newestLiveMs(key) || neverExported(each, entity.exported_ms)))
        continue;
      lookFor(key, each, all);
    }
  }
  return all;
}

void Completeness::lookFor(const std::string& key, const TrueCycle& cycle,
                           std::vector<Missing>& missing) {
  for (const auto& [metric, value] : cycle.values) {
    if (!exported(metric)) continue;
    ++expected_;
    if (!told(key, metric, cycle)) missing.push_back({key, metric, cycle.time_ms});
  }
}

bool Completeness::told(const std::string& key, const std::string& metric,
                        const TrueCycle& cycle) const {
  const auto series = judge_.series().find({key, metric});
  if (series == judge_.series().end()) return false;
  const auto& times = series->second.qualities;
  if (!cycle.node.empty()) return times.contains(cycle.time_ms);
  // Of a shared storage the cycles of one node count.
  const auto near = times.lower_bound(cycle.time_ms - 2 * kCycleMs);
  return near != times.end() && near->first <= cycle.time_ms + 2 * kCycleMs;
}

}  // namespace pipevane::testing
