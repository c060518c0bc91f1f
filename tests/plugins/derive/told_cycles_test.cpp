#include "plugins/derive/merge/told_cycles.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace pipevane::derive {
namespace {

constexpr std::int64_t kHalfAnHour = 1'800'000;

// Of one that nobody told alone.
ToldCycles begun() { return {0, kLongAgo}; }

TEST(ToldCyclesTest, MissesWhatWasNotToldWithinASecondAndAHalf) {
  ToldCycles cycles = begun();
  cycles.tell(100'000);
  for (const std::int64_t near : {98'501, 99'000, 100'000, 101'000, 101'499})
    EXPECT_FALSE(cycles.misses(near)) << near;
  for (const std::int64_t far : {90'000, 95'000, 105'000, 110'000})
    EXPECT_TRUE(cycles.misses(far)) << far;
}

// At any time of day, and before the epoch. So close are those of the two nodes of a guest that
// moved.
TEST(ToldCyclesTest, TellsMeasurementsOfThreeSecondsApart) {
  for (std::int64_t begin_ms = -10'000; begin_ms <= 10'000; begin_ms += 100) {
    ToldCycles cycles = begun();
    cycles.tell(begin_ms);
    EXPECT_FALSE(cycles.misses(begin_ms)) << begin_ms;
    EXPECT_TRUE(cycles.misses(begin_ms + 3'000)) << begin_ms;
    EXPECT_TRUE(cycles.misses(begin_ms - 3'000)) << begin_ms;
  }
}

TEST(ToldCyclesTest, MissesNothingOfATimeInWhichOneToldItAlone) {
  const ToldCycles cycles{100'000, 200'000};
  EXPECT_TRUE(cycles.misses(98'000));
  EXPECT_FALSE(cycles.misses(100'000));
  EXPECT_FALSE(cycles.misses(150'000));
  EXPECT_FALSE(cycles.misses(201'000));
  EXPECT_TRUE(cycles.misses(202'000));
}

TEST(ToldCyclesTest, RemembersHalfAnHourAndMissesNothingOlder) {
  ToldCycles cycles = begun();
  cycles.tell(10'000'000);
  cycles.tell(10'000'000 + kHalfAnHour);
  EXPECT_FALSE(cycles.misses(10'000'000));
  EXPECT_TRUE(cycles.misses(10'010'000));
  cycles.tell(20'000'000);
  EXPECT_FALSE(cycles.misses(10'010'000));
  // Nothing is left of what was there a turn before.
  for (std::int64_t each = 20'000'000 - kHalfAnHour; each < 19'998'000; each += 2'000)
    EXPECT_TRUE(cycles.misses(each)) << each;
  cycles.tell(10'000'000);
  EXPECT_TRUE(cycles.misses(19'000'000));
}

TEST(ToldCyclesTest, KnowsWhatWasToldBefore) {
  ToldCycles cycles{100'000, 200'000};
  EXPECT_EQ(cycles.toldBefore(250'000), 200'000);
  EXPECT_EQ(cycles.toldBefore(90'000), kLongAgo);
  cycles.tell(221'000);
  EXPECT_EQ(cycles.toldBefore(250'000), 221'000);
  EXPECT_EQ(cycles.toldBefore(215'000), 200'000);
}

TEST(ToldCyclesTest, OfAClockThatWasSetBackOnlyWhatFollowsCounts) {
  ToldCycles cycles = begun();
  cycles.tell(500'000);
  cycles.beginAt(400'000);
  EXPECT_FALSE(cycles.misses(300'000));
  EXPECT_TRUE(cycles.misses(500'000));
}

// As a set of all times does.
TEST(ToldCyclesTest, IsRightWhateverComes) {
  std::mt19937 random(7);
  ToldCycles cycles = begun();
  std::set<std::int64_t> told;
  std::int64_t newest_ms = 0;
  for (int i = 0; i < 20'000; ++i) {
    newest_ms += static_cast<std::int64_t>(random() % 3 == 0 ? random() % 60'000 : 0);
    const std::int64_t time_ms = newest_ms - static_cast<std::int64_t>(random() % kHalfAnHour);
    const auto near = told.lower_bound(time_ms - ToldCycles::kSameCycleMs + 1);
    const bool known = near != told.end() && *near < time_ms + ToldCycles::kSameCycleMs;
    const auto beside = told.lower_bound(time_ms - 3'000);
    const bool alone = beside == told.end() || *beside > time_ms + 3'000;
    const bool remembered = !told.empty() && *told.rbegin() - time_ms < kHalfAnHour;
    ASSERT_FALSE(known && cycles.misses(time_ms)) << time_ms;
    ASSERT_TRUE(!alone || !remembered || cycles.misses(time_ms)) << time_ms;
    if (random() % 4 != 0) continue;
    cycles.tell(time_ms);
    told.insert(time_ms);
  }
}

}  // namespace
}  // namespace pipevane::derive
