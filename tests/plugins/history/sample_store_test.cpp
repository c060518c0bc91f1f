#include "plugins/history/sample_store.h"

#include "tests/plugins/history/points.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

namespace pipevane::history {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kNow = 1'795'000'000'000;
constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

struct Fixture {
  SampleStore store;
  SeriesId known;

  explicit Fixture(std::size_t bytes = 1 << 26, SeriesId series = 100'000)
      : store({.retention_ms = kHour, .bytes = bytes}, [this](SeriesId id) { return ownerOf(id); }),
        known(series) {}

  // Those below `evil` are one cluster's, the others another one's.
  SeriesId evil = 0;
  std::optional<std::string_view> ownerOf(SeriesId id) const {
    if (id >= known) return std::nullopt;
    return id < evil ? "evil" : "lab";
  }

  void add(std::int64_t time_ms, SeriesId series, double value, std::int64_t now_ms = kForever) {
    const std::uint8_t live = PV_LIVE;
    store.add(time_ms, {&series, 1}, {&value, 1}, {&live, 1},
              {.now_ms = now_ms, .steady_ms = now_ms});
  }
  // A sample every ten seconds while the host's clock goes on, at its time and so much more.
  void addFor(std::int64_t length_ms, std::int64_t now_ms, SeriesId series, std::int64_t skew_ms) {
    for (std::int64_t passed = 0; passed < length_ms; passed += 10'000)
      add(now_ms + passed + skew_ms, series, 1, now_ms + passed);
  }
  // One sample for each series of [from, to).
  void addSome(std::int64_t time_ms, SeriesId from, SeriesId to, std::int64_t now_ms = kForever) {
    std::vector<SeriesId> series(to - from);
    std::iota(series.begin(), series.end(), from);
    store.add(time_ms, series, std::vector<double>(series.size(), 7),
              std::vector<std::uint8_t>(series.size(), PV_LIVE),
              {.now_ms = now_ms, .steady_ms = now_ms});
  }
  // One sample for each of `count` series.
  void addAll(std::int64_t time_ms, std::size_t count) {
    std::vector<SeriesId> series(count);
    std::iota(series.begin(), series.end(), 0u);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i)
      values[i] = std::sin(static_cast<double>(time_ms) + static_cast<double>(i));
    store.add(time_ms, series, values, std::vector<std::uint8_t>(count, PV_LIVE),
              {.now_ms = kForever, .steady_ms = kForever});
  }
  std::vector<std::int64_t> times(SeriesId series) const {
    std::vector<Point> points;
    store.collect(series, 0, kForever, points);
    std::vector<std::int64_t> found;
    for (const Point& point : points) found.push_back(point.time_ms);
    return found;
  }
};

// A column that nobody is told in any more has no series either.
TEST(SampleStore, RefusesWhatHasNoSeries) {
  Fixture one;
  one.addSome(kNow, 1, 3);
  const std::vector<SeriesId> series = {1, PV_NONE, 2};
  const std::vector<double> values = {1, 666, 2};
  const std::vector<std::uint8_t> live(3, PV_LIVE);
  // The second one goes on elsewhere.
  for (int i = 1; i < 40; ++i) {
    one.add(kNow + i * 10'000, 1, 1, kNow + i * 10'000);
    one.add(kNow + i * 10'000 + 200'000'000, 2, 1, kNow + i * 10'000);
  }
  one.store.add(kNow + 500'000, series, values, live, {.now_ms = kNow, .steady_ms = kForever});
  EXPECT_EQ(one.store.tally().refused, 1U);
  std::vector<Point> points;
  for (const SeriesId each : {1U, 2U}) one.store.collect(each, 0, kForever, points);
  for (const Point& each : points) EXPECT_NE(each.value, 666);
}

TEST(SampleStore, ForgetsWhatIsOlderThanTheRetention) {
  Fixture fixture;
  for (int i = 0; i <= 720; ++i) fixture.add(i * 10'000, 0, i * 0.7);
  const auto times = fixture.times(0);
  EXPECT_EQ(times.front(), 7'200'000 - kHour);
  EXPECT_EQ(times.size(), 361u);
  EXPECT_THAT(fixture.store.extent(), Pair(7'200'000 - kHour, 7'200'000));
  const Tally tally = fixture.store.tally();
  EXPECT_EQ(tally.samples + tally.expired, 721u);
  EXPECT_LT(tally.samples, 361u + kRowsMost);
}

TEST(SampleStore, ForgetsASeriesThatNothingArrivesForAnyMore) {
  for (const std::int64_t skew : {-2 * kHour, std::int64_t{0}, 2 * kHour}) {
    SCOPED_TRACE(skew);
    Fixture fixture;
    fixture.addFor(kHour, kNow, 0, skew);
    fixture.addFor(kHour + 120'000, kNow + kHour, 1, 0);
    EXPECT_EQ(fixture.store.seriesCount(), 1u);
    EXPECT_THAT(fixture.times(0), IsEmpty());
    fixture.add(kNow + 3 * kHour, 0, 1, kNow + 2 * kHour);
    EXPECT_THAT(fixture.times(0), ElementsAre(kNow + 3 * kHour));
  }
}

TEST(SampleStore, DoesNotForgetWhatCameBeforeTheHostSleptOrSetItsClock) {
  Fixture fixture;
  fixture.add(kNow, 0, 1, kNow);
  for (int i = 0; i < 3; ++i) fixture.add(kNow + 5 * kHour + i, 1, 1, kNow + 5 * kHour + i);
  EXPECT_THAT(fixture.times(0), ElementsAre(kNow));
}

TEST(SampleStore, TakesNoBackfillThatIsTooOldAlready) {
  Fixture fixture;
  fixture.add(kHour * 10, 0, 1);
  const SeriesId series = 0;
  const double value = 1;
  const std::uint8_t live = PV_LIVE;
  for (int i = 0; i < 5; ++i)
    fixture.store.add(kHour + i, {&series, 1}, {&value, 1}, {&live, 1},
                      {.now_ms = kForever, .steady_ms = kForever, .backfill = true});
  EXPECT_THAT(fixture.times(0), ElementsAre(kHour * 10));
  EXPECT_EQ(fixture.store.tally().expired, 5u);
}

TEST(SampleStore, KeepsEverySeriesByItsOwnClock) {
  for (const std::int64_t skew : {-2400 * kHour, -2 * kHour, 2 * kHour, 2400 * kHour}) {
    SCOPED_TRACE(skew);
    Fixture fixture;
    for (std::int64_t passed = 0; passed < 2 * kHour; passed += 10'000) {
      fixture.add(kNow + passed, 0, 1, kNow + passed);
      fixture.add(kNow + passed + skew, 1, 1, kNow + passed);
    }
    const std::int64_t newest = kNow + 2 * kHour - 10'000;
    for (const auto& [series, ahead] : {std::pair{0u, std::int64_t{0}}, std::pair{1u, skew}}) {
      const auto times = fixture.times(series);
      EXPECT_EQ(times.size(), 361u);
      EXPECT_EQ(times.front(), newest + ahead - kHour);
      EXPECT_EQ(times.back(), newest + ahead);
    }
  }
}

TEST(SampleStore, LosesNothingToASampleThatWasAheadOfItsTime) {
  Fixture fixture;
  fixture.addFor(kHour / 2, kNow, 0, 0);
  fixture.add(kNow + 2 * kHour, 0, 1, kNow + kHour / 2);
  fixture.addFor(kHour / 4, kNow + kHour / 2, 0, 0);
  EXPECT_EQ(fixture.times(0).size(), 270u);
  EXPECT_EQ(fixture.times(0).back(), kNow + kHour * 3 / 4 - 10'000);
  EXPECT_EQ(fixture.store.tally().ahead, 1u);
}

TEST(SampleStore, FollowsAClockThatIsSetRight) {
  Fixture fixture;
  fixture.addFor(2 * kHour, kNow, 0, 2 * kHour);
  fixture.addFor(kHour / 2, kNow + 2 * kHour, 0, 0);
  const auto times = fixture.times(0);
  EXPECT_EQ(times.back(), kNow + 2 * kHour + kHour / 2 - 10'000);
  EXPECT_TRUE(std::ranges::is_sorted(times));
  const Tally tally = fixture.store.tally();
  EXPECT_EQ(tally.samples + tally.ahead + tally.expired, 900u);
}

TEST(SampleStore, FollowsAClockThatIsSetBack) {
  Fixture fixture;
  fixture.addFor(kHour, kNow, 0, 0);
  fixture.addFor(kHour, kNow + kHour, 0, -3 * kHour);
  // The first two could have been late on their way.
  EXPECT_EQ(fixture.times(0).size(), 360u + 358u);
  // Once it has caught up, the retention counts from the newest of all again.
  fixture.addFor(kHour, kNow + 2 * kHour, 0, 0);
  EXPECT_EQ(fixture.times(0).front(), kNow + 2 * kHour);
}

TEST(SampleStore, KeepsASessionThatIsReplayedAtTheTimesItWasRecorded) {
  Fixture fixture;
  const std::int64_t recorded = kNow - 1000 * kHour;
  for (int i = 0; i < 720; ++i) fixture.add(recorded + i * 10'000, 0, 1, kNow + i);
  EXPECT_EQ(fixture.times(0).size(), 361u);
}

// Rates come right before the counters that they are of, and not in the first cycle.
TEST(SampleStore, KeepsWhatIsComputedWithWhatItIsComputedOf) {
  constexpr SeriesId kCounters = 3'000;
  SampleStore store(
      {.retention_ms = kHour, .bytes = 1 << 26}, [](SeriesId) { return std::string_view("lab"); },
      [](SeriesId id) {
        Facts facts;
        if (id >= kCounters) facts.relation = {Rule::Kind::kRate, id - kCounters, PV_NONE};
        return facts;
      });
  std::vector<SeriesId> counters(kCounters), rates(kCounters);
  std::iota(counters.begin(), counters.end(), 0U);
  std::iota(rates.begin(), rates.end(), kCounters);
  std::vector<double> values(kCounters), grown(kCounters);
  const std::vector<std::uint8_t> live(kCounters, PV_LIVE);
  for (int i = 0; i < 50; ++i) {
    for (SeriesId each = 0; each < kCounters; ++each) {
      const double more = (each * 31 + i * 7919) % 10'007;
      values[each] += more;
      grown[each] = more / 10;
    }
    // Nothing came for a while in between.
    const std::int64_t time_ms = i * 10'000 + (i < 25 ? 0 : 100'000);
    const Arrival arrival{.now_ms = time_ms, .steady_ms = time_ms};
    if (i > 0) store.add(time_ms, rates, grown, live, arrival);
    store.add(time_ms, counters, values, live, arrival);
  }
  EXPECT_EQ(store.frameCount(), 3U);
  std::vector<Point> points;
  store.collect(rates[77], 0, kForever, points);
  EXPECT_EQ(points.size(), 49U);
  EXPECT_EQ(points.back().value, grown[77]);
}

// One node's clock is ahead for a while, and what both tell, as a shared storage, comes of the
// other one meanwhile.
TEST(SampleStore, LosesNothingOfOthersWhereAClockThatWasAheadIsSetRight) {
  Fixture fixture;
  const auto tell = [&](std::int64_t time_ms, std::vector<SeriesId> series, std::int64_t now_ms) {
    fixture.store.add(time_ms, series, std::vector<double>(series.size(), 7),
                      std::vector<std::uint8_t>(series.size(), PV_LIVE),
                      {.now_ms = now_ms, .steady_ms = now_ms});
  };
  std::size_t shared = 0;
  for (int i = 0; i < 120; ++i) {
    const std::int64_t now_ms = kNow + i * 10'000;
    const bool skewed = i >= 40 && i < 46;
    const bool by_other = i >= 46 && i < 70;
    std::vector<SeriesId> first = {0, 1, 2, 3, 4, 5}, second = {20, 21, 22, 23, 24, 25};
    (by_other ? second : first).push_back(10);
    tell(now_ms + (skewed ? 75'000 : 0), first, now_ms);
    tell(now_ms + 3'000, second, now_ms);
    ++shared;
  }
  // What was ahead by more than a minute when the first one came that was not.
  EXPECT_EQ(fixture.times(10).size() + fixture.store.tally().ahead / 7, shared);
  EXPECT_EQ(fixture.times(20).size(), 120U);
}

// A guest that was told with the others goes to a node whose clock is a day ahead, or hours behind.
TEST(SampleStore, LosesNothingWhereOneOfAFrameGoesByAnotherClock) {
  for (const std::int64_t skew : {24 * kHour, kHour / 6, -kHour / 6, -2 * kHour}) {
    SCOPED_TRACE(skew);
    Fixture fixture;
    for (int i = 0; i < 720; ++i) {
      const std::int64_t now_ms = kNow + i * 10'000;
      const bool moved = i >= 60 && i < 80;
      fixture.addSome(now_ms, moved ? 1 : 0, 31, now_ms);
      if (moved) fixture.addSome(now_ms + skew, 0, 1, now_ms);
      if (moved) {
        EXPECT_THAT(fixture.times(0), Contains(now_ms + skew)) << i;
      }
      EXPECT_EQ(fixture.times(17).size(),
                std::min<std::size_t>(static_cast<std::size_t>(i) + 1, 361))
          << i;
    }
    EXPECT_EQ(fixture.times(0).back(), kNow + 7'190'000);
    EXPECT_LE(fixture.store.frameCount(), 3U);
  }
}

// As many places as are asked for, of ratios and of what is computed of them; all else to the last
// bit.
TEST(SampleStore, KeepsRatiosToAsManyPlacesAsAreAskedFor) {
  SampleStore store(
      {.retention_ms = kHour, .bytes = 1 << 26, .ratio_places = 6},
      [](SeriesId) { return std::string_view("lab"); },
      [](SeriesId id) {
        Facts facts;
        if (id == 0) facts.rounding = Rounding::kRatio;
        if (id == 1)
          facts = {.relation = Relation{Rule::Kind::kHundredfold, 0, PV_NONE},
                   .rounding = Rounding::kPercent};
        return facts;
      });
  const std::vector<SeriesId> series = {0, 1, 2};
  const std::vector<std::uint8_t> live(3, PV_LIVE);
  for (int i = 0; i < 200; ++i) {
    const double ratio = std::abs(std::sin(i));
    store.add(i * 10'000, series, std::vector{ratio, ratio * 100.0, ratio}, live,
              {.now_ms = kForever, .steady_ms = kForever});
  }
  std::vector<Point> ratios, percents, others;
  store.collect(0, 0, kForever, ratios);
  store.collect(1, 0, kForever, percents);
  store.collect(2, 0, kForever, others);
  ASSERT_EQ(others.size(), 200U);
  for (std::size_t i = 0; i < others.size(); ++i) {
    EXPECT_EQ(others[i].value, std::abs(std::sin(static_cast<double>(i))));
    EXPECT_NEAR(ratios[i].value, others[i].value, 0.5000001e-6);
    EXPECT_EQ(ratios[i].value, std::round(ratios[i].value * 1e6) / 1e6);
    EXPECT_EQ(percents[i].value, ratios[i].value * 100.0);
  }
}

// Else each of its samples would be a row of the frame that it is not told with any more.
TEST(SampleStore, KeepsAGuestThatMovedWithThoseOfItsNode) {
  Fixture fixture;
  for (int i = 0; i < 60; ++i) {
    const std::int64_t time_ms = i * 10'000;
    fixture.addSome(time_ms, 0, i < 20 ? 110 : 100, time_ms);
    fixture.addSome(time_ms + 3'000, i < 20 ? 110 : 100, 220, time_ms);
  }
  EXPECT_EQ(fixture.store.frameCount(), 2u);
  EXPECT_EQ(fixture.times(105).size(), 60u);
  EXPECT_EQ(fixture.store.seriesCount(), 220u);
  const double each = static_cast<double>(fixture.store.tally().bytes) / (220 * 60);
  EXPECT_LT(each, 16) << "open rows are wide";
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
  EXPECT_LE(most - least, kRowsMost);
}

TEST(SampleStore, StaysWithinItsMemoryWithMoreSeriesThanFit) {
  constexpr std::size_t kLimit = 1 << 20;
  Fixture fixture(kLimit);
  for (int i = 0; i < 40; ++i) fixture.addAll(i * 10'000, 60'000);
  EXPECT_LE(fixture.store.tally().bytes, kLimit + (kLimit >> 1));
  EXPECT_GT(fixture.store.tally().refused, 0u);
  EXPECT_EQ(fixture.times(0).back(), 390'000);
}

// The flood has the same times as everybody else, or newer ones.
TEST(SampleStore, LosesNothingOfAClusterWhereAnotherOneFloods) {
  constexpr std::size_t kLimit = 1 << 20, kFlood = 3'000;
  Fixture fixture(kLimit);
  fixture.evil = kFlood;
  for (int i = 0; i < 360; ++i) {
    for (SeriesId series = kFlood; series < kFlood + 20; ++series)
      fixture.add(i * 10'000, series, std::sin(i + series));
    fixture.addAll(i * 10'000 + i % 7, kFlood);
    EXPECT_LE(fixture.store.tally().bytes, kLimit + (kLimit >> 3));
  }
  EXPECT_GT(fixture.store.tally().evicted, 0u);
  EXPECT_EQ(fixture.store.evictedFrom(), "evil");
  for (SeriesId series = kFlood; series < kFlood + 20; ++series)
    EXPECT_EQ(fixture.times(series).size(), 360u) << series;
}

// Each of its lists names others, which have one sample each.
TEST(SampleStore, LosesNothingOfAClusterWhereAnotherOneNamesNewSeriesAllTheTime) {
  constexpr std::size_t kLimit = 1 << 20, kAtATime = 1'000, kLists = 200;
  Fixture fixture(kLimit, kAtATime * kLists + 20);
  fixture.evil = kAtATime * kLists;
  for (std::size_t list = 0; list < kLists; ++list) {
    const std::int64_t now_ms = static_cast<std::int64_t>(list) * 10'000;
    for (SeriesId series = 0; series < 20; ++series)
      fixture.add(now_ms, static_cast<SeriesId>(fixture.evil) + series, std::sin(list + series),
                  now_ms);
    for (std::size_t each = 0; each < kAtATime; ++each)
      fixture.add(now_ms, static_cast<SeriesId>(list * kAtATime + each), 1, now_ms);
    EXPECT_LE(fixture.store.tally().bytes, kLimit + (kLimit >> 3));
  }
  EXPECT_GT(fixture.store.tally().evicted, 0u);
  EXPECT_EQ(fixture.store.evictedFrom(), "evil");
  for (SeriesId series = 0; series < 20; ++series)
    EXPECT_EQ(fixture.times(static_cast<SeriesId>(fixture.evil) + series).size(), kLists);
}

TEST(SampleStore, TakesANewSeriesOfAClusterWhereAnotherOneHasTakenAllRoom) {
  constexpr std::size_t kLimit = 1 << 20, kFlood = 60'000;
  Fixture fixture(kLimit);
  fixture.evil = kFlood;
  for (int i = 0; i < 40; ++i) fixture.addAll(i * 10'000, kFlood);
  ASSERT_GT(fixture.store.tally().refused, 0u);
  const std::uint64_t refused = fixture.store.tally().refused;
  for (int i = 40; i < 80; ++i) {
    fixture.add(i * 10'000, kFlood + 7, i);
    fixture.addAll(i * 10'000, kFlood);
  }
  EXPECT_EQ(fixture.times(kFlood + 7).size(), 40u);
  EXPECT_GT(fixture.store.tally().refused, refused);
}

// Ids are never given back: who sends others each time must not use up a table of them.
TEST(SampleStore, HasRoomForNewSeriesHoweverManyCameAndWent) {
  constexpr std::size_t kLimit = 1 << 20, kAtATime = 1'000;
  constexpr int kHours = 100;
  Fixture fixture(kLimit, kAtATime * kHours);
  for (int hour = 0; hour < kHours; ++hour)
    for (int minute = 0; minute < 60; ++minute) {
      const auto series = static_cast<SeriesId>(hour * 1'000 + minute % 2);
      const std::int64_t now_ms = kNow + hour * kHour + minute * 60'000;
      fixture.add(now_ms, series, 1, now_ms);
    }
  EXPECT_EQ(fixture.store.tally().refused, 0u);
  EXPECT_LT(fixture.store.tally().bytes, 200'000u);
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
