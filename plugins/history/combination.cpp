#include "plugins/history/combination.h"

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

void Combination::summaries(std::span<const Summary> all) {
  Begun begun;
  for (const Summary& each : all) {
    Step* const step = &steps_[stepOf(each.begin_ms, wanted_.step_ms)];
    if (step != begun.step) go(begun, step);
    step->tier_ms = std::max(step->tier_ms, each.step_ms);
    begun.bucket.add(each);
  }
  go(begun, nullptr);
}

void Combination::column(std::size_t /*index*/, Cells cells) {
  Begun begun;
  const bool rates = wanted_.aggregate == PV_RATE;
  for (std::size_t row = 0; row < step_of_.size(); ++row) {
    if (!cells.tells(row)) continue;
    if (step_of_[row] != begun.step) go(begun, step_of_[row]);
    if (rates)
      begun.growth.addTo(begun.bucket, {times_ms_[row], cells.values[row], cells.qualities[row]});
    else
      begun.bucket.add(cells.values[row], cells.qualities[row]);
  }
  go(begun, nullptr);
}

// Another step, or none.
void Combination::go(Begun& begun, Step* step) const {
  if (begun.step != nullptr) take(*begun.step, begun.bucket);
  begun.bucket = {};
  begun.step = step;
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
    answer.tiers_ms.push_back(step.tier_ms);
  }
}

}  // namespace pipevane::history
