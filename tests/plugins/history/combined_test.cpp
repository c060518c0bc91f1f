// One answer of many series, and what counters grew by.
#include "tests/plugins/history/one_history.h"

#include <gmock/gmock.h>
#include <pipevane/history_stored.h>

#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>
#include <vector>

namespace pipevane::history {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MadeBatch;
using ::testing::NanSensitiveDoubleEq;
using ::testing::SizeIs;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kMinute = 60'000, kForever = std::numeric_limits<std::int64_t>::max();

struct Combined : ::testing::Test {
  OneHistory one;
  SeriesId first = one.host.series("lab/vm/1", "memory_used_bytes");
  SeriesId second = one.host.series("lab/vm/2", "memory_used_bytes");
  SeriesId never = one.host.series("lab/vm/3", "memory_used_bytes");

  void tell(std::int64_t time_ms, SeriesId series, double value, Quality quality = Quality::kLive) {
    one.history.process(MadeBatch(time_ms).sample(series, value, quality));
  }
  Told ask(std::vector<SeriesId> series, std::int32_t combine,
           Asked asked = {0, kForever, kMinute}) {
    asked.combine = combine;
    const std::vector<Told> told = one.ask(series, asked);
    EXPECT_THAT(told, SizeIs(1));
    return told.empty() ? Told{} : told[0];
  }
};

TEST_F(Combined, IsOneAnswerOfEachSteps) {
  tell(0, first, 1);
  tell(10'000, first, 3);
  tell(20'000, second, 10);
  tell(70'000, first, 5);
  tell(80'000, second, 20);
  const Told sum = ask({first, second}, PV_COMBINE_SUM);
  EXPECT_EQ(sum.series, PV_NONE);
  EXPECT_EQ(sum.step_ms, kMinute);
  EXPECT_THAT(sum.times_ms, ElementsAre(0, kMinute));
  EXPECT_THAT(sum.values, ElementsAre(12, 25));
  EXPECT_THAT(sum.minimums, ElementsAre(11, 25));
  EXPECT_THAT(sum.maximums, ElementsAre(13, 25));
  EXPECT_THAT(sum.counts, ElementsAre(2, 2));
  EXPECT_THAT(sum.qualities, ElementsAre(PV_LIVE, PV_LIVE));
  EXPECT_THAT(ask({first, second}, PV_COMBINE_AVERAGE).values, ElementsAre(6, 12.5));
  EXPECT_THAT(ask({first, second}, PV_COMBINE_MINIMUM).values, ElementsAre(2, 5));
  EXPECT_THAT(ask({first, second}, PV_COMBINE_MAXIMUM).values, ElementsAre(10, 20));
}

TEST_F(Combined, IsOfTheAggregateAskedFor) {
  for (int i = 0; i < 3; ++i) tell(i * 10'000, first, i);
  tell(0, second, 10);
  for (const auto& [aggregate, value] :
       {std::pair(PV_AVERAGE, 11.0), {PV_MINIMUM, 10.0}, {PV_MAXIMUM, 12.0}, {PV_LAST, 12.0}}) {
    SCOPED_TRACE(aggregate);
    EXPECT_THAT(ask({first, second}, PV_COMBINE_SUM, {0, kForever, kMinute, 0, aggregate}).values,
                ElementsAre(value));
  }
}

TEST_F(Combined, SaysHowManyAreInItAndIsAnEstimateWhereOneIsMissing) {
  tell(0, first, 1);
  tell(0, second, kNaN, Quality::kUnknown);
  tell(kMinute, first, kNaN, Quality::kUnknown);
  tell(3 * kMinute, first, 2, Quality::kStale);
  tell(3 * kMinute, second, 3);
  tell(4 * kMinute, second, 4);
  const Told sum = ask({first, second}, PV_COMBINE_SUM);
  EXPECT_THAT(sum.times_ms, ElementsAre(0, kMinute, 3 * kMinute, 4 * kMinute)) << "gaps stay";
  EXPECT_THAT(sum.values,
              ElementsAre(DoubleEq(1), NanSensitiveDoubleEq(kNaN), DoubleEq(5), DoubleEq(4)));
  EXPECT_THAT(sum.counts, ElementsAre(1, 0, 2, 1));
  EXPECT_THAT(sum.qualities, ElementsAre(PV_ESTIMATED, PV_UNKNOWN, PV_STALE, PV_ESTIMATED));
  EXPECT_THAT(ask({first, second, never}, PV_COMBINE_SUM).qualities,
              ElementsAre(PV_ESTIMATED, PV_UNKNOWN, PV_STALE, PV_ESTIMATED));
}

TEST_F(Combined, IsEmptyWhereNothingIsStored) {
  EXPECT_THAT(ask({}, PV_COMBINE_SUM).values, IsEmpty());
  EXPECT_THAT(ask({never, PV_NONE}, PV_COMBINE_SUM).values, IsEmpty());
}

TEST_F(Combined, HasStepsOfAMinuteWhereNoneIsAskedForAndFitsThePoints) {
  for (int i = 0; i < 360; ++i) {
    tell(i * 10'000, first, 1);
    tell(i * 10'000 + 3'000, second, 1);
  }
  const Told sum = ask({first, second}, PV_COMBINE_SUM, {0, kForever});
  EXPECT_EQ(sum.step_ms, kMinute);
  EXPECT_THAT(sum.values, SizeIs(60));
  const Told few = ask({first, second}, PV_COMBINE_SUM, {0, kForever, 10'000, 50});
  EXPECT_LE(few.values.size(), 50U);
  EXPECT_GE(few.values.size(), 40U);
  for (const double each : few.values) EXPECT_EQ(each, 2);
}

// Those of which nothing is stored say nothing about how long the time is.
TEST_F(Combined, FitsThePointsAlsoOfVeryMany) {
  constexpr std::int64_t kBegin = 1'794'996'400'000;  // an hour before now
  std::vector<SeriesId> many;
  for (int i = 0; i < 3'000; ++i)
    many.push_back(one.host.series("lab/vm/7" + std::to_string(i), "memory_used_bytes"));
  for (int i = 0; i < 60; ++i) tell(kBegin + i * kMinute, many[1'500], 1);
  tell(kBegin + 60 * kMinute, many[2'999], 1);
  const Told sum = ask(many, PV_COMBINE_SUM, {0, kForever, kMinute, 62});
  EXPECT_EQ(sum.step_ms, kMinute);
  EXPECT_THAT(sum.values, SizeIs(61));
  EXPECT_THAT(ask(many, PV_COMBINE_SUM, {0, kForever, kMinute, 61}).values,
              SizeIs(::testing::Le(61)));
}

TEST_F(Combined, TakesTheRangeAsFromInclusiveToExclusive) {
  for (int i = 0; i < 4; ++i) tell(i * kMinute, first, i);
  const Told sum = ask({first}, PV_COMBINE_SUM, {kMinute, 3 * kMinute, kMinute});
  EXPECT_THAT(sum.values, ElementsAre(1, 2));
}

// Something else would be taken for what was asked for.
TEST_F(Combined, IsRefusedByANumberThatNobodyKnows) {
  tell(0, first, 1);
  const auto& stored = *one.history.service<pv_history_stored>(PV_HISTORY_STORED);
  pv_history_query query{};
  query.size = sizeof query;
  query.to_ms = kForever;
  query.series_count = 1;
  query.series = &first;
  const auto answers = [&](std::int32_t aggregate, std::int64_t combine) {
    query.aggregate = aggregate;
    query.combine = combine;
    int told = 0;
    const auto visit = [](void* context, const pv_history_points*) {
      ++*static_cast<int*>(context);
    };
    const pv_status status = one.service.query(one.history.serviceSelf(), &query, &told, visit);
    EXPECT_EQ(stored.query(one.history.serviceSelf(), &query, &told, visit), status);
    EXPECT_EQ(told, status == PV_OK ? 2 : 0);
    return status == PV_OK;
  };
  EXPECT_TRUE(answers(PV_RATE, PV_COMBINE_MAXIMUM));
  EXPECT_FALSE(answers(PV_AVERAGE, PV_COMBINE_MAXIMUM + 1));
  EXPECT_FALSE(answers(PV_AVERAGE, -1));
  EXPECT_FALSE(answers(PV_AVERAGE, std::int64_t{1} << 32));
  EXPECT_FALSE(answers(PV_RATE + 1, PV_COMBINE_NONE));
  EXPECT_FALSE(answers(-1, PV_COMBINE_SUM));
}

TEST_F(Combined, IsNotAskedForByAnOlderAsker) {
  tell(0, first, 1);
  pv_history_query query{};
  std::memset(static_cast<void*>(&query), 0xFF, sizeof query);  // what lies behind its end
  query.size = offsetof(pv_history_query, combine);
  query.aggregate = PV_AVERAGE;
  query.from_ms = query.step_ms = 0;
  query.to_ms = kForever;
  query.max_points = 0;
  query.series_count = 1;
  query.series = &first;
  const auto told = one.ask(query);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].series, first);
  EXPECT_THAT(told[0].counts, IsEmpty());
}

struct Rate : ::testing::Test {
  OneHistory one;
  SeriesId counter = one.host.series("lab/vm/1", "network_receive_bytes_total");

  void tell(std::int64_t time_ms, double value, Quality quality = Quality::kLive) {
    one.history.process(MadeBatch(time_ms).sample(counter, value, quality));
  }
  Told ask(std::int64_t from_ms, std::int64_t step_ms) {
    const auto told = one.ask({counter}, Asked{from_ms, kForever, step_ms, 0, PV_RATE});
    EXPECT_THAT(told, SizeIs(1));
    return told.empty() ? Told{} : told[0];
  }
};

TEST_F(Rate, IsWhatTheCounterGrewByInASecond) {
  for (int i = 0; i < 12; ++i) tell(i * 10'000, i < 6 ? i * 100 : 500 + (i - 5) * 200);
  const Told told = ask(0, kMinute);
  EXPECT_THAT(told.times_ms, ElementsAre(0, kMinute));
  EXPECT_THAT(told.values, ElementsAre(10, 20));
  EXPECT_THAT(ask(kMinute, kMinute).values, ElementsAre(20))
      << "from the last sample before the range on";
  EXPECT_THAT(ask(0, 2 * kMinute).minimums, ElementsAre(10));
  EXPECT_THAT(ask(0, 2 * kMinute).maximums, ElementsAre(20));
}

// A source without times of its own repeats a value until its next refresh.
TEST_F(Rate, SpreadsTheChangeOfWhatIsEstimatedOverTheTimeSinceTheLastOne) {
  for (int i = 0; i < 12; ++i) tell(i * 3'000, i / 4 * 1'200, Quality::kEstimated);
  const Told told = ask(0, 0);
  EXPECT_THAT(told.values,
              ::testing::Each(::testing::AnyOf(DoubleEq(100), NanSensitiveDoubleEq(kNaN))));
  EXPECT_THAT(told.values, ::testing::Contains(100).Times(2));
}

// The first look falls somewhere within a refresh: how long the change after it took nobody knows.
TEST_F(Rate, IsNotMadeUpOfTheFirstLookAtWhatIsEstimated) {
  tell(0, 0, Quality::kEstimated);
  tell(1'000, 1'000, Quality::kEstimated);
  tell(11'000, 2'000, Quality::kEstimated);
  tell(12'000, 2'100);
  tell(13'000, 3'000, Quality::kEstimated);
  tell(14'000, 4'000, Quality::kEstimated);
  const auto unknown = NanSensitiveDoubleEq(kNaN);
  EXPECT_THAT(ask(0, 0).values,
              ElementsAre(unknown, unknown, DoubleEq(100), unknown, unknown, unknown));
}

TEST_F(Rate, IsToldRightAfterARestOfWhatIsEstimated) {
  for (int i = 0; i < 37; ++i) tell(i * 10'000, 0, Quality::kEstimated);
  tell(370'000, 1'000, Quality::kEstimated);
  tell(379'900, 2'000, Quality::kEstimated);
  EXPECT_THAT(ask(370'000, 0).values,
              ElementsAre(NanSensitiveDoubleEq(kNaN), DoubleEq(1'000 / 9.9)))
      << "what came in the rest nobody knows; that it was over then was seen";
}

TEST_F(Rate, OfWhatIsEstimatedIsTheSameInEveryRange) {
  tell(0, 0, Quality::kEstimated);
  tell(295'000, 1'000, Quality::kEstimated);
  tell(301'000, 1'600, Quality::kEstimated);
  EXPECT_THAT(ask(300'500, 0).values, ElementsAre(DoubleEq(100)));
  EXPECT_EQ(ask(0, 0).values.back(), ask(300'500, 0).values.back());
}

TEST_F(Rate, IsNotToldBetweenWhatIsEstimatedAndWhatIsNot) {
  tell(0, 0);
  tell(10'000, 100);
  tell(12'000, 300, Quality::kEstimated);
  tell(22'000, 400);
  tell(32'000, 500);
  EXPECT_THAT(ask(0, kMinute).values, ElementsAre(10));
}

TEST_F(Rate, IsToldOfEachSampleWhereNoStepIsAskedFor) {
  tell(0, 0);
  tell(10'000, 100);
  tell(12'000, 300);
  const Told told = ask(0, 0);
  EXPECT_EQ(told.step_ms, 0);
  EXPECT_THAT(told.times_ms, ElementsAre(0, 10'000, 12'000));
  EXPECT_THAT(told.values, ElementsAre(NanSensitiveDoubleEq(kNaN), DoubleEq(10), DoubleEq(100)));
  EXPECT_THAT(told.qualities, ElementsAre(PV_UNKNOWN, PV_LIVE, PV_LIVE));
}

TEST_F(Rate, CountsNothingOverARestart) {
  tell(0, 1'000);
  tell(10'000, 2'000);
  tell(20'000, 50);
  tell(30'000, 150);
  EXPECT_THAT(ask(0, kMinute).values, ElementsAre(55)) << "1,100 in the 20 s that are known";
  EXPECT_THAT(ask(0, 10'000).values, ElementsAre(NanSensitiveDoubleEq(kNaN), DoubleEq(100),
                                                 NanSensitiveDoubleEq(kNaN), DoubleEq(10)));
}

TEST_F(Rate, InventsNothingOverAGap) {
  tell(0, 0);
  tell(PV_RATE_GAP_MS, 300);
  tell(2 * PV_RATE_GAP_MS + 1, 900);
  EXPECT_THAT(ask(0, kMinute).values,
              ElementsAre(NanSensitiveDoubleEq(kNaN), DoubleEq(1), NanSensitiveDoubleEq(kNaN)));
  EXPECT_THAT(ask(PV_RATE_GAP_MS, kMinute).values,
              ElementsAre(DoubleEq(1), NanSensitiveDoubleEq(kNaN)));
}

TEST_F(Rate, PassesOverWhatIsUnknownAndIsAsGoodAsTheWorseOfTwo) {
  tell(0, 0);
  tell(10'000, kNaN, Quality::kUnknown);
  tell(20'000, 400, Quality::kHeld);
  const Told told = ask(0, 10'000);
  EXPECT_THAT(told.values,
              ElementsAre(NanSensitiveDoubleEq(kNaN), NanSensitiveDoubleEq(kNaN), DoubleEq(20)));
  EXPECT_THAT(told.qualities, ElementsAre(PV_UNKNOWN, PV_UNKNOWN, PV_HELD));
}

TEST_F(Rate, FitsThePoints) {
  for (int i = 0; i < 360; ++i) tell(i * 10'000, i * 100);
  const auto told = one.ask({counter}, Asked{0, kForever, 0, 100, PV_RATE});
  EXPECT_LE(told[0].values.size(), 100U);
  EXPECT_GE(told[0].values.size(), 80U);
  for (const double each : told[0].values) EXPECT_DOUBLE_EQ(each, 10);
}

TEST_F(Rate, OfSeveralIsTheSumOfTheirs) {
  const SeriesId other = one.host.series("lab/vm/2", "network_receive_bytes_total");
  for (int i = 0; i < 12; ++i) {
    tell(i * 10'000, i * 100);
    one.history.process(MadeBatch(i * 10'000 + 2'000).sample(other, i < 9 ? i * 10 : i));
  }
  const auto told =
      one.ask({counter, other}, Asked{kMinute, kForever, kMinute, 0, PV_RATE, PV_COMBINE_SUM});
  EXPECT_THAT(told[0].times_ms, ElementsAre(kMinute));
  EXPECT_THAT(told[0].counts, ElementsAre(2));
  // The other one's from 50 to 80 and from 9 to 11, in 50 s.
  EXPECT_THAT(told[0].values, ElementsAre(DoubleEq(10 + 32.0 / 50)));
}

// Longer ones than what is read at once, and across the ends of that.
struct LongSteps : ::testing::Test {
  static constexpr std::int64_t kBegin = 1'794'500'000'000, kEvery = 240'000, kStep = 130'000'000;
  static constexpr int kSamples = 5 * 360;  // five days of them
  OneHistory one{testing::GivenOptions{{"retention", "10d"}}};
  SeriesId counter = one.host.series("lab/vm/1", "network_receive_bytes_total");

  void SetUp() override {
    for (int i = 0; i < kSamples; ++i)
      one.history.process(MadeBatch(timeOf(i)).sample(counter, valueOf(i),
                                                      i == 7 ? Quality::kStale : Quality::kLive));
  }
  static std::int64_t timeOf(int i) { return kBegin + i * kEvery; }
  static double valueOf(int i) { return double(i) * i; }
  Told ask(std::int32_t aggregate, std::int64_t from_ms = 0, std::int64_t step_ms = kStep) {
    const auto told = one.ask({counter}, Asked{from_ms, kForever, step_ms, 0, aggregate});
    EXPECT_THAT(told, SizeIs(1));
    return told.empty() ? Told{} : told[0];
  }
  // By the number of their step, what that is of each of its samples but of the very first one.
  template <class Of>
  static std::map<std::int64_t, std::vector<double>> byStep(Of of) {
    std::map<std::int64_t, std::vector<double>> steps;
    for (int i = 1; i < kSamples; ++i) steps[timeOf(i) / kStep].push_back(of(i));
    return steps;
  }
};

TEST_F(LongSteps, AreWholeHoweverManyPartsTheyAreReadIn) {
  const Told least = ask(PV_MINIMUM), most = ask(PV_MAXIMUM), last = ask(PV_LAST),
             mean = ask(PV_AVERAGE, kBegin + 1);
  const auto steps = byStep(valueOf);
  ASSERT_EQ(mean.times_ms.size(), steps.size());
  ASSERT_GE(steps.size(), 4U);
  std::size_t at = 0;
  for (const auto& [number, values] : steps) {
    SCOPED_TRACE(at);
    EXPECT_EQ(mean.times_ms[at], number * kStep);
    EXPECT_NEAR(mean.values[at],
                std::accumulate(values.begin(), values.end(), 0.0) / double(values.size()), 1e-3);
    EXPECT_EQ(mean.minimums[at], values.front());
    EXPECT_EQ(least.values[at], at == 0 ? 0 : values.front());
    EXPECT_EQ(most.values[at], values.back());
    EXPECT_EQ(last.values[at], values.back());
    EXPECT_EQ(mean.qualities[at], at == 0 ? PV_STALE : PV_LIVE);
    ++at;
  }
}

TEST_F(LongSteps, TellRatesAlsoOfWhatGrewAcrossTwoParts) {
  const auto steps =
      byStep([](int i) { return (valueOf(i) - valueOf(i - 1)) / (double(kEvery) / 1000); });
  const Told rate = ask(PV_RATE), later = ask(PV_RATE, timeOf(1000));
  ASSERT_EQ(rate.times_ms.size(), steps.size());
  std::size_t at = 0;
  for (const auto& [number, values] : steps) {
    SCOPED_TRACE(at);
    EXPECT_NEAR(rate.values[at],
                std::accumulate(values.begin(), values.end(), 0.0) / double(values.size()), 1e-6);
    EXPECT_DOUBLE_EQ(rate.minimums[at], values.front());
    EXPECT_DOUBLE_EQ(rate.maximums[at], values.back());
    ++at;
  }
  EXPECT_DOUBLE_EQ(later.minimums.front(), (valueOf(1000) - valueOf(999)) / 240);
}

TEST_F(LongSteps, FitThePoints) {
  const auto told = one.ask({counter}, Asked{0, kForever, 1'000, 3, PV_LAST});
  EXPECT_LE(told[0].values.size(), 3U);
  EXPECT_EQ(told[0].values.back(), valueOf(kSamples - 1));
}

}  // namespace
}  // namespace pipevane::history
