#include "plugins/history/steps.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace pipevane::history {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
const std::vector<Point> kPoints = {
    {1'000, 4, PV_LIVE}, {1'500, 2, PV_STALE}, {1'999, 9, PV_HELD}, {4'000, 7, PV_ESTIMATED}};

Answer answerFor(const std::vector<Point>& points, std::int64_t step, std::int32_t aggregate) {
  Answer answer;
  summarise(points, step, aggregate, answer);
  return answer;
}

TEST(Steps, AreTheSamplesThemselvesWhereNoStepIsAskedFor) {
  const Answer answer = answerFor(kPoints, 0, PV_AVERAGE);
  EXPECT_EQ(answer.step_ms, 0);
  EXPECT_THAT(answer.times_ms, ElementsAre(1'000, 1'500, 1'999, 4'000));
  EXPECT_THAT(answer.values, ElementsAre(4, 2, 9, 7));
  EXPECT_EQ(answer.minimums, answer.values);
  EXPECT_EQ(answer.maximums, answer.values);
  EXPECT_THAT(answer.qualities, ElementsAre(PV_LIVE, PV_STALE, PV_HELD, PV_ESTIMATED));
}

TEST(Steps, LeaveOutWhereNothingWasStored) {
  EXPECT_THAT(answerFor(kPoints, 1'000, PV_AVERAGE).times_ms, ElementsAre(1'000, 4'000));
  EXPECT_THAT(answerFor({}, 1'000, PV_AVERAGE).times_ms, IsEmpty());
}

TEST(Steps, HaveTheAggregateAskedForAndTheExtremesAndTheWorstQuality) {
  struct Case {
    std::int32_t aggregate;
    double value;
  };
  for (const Case& each : {Case{PV_AVERAGE, 5}, {PV_MINIMUM, 2}, {PV_MAXIMUM, 9}, {PV_LAST, 9}}) {
    SCOPED_TRACE(each.aggregate);
    const Answer answer = answerFor(kPoints, 1'000, each.aggregate);
    EXPECT_THAT(answer.values, ElementsAre(each.value, 7));
    EXPECT_THAT(answer.minimums, ElementsAre(2, 7));
    EXPECT_THAT(answer.maximums, ElementsAre(9, 7));
    EXPECT_THAT(answer.qualities, ElementsAre(PV_STALE, PV_ESTIMATED));
  }
}

TEST(Steps, AreComputedFromWhatIsKnownAndUnknownWhereNothingIs) {
  const Answer answer = answerFor({{0, kNaN, PV_UNKNOWN},
                                   {500, 3, PV_LIVE},
                                   {1'000, kNaN, PV_UNKNOWN},
                                   {1'500, kNaN, PV_UNKNOWN}},
                                  1'000, PV_AVERAGE);
  EXPECT_THAT(answer.values, ElementsAre(DoubleEq(3), NanSensitiveDoubleEq(kNaN)));
  EXPECT_THAT(answer.qualities, ElementsAre(PV_LIVE, PV_UNKNOWN));
}

TEST(Steps, BeginAtTheirMultiplesAlsoBeforeTheEpoch) {
  EXPECT_THAT(answerFor({{-1, 1, 0}, {0, 2, 0}, {9, 3, 0}}, 10, PV_LAST).times_ms,
              ElementsAre(-10, 0));
}

TEST(Steps, AreWidenedUntilThePointsFit) {
  struct Case {
    std::int64_t step, from, to;
    std::size_t most;
    std::int64_t widened;
  };
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  for (const Case& each : {Case{1'000, 0, 10'000, 0, 1'000},
                           {1'000, 0, 10'000, 10, 1'000},
                           {1'000, 0, 10'000, 9, 2'000},
                           {1'000, 0, 3'600'000, 240, 16'000},
                           {0, 0, 100, 100, 1},
                           {0, 0, 1'000, 10, 101},
                           {1'000, 5'000, 5'000, 10, 1'000}}) {
    EXPECT_EQ(widenedStep(each.step, {each.from, each.to}, each.most), each.widened);
  }
  for (const std::int64_t step : {0, 1, 7, 1'000, 60'000})
    for (const std::int64_t from :
         std::initializer_list<std::int64_t>{-500, 0, 999, 1'795'000'000'123})
      for (const std::int64_t length :
           std::initializer_list<std::int64_t>{1, 999, 3'600'000, kMost / 4})
        for (const std::size_t most : {1u, 2u, 3u, 240u}) {
          const Range range{from, from + length};
          const std::int64_t widened = widenedStep(step, range, most);
          const auto floor = [widened](std::int64_t t) {
            return t / widened - (t % widened < 0 ? 1 : 0);
          };
          SCOPED_TRACE(::testing::Message() << step << " " << from << " " << length << " " << most);
          if (from >= 0 || most > 1) {
            EXPECT_LE(floor(range.to_ms - 1) - floor(from) + 1, static_cast<std::int64_t>(most));
          }
        }
}

}  // namespace
}  // namespace pipevane::history
