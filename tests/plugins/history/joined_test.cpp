// Rows of an archive and stored samples in one series.
#include "plugins/history/archive/joined.h"

#include <gmock/gmock.h>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;

std::vector<Summary> samples(const std::vector<Point>& points) {
  std::vector<Summary> all;
  for (const Point& each : points) all.push_back(Summary::of(each));
  return all;
}

TEST(Joined, StepsThatChangeWithinTheArchiveStandOneBehindTheOther) {
  const std::vector<PastRow> rows = {{0, 1800, 1}, {1800, 1800, 2}, {3650, 60, 3}, {3710, 60, 4}};
  const auto stored = samples({{3775, 9, PV_LIVE}, {3785, 9, PV_LIVE}});
  for (const std::int64_t step : {0, 10, 60, 100, 1000, 1800, 4000}) {
    SCOPED_TRACE(step);
    Answer answer;
    join(rows, stored, std::vector<Hole>{{0, 3775, 0}}, step, PV_AVERAGE, answer);
    for (std::size_t i = 1; i < answer.times_ms.size(); ++i)
      EXPECT_LE(answer.times_ms[i - 1] + answer.steps_ms[i - 1], answer.times_ms[i]);
    ASSERT_EQ(answer.steps_ms.size(), answer.times_ms.size());
    EXPECT_EQ(answer.values.back(), 9);
    EXPECT_LT(answer.archived(), answer.times_ms.size());
  }
}

// The last stored one is in the step before it.
TEST(Joined, AStepThatNoSampleIsInIsTheArchives) {
  const std::vector<PastRow> rows = {{0, 60, 1}, {60, 60, 2}, {120, 60, 3}};
  const auto stored = samples({{55, 9, PV_LIVE}, {130, 9, PV_LIVE}});
  Answer answer;
  join(rows, stored, std::vector<Hole>{{65, 130, 1}}, 60, PV_AVERAGE, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(0, 60, 120));
  EXPECT_THAT(answer.values, ElementsAre(9, 2, 9));
}

TEST(Joined, RowsAreCutAtBothEnds) {
  Answer answer;
  join(std::vector<PastRow>{{0, 100, 1}, {100, 100, 2}, {200, 100, 3}}, {},
       std::vector<Hole>{{50, 250, 0}}, 0, PV_AVERAGE, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(50, 100, 200));
  EXPECT_THAT(answer.steps_ms, ElementsAre(50, 100, 50));
  EXPECT_EQ(answer.archived(), 3U);
}

TEST(Joined, TheRestOfALongRowEndsWhereTheNextOneBegins) {
  Answer answer;
  join(std::vector<PastRow>{{0, 100, 1}, {100, 100, 2}}, {}, std::vector<Hole>{{75, 150, 0}}, 60,
       PV_AVERAGE, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(75, 100));
  EXPECT_THAT(answer.steps_ms, ElementsAre(25, 50));
  EXPECT_THAT(answer.values, ElementsAre(1, 2));
}

// What was kept by hours, and later by minutes.
TEST(Joined, AnHourEndsWhereMinutesBegin) {
  const std::vector<Summary> stored = {{0, kHourMs, 1, 9, 5, 100, PV_LIVE},
                                       {1'200'000, kMinuteMs, 2, 4, 3, 6, PV_HELD},
                                       {1'260'000, kMinuteMs, 1, 2, 1, 6, PV_LIVE},
                                       {1'320'000, 0, 7, 7, 7, 1, PV_LIVE}};
  Answer answer;
  join({}, stored, {}, 0, PV_MAXIMUM, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(0, 1'200'000, 1'260'000, 1'320'000));
  EXPECT_THAT(answer.steps_ms, ElementsAre(1'200'000, kMinuteMs, kMinuteMs, 0));
  EXPECT_THAT(answer.values, ElementsAre(9, 4, 2, 7));
  EXPECT_THAT(answer.minimums, ElementsAre(1, 2, 1, 7));
  EXPECT_THAT(answer.qualities, ElementsAre(PV_LIVE, PV_HELD, PV_LIVE, PV_LIVE));
  EXPECT_THAT(answer.tiers_ms, ElementsAre(kHourMs, kMinuteMs, kMinuteMs, 0));
  EXPECT_EQ(answer.archived(), 0U);
}

// An hour was kept for so long that it is one, and what came within it later is of minutes.
TEST(Joined, NothingIsLostWhereAnHourAndMinutesMeet) {
  for (const std::int64_t step_ms :
       {std::int64_t{0}, std::int64_t{60'000}, std::int64_t{300'000}, std::int64_t{1'800'000},
        std::int64_t{2'700'000}, kHourMs, 2 * kHourMs}) {
    SCOPED_TRACE(step_ms);
    const std::vector<Summary> stored = {
        {10 * kHourMs, kHourMs, 1, 99, 5, 100, PV_LIVE},
        {10 * kHourMs + 1'200'000, kMinuteMs, 2, 4, 3, 6, PV_LIVE},
        {10 * kHourMs + 1'260'000, kMinuteMs, 0, 2, 1, 6, PV_LIVE}};
    Answer answer;
    join({}, stored, {}, step_ms, PV_MAXIMUM, answer);
    EXPECT_EQ(std::ranges::max(answer.values), 99);
    EXPECT_EQ(std::ranges::min(answer.minimums), 0);
    ASSERT_EQ(answer.steps_ms.size(), answer.times_ms.size());
    ASSERT_EQ(answer.tiers_ms.size(), answer.times_ms.size());
    for (std::size_t i = 1; i < answer.times_ms.size(); ++i)
      EXPECT_LE(answer.times_ms[i - 1] + answer.steps_ms[i - 1], answer.times_ms[i]);
  }
}

// A mean is of all samples, however many each part has.
TEST(Joined, MinutesAndSamplesOfAStepCountByHowManyTheyAre) {
  const std::vector<Summary> stored = {{0, kMinuteMs, 1, 9, 2, 5, PV_LIVE},
                                       {120'000, kMinuteMs, 4, 4, 4, 2, PV_STALE},
                                       {170'000, 0, 10, 10, 10, 1, PV_LIVE},
                                       {310'000, 0, 1, 1, 1, 1, PV_LIVE}};
  Answer answer;
  join({}, stored, {}, 300'000, PV_AVERAGE, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(0, 300'000));
  EXPECT_THAT(answer.values, ElementsAre((2 * 5 + 4 * 2 + 10) / 8.0, 1));
  EXPECT_THAT(answer.minimums, ElementsAre(1, 1));
  EXPECT_THAT(answer.maximums, ElementsAre(10, 1));
  EXPECT_THAT(answer.qualities, ElementsAre(PV_STALE, PV_LIVE));
  EXPECT_THAT(answer.tiers_ms, ElementsAre(kMinuteMs, 0));
}

}  // namespace
}  // namespace pipevane::history
