// A store that is read beside another one that has some of its samples, in whatever chunks.
#include "plugins/history/sample_store.h"
#include "tests/plugins/history/points.h"
#include "tests/plugins/history/told_model.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

namespace pipevane::history {
namespace {

constexpr std::int64_t kBeginMs = 1'795'000'000'000;
constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
constexpr SeriesId kSeries = 8 * model::kMetrics;

class OneStore {
 public:
  using Told = std::map<std::pair<SeriesId, std::int64_t>, Point>;

  void add(std::int64_t time_ms, const std::vector<SeriesId>& series, bool backfill = false) {
    std::vector<double> values;
    for (const SeriesId each : series) {
      values.push_back(std::round(100 * std::sin(double(each) + double(time_ms))));
      told.emplace(std::pair(each, time_ms), Point{time_ms, values.back(), PV_LIVE});
    }
    const std::vector<std::uint8_t> qualities(series.size(), PV_LIVE);
    store.add(time_ms, series, values, qualities, {time_ms, time_ms, backfill});
  }
  void expectToHave(const Told& due) const {
    EXPECT_EQ(store.tally().samples, due.size());
    expectToTell(due);
  }
  void expectToTell(const Told& due) const {
    for (SeriesId series = 1; series <= kSeries; ++series) {
      std::vector<Point> points, of;
      store.collect(series, 0, kForever, points);
      for (auto each = due.lower_bound({series, 0}); each != due.end(); ++each) {
        if (each->first.first != series) break;
        of.push_back(each->second);
      }
      EXPECT_EQ(points, of) << series;
    }
  }

  SampleStore store{{.retention_ms = 86'400'000, .bytes = 1U << 26U},
                    [](SeriesId series) { return series % 2 == 0 ? "one" : "other"; },
                    model::factsOf};
  Told told;
};

std::vector<SeriesId> some(std::mt19937& random, unsigned in_ten) {
  std::vector<SeriesId> series;
  for (SeriesId each = 1; each <= kSeries; ++each)
    if (random() % 10 < in_ten) series.push_back(each);
  return series;
}

TEST(Doubles, AreDroppedAndNothingElse) {
  for (unsigned seed = 0; seed < model::seeds(20); ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    OneStore earlier, later;
    const int begin = int(random() % 3) * 40, end = 150 + int(random() % 150);
    for (int i = 0; i < 300; ++i) {
      const std::int64_t time_ms = kBeginMs + i * 10'000;
      const auto both = some(random, 9);
      if (i < end) earlier.add(time_ms, both);
      if (i >= begin) later.add(time_ms, both);
      if (random() % 8 != 0) continue;
      // What one of them alone has, late.
      OneStore& which = random() % 2 == 0 ? earlier : later;
      if (&which == &earlier && i >= end) continue;
      const std::int64_t late_ms = time_ms - std::int64_t(random() % 100) * 5'000;
      std::vector<SeriesId> late = some(random, 3);
      std::erase_if(late, [&](SeriesId each) { return which.told.contains({each, late_ms}); });
      which.add(late_ms, late, true);
    }
    // The two may say something else of a time.
    const std::int64_t other_ms = kBeginMs + 100 * 10'000 + 1;
    const SeriesId told_by_both[] = {3};
    for (OneStore* const which : {&earlier, &later}) {
      const double value = which == &later;
      const std::uint8_t quality = PV_LIVE;
      which->told.emplace(std::pair(SeriesId{3}, other_ms), Point{other_ms, value, quality});
      which->store.add(other_ms, told_by_both, {&value, 1}, {&quality, 1},
                       {kBeginMs + 3'000'000, kBeginMs + 3'000'000, true});
    }
    OneStore::Told due;
    for (const auto& each : earlier.told)
      if (!later.told.contains(each.first) || each.first.second == other_ms) due.insert(each);
    EXPECT_TRUE(earlier.store.dropWhatIsIn(later.store.image()));
    earlier.expectToHave(due);
    // Of two the first one stays.
    due.insert(later.told.begin(), later.told.end());
    earlier.store.join(std::move(later.store), random() % 2 == 0);
    earlier.expectToTell(due);
  }
}

TEST(Doubles, LeaveNothingOfWhatIsAllHeld) {
  OneStore earlier, later;
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const std::int64_t time_ms = kBeginMs + i * 10'000;
    const auto all = some(random, 10);
    if (i < 250) earlier.add(time_ms, all);
    later.add(time_ms, all);
  }
  earlier.store.dropWhatIsIn(later.store.image());
  EXPECT_EQ(earlier.store.tally().samples, 0U);
  EXPECT_EQ(earlier.store.frameCount(), 0U);
  EXPECT_EQ(earlier.store.seriesCount(), 0U);
}

}  // namespace
}  // namespace pipevane::history
