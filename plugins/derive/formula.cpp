#include "plugins/derive/formula.h"

namespace pipevane::derive {
namespace {

struct Percentage {
  std::string_view used, total, percent;
  bool absent_when_zero;
  bool within_total;
};
constexpr Percentage kPercentages[] = {
    {"memory_used_bytes", "memory_total_bytes", "memory_used_percent", false, true},
    {"disk_used_bytes", "disk_total_bytes", "disk_used_percent", false, false},
    {"swap_used_bytes", "swap_total_bytes", "swap_used_percent", true, false},
};

Formula rateOf(const Metric& metric) {
  constexpr std::string_view kSuffix = "_total";
  std::string_view stem = metric.name;
  if (stem.ends_with(kSuffix)) stem.remove_suffix(kSuffix.size());
  return {.role = Role::kCounter,
          .derived = std::string(stem) + "_per_second",
          .unit = std::string(metric.unit) + "_per_second"};
}

}  // namespace

Formula formulaFor(const Metric& metric) {
  if (metric.counter) return rateOf(metric);
  if (metric.name == "uptime_seconds") return {.role = Role::kUptime};
  if (metric.name == "cpu_usage_ratio")
    return {.role = Role::kFraction, .derived = "cpu_usage_percent", .unit = "percent"};
  for (const Percentage& each : kPercentages) {
    const bool used = metric.name == each.used;
    if (!used && metric.name != each.total) continue;
    return {.role = used ? Role::kUsed : Role::kTotal,
            .derived = std::string(each.percent),
            .unit = "percent",
            .partner = std::string(used ? each.total : each.used),
            .absent_when_zero = each.absent_when_zero,
            .within_total = each.within_total};
  }
  return {};
}

}  // namespace pipevane::derive
