#include "plugins/derive/totals/figure.h"

#include <algorithm>
#include <array>

namespace pipevane::derive {
namespace {

constexpr std::array<std::string_view, kFigureCount> kNames = {"cpu_count",
                                                               "cpu_usage_ratio",
                                                               "memory_used_bytes",
                                                               "memory_total_bytes",
                                                               "disk_used_bytes",
                                                               "disk_total_bytes",
                                                               "network_receive_bytes_per_second",
                                                               "network_transmit_bytes_per_second",
                                                               "disk_read_bytes_per_second",
                                                               "disk_written_bytes_per_second"};

}  // namespace

std::optional<Figure> figureNamed(std::string_view metric) {
  const auto at = std::ranges::find(kNames, metric);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<Figure>(at - kNames.begin());
}

}  // namespace pipevane::derive
