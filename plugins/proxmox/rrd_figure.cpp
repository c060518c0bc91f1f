#include "plugins/proxmox/rrd_figure.h"

#include <limits>
#include <string>

namespace pipevane::proxmox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kPercent = 100;
constexpr std::string_view kTotal = "_total";

double valueIn(const RrdRows& rows, Metric metric, std::size_t row) {
  const auto& column = rows.column(metric);
  return column.empty() ? kUnknown : column[row];
}

// Of these the files have nothing.
bool inFiles(Metric metric) {
  return metric != Metric::kUptime && metric != Metric::kLoad5 && metric != Metric::kLoad15;
}

// As derive names the rate of a counter.
std::string rateOf(std::string_view counter) {
  return std::string(counter.substr(0, counter.size() - kTotal.size())) + "_per_second";
}

}  // namespace

std::optional<RrdFigure> RrdFigure::of(std::string_view metric) {
  if (metric == "cpu_usage_percent") return RrdFigure(Metric::kCpuUsage, {}, kPercent);
  if (metric == "memory_used_percent")
    return RrdFigure(Metric::kMemoryUsed, Metric::kMemoryTotal, kPercent);
  if (metric == "swap_used_percent")
    return RrdFigure(Metric::kSwapUsed, Metric::kSwapTotal, kPercent);
  if (metric == "disk_used_percent")
    return RrdFigure(Metric::kDiskUsed, Metric::kDiskTotal, kPercent);
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const MetricDescription& each = kMetrics[i];
    if (!inFiles(static_cast<Metric>(i))) continue;
    if (each.counter ? metric == rateOf(each.name) : metric == each.name)
      return RrdFigure(static_cast<Metric>(i));
  }
  return std::nullopt;
}

double RrdFigure::in(const RrdRows& rows, std::size_t row) const {
  const double part = valueIn(rows, part_, row) * factor_;
  if (!whole_) return part;
  const double whole = valueIn(rows, *whole_, row);
  return whole > 0 ? part / whole : kUnknown;
}

}  // namespace pipevane::proxmox
