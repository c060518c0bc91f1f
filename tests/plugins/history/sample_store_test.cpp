#include "plugins/history/sample_store.h"

#include "tests/plugins/history/points.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

struct Fixture {
  SampleStore store;
  SeriesId known;

  explicit Fixture(std::size_t bytes = 1 << 26, SeriesId series = 100'000)
      : store({.retention_ms = kHour, .bytes = bytes}, [this](SeriesId id) { return id < known; }),
        known(series) {}

  void add(std::int64_t time_ms, SeriesId series, double value, std::int64_t now_ms = kForever) {
    const std::uint8_t live = PV_LIVE;
    store.add(time_ms, {&series, 1}, {&value, 1}, {&live, 1}, now_ms);
  }
  // One sample for each of `count` series.
  void addAll(std::int64_t time_ms, std::size_t count) {
    std::vector<SeriesId> series(count);
    std::iota(series.begin(), series.end(), 0u);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i)
      values[i] = std::sin(static_cast<double>(time_ms) + static_cast<double>(i));
    store.add(time_ms, series, values, std::vector<std::uint8_t>(count, PV_LIVE), kForever);
  }
  std::vector<std::int64_t> times(SeriesId series) const {
    std::vector<Point> points;
    store.collect(series, 0, kForever, points);
    std::vector<std::int64_t> found;
    for (const Point& point : points) found.push_back(point.time_ms);
    return found;
  }
};

TEST(SampleStore, ForgetsWhatIsOlderThanTheRetention) {
  Fixture fixture;
  for (int i = 0; i <= 720; ++i) fixture.add(i * 10'000, 0, i * 0.7);
  const auto times = fixture.times(0);
  EXPECT_EQ(times.front(), 7'200'000 - kHour);
  EXPECT_EQ(times.size(), 361u);
  EXPECT_THAT(fixture.store.extent(), Pair(7'200'000 - kHour, 7'200'000));
  const Tally tally = fixture.store.tally();
  EXPECT_EQ(tally.samples + tally.expired, 721u);
  EXPECT_LT(tally.samples, 361u + Block::kPointsMax);
}

TEST(SampleStore, ForgetsASeriesThatNobodyAddsToAnyMore) {
  Fixture fixture;
  fixture.add(0, 0, 1);
  fixture.add(kHour + 120'000, 1, 1);
  EXPECT_EQ(fixture.store.seriesCount(), 1u);
  EXPECT_EQ(fixture.store.tally().expired, 1u);
}

TEST(SampleStore, TakesNothingThatIsTooOldAlready) {
  Fixture fixture;
  fixture.add(kHour * 10, 0, 1);
  fixture.add(kHour, 0, 1);
  EXPECT_THAT(fixture.times(0), ElementsAre(kHour * 10));
  EXPECT_EQ(fixture.store.tally().expired, 1u);
}

TEST(SampleStore, IsNotAgedByASourceWhoseClockIsYearsAhead) {
  Fixture fixture;
  const std::int64_t now = 1'795'000'000'000;
  fixture.add(now, 0, 1, now);
  fixture.add(now + 100 * 24 * kHour, 1, 1, now);
  fixture.add(now + 10'000, 0, 1, now + 10'000);
  EXPECT_THAT(fixture.times(0), ElementsAre(now, now + 10'000));
}

TEST(SampleStore, CountsDuplicates) {
  Fixture fixture;
  fixture.add(1'000, 0, 1);
  fixture.add(1'000, 0, 2);
  EXPECT_EQ(fixture.store.tally().duplicates, 1u);
  EXPECT_EQ(fixture.store.tally().samples, 1u);
}

TEST(SampleStore, RefusesASeriesThatWasNeverGiven) {
  Fixture fixture(1 << 26, 10);
  fixture.add(1'000, 10, 1);
  fixture.add(1'000, PV_NONE, 1);
  EXPECT_EQ(fixture.store.tally().refused, 2u);
  EXPECT_EQ(fixture.store.seriesCount(), 0u);
}

TEST(SampleStore, StaysWithinItsMemoryAndEvictsTheOldestFirst) {
  constexpr std::size_t kLimit = 1 << 20;
  Fixture fixture(kLimit);
  std::uint64_t added = 0;
  for (int i = 0; i < 350; ++i) {
    fixture.addAll(i * 10'000 + i % 7, 1'000);
    added += 1'000;
    EXPECT_LE(fixture.store.tally().bytes, kLimit);
  }
  const Tally tally = fixture.store.tally();
  EXPECT_GT(tally.evicted, 0u);
  EXPECT_EQ(tally.samples + tally.evicted + tally.expired, added);
  // What is left of each series is its newest, and no series has paid for the others.
  std::size_t least = added, most = 0;
  for (SeriesId series = 0; series < 1'000; ++series) {
    const auto times = fixture.times(series);
    ASSERT_FALSE(times.empty());
    EXPECT_EQ(times.back(), 349 * 10'000 + 349 % 7);
    least = std::min(least, times.size());
    most = std::max(most, times.size());
  }
  EXPECT_LE(most - least, Block::kPointsMax);
}

TEST(SampleStore, StaysWithinItsMemoryWithMoreSeriesThanFit) {
  constexpr std::size_t kLimit = 1 << 20;
  Fixture fixture(kLimit);
  for (int i = 0; i < 40; ++i) fixture.addAll(i * 10'000, 20'000);
  EXPECT_LE(fixture.store.tally().bytes, kLimit + (kLimit >> 1));
  EXPECT_GT(fixture.store.tally().refused, 0u);
  EXPECT_EQ(fixture.times(0).back(), 390'000);
}

TEST(SampleStore, TakesElevenBytesASampleAtMostForAnHourOfFractions) {
  Fixture fixture;
  for (int i = 0; i < 360; ++i) fixture.addAll(i * 10'000, 1'000);
  const Tally tally = fixture.store.tally();
  const double each = static_cast<double>(tally.bytes) / static_cast<double>(tally.samples);
  RecordProperty("bytes_per_sample", std::to_string(each));
  EXPECT_LT(each, 11.0);
}

}  // namespace
}  // namespace pipevane::history
