#include "plugins/history/combination.h"

#include "plugins/history/growth.h"

#include <algorithm>
#include <limits>

namespace pipevane::history {
namespace {

double combined(std::int64_t combine, double one, double other) {
  switch (combine) {
    case PV_COMBINE_MINIMUM:
      return std::min(one, other);
    case PV_COMBINE_MAXIMUM:
      return std::max(one, other);
    default:
      return one + other;
  }
}

}  // namespace

void Combination::rows(std::span<const std::int64_t> times_ms) {
  times_ms_ = times_ms;
  step_of_.clear();
  for (const std::int64_t each : times_ms)
    step_of_.push_back(each < wanted_.from_ms ? nullptr : &steps_[stepOf(each, wanted_.step_ms)]);
}

void Combination::column(std::size_t /*index*/, Cells cells) {
  if (wanted_.aggregate != PV_RATE)
    return eachStep(cells, [&](Bucket& bucket, std::size_t row) {
      bucket.add(cells.values[row], cells.qualities[row]);
    });
  Growth growth;
  eachStep(cells, [&](Bucket& bucket, std::size_t row) {
    growth.addTo(bucket, {times_ms_[row], cells.values[row], cells.qualities[row]});
  });
}

template <class Add>
void Combination::eachStep(Cells cells, Add add) {
  Step* step = nullptr;
  Bucket bucket;
  for (std::size_t row = 0; row < step_of_.size(); ++row) {
    if (!cells.tells(row)) continue;
    if (step_of_[row] != step) {
      if (step != nullptr) take(*step, bucket);
      bucket = {};
      step = step_of_[row];
    }
    add(bucket, row);
  }
  if (step != nullptr) take(*step, bucket);
}

void Combination::take(Step& step, const Bucket& bucket) const {
  ++step.told;
  if (!bucket.known()) return;
  const double value = bucket.value(wanted_.aggregate);
  if (step.known++ == 0) {
    step.value = value;
    step.least = bucket.least();
    step.most = bucket.most();
    step.quality = bucket.quality();
    return;
  }
  step.value = combined(wanted_.combine, step.value, value);
  step.least = combined(wanted_.combine, step.least, bucket.least());
  step.most = combined(wanted_.combine, step.most, bucket.most());
  step.quality = worse(step.quality, bucket.quality());
}

void Combination::tell(Answer& answer) const {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  answer.clear();
  answer.step_ms = wanted_.step_ms;
  for (const auto& [number, step] : steps_) {
    if (step.told == 0) continue;
    const double parts = wanted_.combine == PV_COMBINE_AVERAGE ? step.known : 1;
    const std::uint8_t quality =
        step.known < wanted_.series ? worse(step.quality, PV_ESTIMATED) : step.quality;
    if (step.known == 0)
      answer.add(number * wanted_.step_ms, kNaN, kNaN, kNaN, PV_UNKNOWN);
    else
      answer.add(number * wanted_.step_ms, step.value / parts, step.least / parts,
                 step.most / parts, quality);
    answer.counts.push_back(step.known);
  }
}

}  // namespace pipevane::history
