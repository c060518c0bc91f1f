#include "plugins/history/summary.h"

#include "plugins/history/steps.h"

#include <functional>

namespace pipevane::history {

void Summary::add(const Summary& other) {
  if (!other.known()) return;
  if (!known()) {
    least = other.least;
    most = other.most;
    average = other.average;
    count = other.count;
    quality = other.quality;
    return;
  }
  least = std::min(least, other.least);
  most = std::max(most, other.most);
  const double all = static_cast<double>(count) + other.count;
  // The sum of both may be more than a number holds.
  average = std::clamp(average * (count / all) + other.average * (other.count / all), least, most);
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  count = other.count > kMost - count ? kMost : count + other.count;
  quality = worse(quality, other.quality);
}

std::vector<Summary> summed(std::vector<Summary> all, std::int64_t step_ms) {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  std::erase_if(all, [&](const Summary& each) { return each.begin_ms < kFirst + step_ms; });
  for (Summary& each : all) {
    each.begin_ms = stepOf(each.begin_ms, step_ms) * step_ms;
    each.step_ms = step_ms;
  }
  if (!std::ranges::is_sorted(all, std::ranges::less(), &Summary::begin_ms))
    std::ranges::stable_sort(all, std::ranges::less(), &Summary::begin_ms);
  std::size_t made = 0;
  for (const Summary& each : all) {
    if (made > 0 && all[made - 1].begin_ms == each.begin_ms)
      all[made - 1].add(each);
    else
      all[made++] = each;
  }
  all.resize(made);
  return all;
}

}  // namespace pipevane::history
