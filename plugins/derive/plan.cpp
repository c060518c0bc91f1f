#include "plugins/derive/plan.h"

#include <algorithm>

namespace pipevane::derive {

Slot Plan::learn(SeriesId series) {
  const std::optional<SeriesInfo> info = dictionary_.of(series);
  if (!info) return {.role = Role::kPassed};
  if (series >= slots_.size()) slots_.resize(std::max<std::size_t>(series + 1, slots_.size() * 2));
  slots_[series] = slotFor(*info);
  return slots_[series];
}

Slot Plan::slotFor(const SeriesInfo& info) {
  const Known& metric = known(info.metric);
  const Role role = metric.formula.role;
  if (role == Role::kPassed) return {.role = role};
  entities_ = std::max<std::size_t>(entities_, std::size_t{info.entity} + 1);
  if (role == Role::kUptime) return {.role = role, .index = info.entity};
  const Target target{.series = dictionary_.series(info.entity, metric.derived),
                      .entity = info.entity,
                      .absent_when_zero = metric.formula.absent_when_zero,
                      .within_total = metric.formula.within_total};
  if (target.series == PV_NONE) return {.role = Role::kPassed};
  if (role == Role::kCounter) return added(counters_, role, target);
  if (role == Role::kFraction) return added(fractions_, role, target);
  return share(info, metric, target);
}

const Plan::Known& Plan::known(MetricId metric) {
  if (metric >= metrics_.size()) metrics_.resize(std::size_t{metric} + 1);
  Known& known = metrics_[metric];
  if (known.learned) return known;
  known.learned = true;
  const std::optional<Metric> info = dictionary_.info(metric);
  if (!info) return known;
  known.formula = formulaFor(*info);
  if (known.formula.derived.empty()) return known;
  known.derived = dictionary_.metric(known.formula.derived, known.formula.unit);
  if (known.derived == PV_NONE) known.formula.role = Role::kPassed;
  return known;
}

Slot Plan::share(const SeriesInfo& info, const Known& metric, const Target& target) {
  const Role role = metric.formula.role;
  const MetricId other = dictionary_.findMetric(metric.formula.partner);
  const SeriesId partner = other == PV_NONE ? PV_NONE : dictionary_.findSeries(info.entity, other);
  const Role partners = role == Role::kUsed ? Role::kTotal : Role::kUsed;
  if (partner < slots_.size() && slots_[partner].role == partners)
    return {.role = role, .index = slots_[partner].index};
  return added(shares_, role, target);
}

Slot Plan::added(std::vector<Target>& targets, Role role, const Target& target) {
  targets.push_back(target);
  return {.role = role, .index = static_cast<std::uint32_t>(targets.size() - 1)};
}

}  // namespace pipevane::derive
