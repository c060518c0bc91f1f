#include "plugins/derive/totals/group.h"

namespace pipevane::derive {
namespace {

bool same(const Derived& one, const Derived& other) {
  return one.quality == other.quality &&
         (one.value == other.value || one.quality == Quality::kUnknown);
}

}  // namespace

void Group::begin() {
  sums_.fill({});
  newest_ms_ = kNoTime;
}

void Group::missGuests() {
  for (std::size_t i = 0; i < kMeasureCount; ++i)
    if ((kMeasures[i].of_guests & scope_) != 0) sums_[i].miss();
}

void Group::merge(const Group& other, Quality at_best) {
  for (std::size_t i = 0; i < kMeasureCount; ++i) sums_[i].merge(other.sums_[i], at_best);
  hear(other.newest_ms_);
}

Derived Group::result(std::size_t measure, bool guests_known) const {
  if (measure == static_cast<std::size_t>(Measure::kCpuUsage)) return sums_[measure].mean();
  const bool of_guests = (kMeasures[measure].of_guests & scope_) != 0;
  return sums_[measure].total(of_guests && guests_known);
}

bool Group::differs(bool guests_known) const {
  for (std::size_t i = 0; i < kMeasureCount; ++i)
    if (has(i) && !same(told_[i], result(i, guests_known))) return true;
  return false;
}

bool Group::due(bool entities_changed, bool guests_known) {
  due_ms_ = newest_ms_;
  if (newest_ms_ > told_ms_) return true;
  due_ms_ = told_ms_ + 1;
  return entities_changed && told_ms_ != kNoTime && differs(guests_known);
}

void Group::tell(const Dictionary& dictionary, bool guests_known, DerivedColumns& out) {
  told_ms_ = due_ms_;
  for (std::size_t i = 0; i < kMeasureCount; ++i) {
    if (!has(i)) continue;
    const Derived total = result(i, guests_known);
    const bool unknown = total.quality == Quality::kUnknown;
    if (unknown && told_[i].quality == Quality::kUnknown) continue;
    told_[i] = total;
    if (series_[i] == PV_NONE)
      series_[i] =
          dictionary.series(entity_, dictionary.metric(kMeasures[i].name, kMeasures[i].unit));
    if (series_[i] != PV_NONE) out.add(series_[i], total);
  }
}

}  // namespace pipevane::derive
