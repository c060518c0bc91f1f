#include "plugins/history/series_samples.h"

#include "tests/plugins/history/points.h"

#include <gmock/gmock.h>

#include <limits>
#include <map>
#include <random>

namespace pipevane::history {
namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

// The series beside the simplest thing that keeps samples.
struct Twins {
  SeriesSamples series;
  std::map<std::int64_t, Point> model;
  std::vector<Point> scratch;
  Tally tally;

  void add(std::int64_t time_ms, double value) {
    const Point point{time_ms, value, static_cast<std::uint8_t>(time_ms % 5 == 0 ? 1 : 0)};
    EXPECT_EQ(series.add(point, scratch, tally), model.emplace(time_ms, point).second);
  }
  void expectSame(std::int64_t from_ms, std::int64_t to_ms) const {
    std::vector<Point> kept, expected;
    series.collect(from_ms, to_ms, kept);
    for (auto at = model.lower_bound(from_ms); at != model.end() && at->first < to_ms; ++at)
      expected.push_back(at->second);
    EXPECT_EQ(kept, expected);
  }
};

TEST(SeriesSamples, AgreesWithAMapInWhateverOrderSamplesCome) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Twins twins;
    std::int64_t now = 1'000'000;
    for (int i = 0; i < 600; ++i) {
      now += static_cast<std::int64_t>(random() % 20'000);
      const bool late = random() % 4 == 0;
      const std::int64_t back = late ? static_cast<std::int64_t>(random() % 1'000'000) : 0;
      twins.add(now - back, static_cast<double>(random() % 1000) / (seed % 2 == 0 ? 1.0 : 7.0));
      if (i % 50 == 0) twins.expectSame(now - static_cast<std::int64_t>(random() % 500'000), now);
    }
    twins.expectSame(0, kForever);
  }
}

TEST(SeriesSamples, TakesABackfillBehindALiveSample) {
  Twins twins;
  twins.add(10'000'000, 1);
  for (int i = 0; i < 180; ++i) twins.add(8'000'000 + i * 10'000, i);
  for (int i = 1; i < 50; ++i) twins.add(10'000'000 + i * 10'000, i);
  twins.expectSame(0, kForever);
}

TEST(SeriesSamples, KeepsTheFirstOfTwoSamplesOfOneTime) {
  Twins twins;
  for (int i = 0; i < 100; ++i) twins.add(i * 1'000, i);
  for (int i = 0; i < 100; ++i) twins.add(i * 1'000, -1);
  twins.expectSame(0, kForever);
}

TEST(SeriesSamples, HoldsTimesThatAreYearsApart) {
  Twins twins;
  for (const std::int64_t time :
       {0ll, 5'000'000'000ll, 1'795'000'000'000ll, 5ll, 4'102'444'800'000ll})
    twins.add(time, 1);
  twins.expectSame(-1, kForever);
}

TEST(SeriesSamples, GivesAllItsMemoryBack) {
  Twins twins;
  for (int i = 0; i < 1'000; ++i) twins.add(i * 1'000, i * 0.3);
  EXPECT_GT(twins.tally.bytes, 1'000u);
  std::size_t dropped = twins.series.dropOldestBlock(twins.tally);
  dropped += twins.series.dropAll(twins.tally);
  EXPECT_EQ(dropped, 1'000u);
  EXPECT_TRUE(twins.series.empty());
  EXPECT_EQ(twins.tally.bytes, 0u);
}

TEST(SeriesSamples, DropsWhatIsLaterThanATime) {
  for (const std::int64_t last : {-1, 0, 63, 64, 100, 149, 150, 190, 199, 300}) {
    SCOPED_TRACE(last);
    Twins twins;
    for (int i = 0; i < 200; ++i) twins.add(i, i * 0.3);
    std::vector<Point> scratch, left;
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(last + 1, 200));
    EXPECT_EQ(twins.series.dropAfter(last, scratch, twins.tally), 200 - count);
    twins.series.collect(-1, kForever, left);
    EXPECT_EQ(left.size(), count);
    EXPECT_EQ(twins.series.empty(), count == 0);
    twins.series.dropAll(twins.tally);
    EXPECT_EQ(twins.tally.bytes, 0u);
  }
}

}  // namespace
}  // namespace pipevane::history
