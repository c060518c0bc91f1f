#include "plugins/derive/expressions/known_metrics.h"

#include "plugins/derive/formula.h"
#include "plugins/derive/totals/measure.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace pipevane::derive {
namespace {

constexpr Metric kFromSources[] = {
    {"uptime_seconds", "seconds", false},
    {"cpu_usage_ratio", "ratio", false},
    {"cpu_count", "count", false},
    {"cpu_iowait_ratio", "ratio", false},
    {"load_average_1m", "count", false},
    {"load_average_5m", "count", false},
    {"load_average_15m", "count", false},
    {"memory_used_bytes", "bytes", false},
    {"memory_total_bytes", "bytes", false},
    {"memory_host_used_bytes", "bytes", false},
    {"memory_arc_bytes", "bytes", false},
    {"memory_used_without_arc_bytes", "bytes", false},
    {"swap_used_bytes", "bytes", false},
    {"swap_total_bytes", "bytes", false},
    {"disk_used_bytes", "bytes", false},
    {"disk_total_bytes", "bytes", false},
    {"network_receive_bytes_total", "bytes", true},
    {"network_transmit_bytes_total", "bytes", true},
    {"disk_read_bytes_total", "bytes", true},
    {"disk_written_bytes_total", "bytes", true},
};

using Units = std::map<std::string, std::string, std::less<>>;

const Units& units() {
  static const Units kAll = [] {
    Units all;
    for (const Metric& each : kFromSources) {
      all.emplace(each.name, each.unit);
      const Formula formula = formulaFor(each);
      if (!formula.derived.empty()) all.emplace(formula.derived, formula.unit);
    }
    for (const MeasureInfo& each : kMeasures) all.emplace(each.name, each.unit);
    return all;
  }();
  return kAll;
}

// So many letters to be put in, left out or changed.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t k = 0; k < other.size(); ++k) {
      const std::size_t changed = diagonal + (one[i] == other[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({changed, row[k] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> knownUnit(std::string_view metric) {
  const auto at = units().find(metric);
  return at == units().end() ? std::nullopt : std::optional<std::string_view>(at->second);
}

std::string_view knownNameLike(std::string_view metric) {
  constexpr std::size_t kMostDifferent = 3;
  std::string_view nearest;
  std::size_t least = kMostDifferent + 1;
  for (const auto& [name, unit] : units())
    if (const std::size_t different = distance(metric, name); different < least) {
      least = different;
      nearest = name;
    }
  return nearest;
}

}  // namespace pipevane::derive
