#include "plugins/history/codec/number_at.h"

#include "plugins/history/codec/difference_code.h"

#include <algorithm>
#include <array>

namespace pipevane::history {

bool NumberAt::jump(std::size_t place) {
  first_ = place == 0;
  ahead_ = place > row_.middle;
  if (!row_.varies || place == row_.middle + 1) {
    arrive(row_.difference * (place - row_.middle), row_.difference);
    return true;
  }
  if (row_.flat) {
    runFlat(place);
    return true;
  }
  // On the way back the one before it as well.
  steps_ = ahead_ ? place - row_.middle - 1 : row_.middle - place + (first_ ? 0 : 1);
  if (steps_ > 0) return false;
  arriveBack(0, 0);
  return true;
}

void NumberAt::runFlat(std::size_t place) {
  BitReader from = source_.at(row_.ahead);
  std::uint64_t difference = row_.difference, sum = first_ ? 0 : difference;
  for (std::size_t i = 1; i < place; ++i) {
    difference = unfolded(from.get(row_.width)) + (difference & row_.by);
    sum += difference;
  }
  arrive(sum, difference);
}

// From the middle on it grew by that, of which the last step is.
void NumberAt::arrive(std::uint64_t sum, std::uint64_t last) {
  number_ = row_.number + sum * row_.unit;
  step_ = first_ ? 0 : last * row_.unit;
}

// To the middle it grew by that from the one before it on.
void NumberAt::arriveBack(std::uint64_t sum, std::uint64_t last) {
  if (!first_) sum -= last;
  number_ = row_.number - sum * row_.unit;
  step_ = first_ ? 0 : last * row_.unit;
}

void NumberAt::run(std::span<NumberAt* const> all) {
  constexpr std::size_t kLanes = 4;
  struct Lane {
    void step() { sum += differences.next(); }

    DifferenceReader differences{BitReader{{}}, 0, 0, 0};
    std::uint64_t sum = 0;
  };
  for (; !all.empty(); all = all.subspan(std::min(kLanes, all.size()))) {
    std::array<Lane, kLanes> lanes;
    const auto some = all.first(std::min(kLanes, all.size()));
    for (std::size_t i = 0; i < some.size(); ++i) {
      const NumberRow& row = some[i]->row_;
      const bool ahead = some[i]->ahead_;
      lanes[i] = {
          {some[i]->source_.at(ahead ? row.ahead : row.back), row.difference, row.by, row.width},
          ahead ? row.difference : 0};
    }
    // Mostly all of them are as far away.
    const std::size_t together = (*std::ranges::min_element(some, {}, [](const NumberAt* each) {
                                   return each->steps_;
                                 }))->steps_;
    for (std::size_t i = 0; i < together; ++i)
#pragma GCC unroll 4
      for (Lane& lane : lanes) lane.step();
    for (std::size_t i = 0; i < some.size(); ++i) {
      for (std::size_t step = together; step < some[i]->steps_; ++step) lanes[i].step();
      if (some[i]->ahead_)
        some[i]->arrive(lanes[i].sum, lanes[i].differences.last());
      else
        some[i]->arriveBack(lanes[i].sum, lanes[i].differences.last());
    }
  }
}

}  // namespace pipevane::history
