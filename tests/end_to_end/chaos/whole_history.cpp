#include "tests/end_to_end/chaos/whole_history.h"

#include <cmath>

namespace pipevane::testing {

bool isWhole(const std::vector<ChaosRun::Point>& stored, const Judge::Kept& told,
             std::int64_t from_ms) {
  auto point = stored.begin();
  for (auto each = told.values.lower_bound(from_ms); each != told.values.end(); ++each) {
    const auto& [time_ms, value] = *each;
    if (point == stored.end() || point->time_ms != time_ms) {
      if (!told.ahead_ms.contains(time_ms)) return false;
      continue;
    }
    if (point->value != value && !(std::isnan(point->value) && std::isnan(value))) return false;
    ++point;
  }
  return point == stored.end();
}

}  // namespace pipevane::testing
