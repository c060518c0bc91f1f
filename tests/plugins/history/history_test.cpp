#include "tests/plugins/history/one_history.h"

#include <pipevane/inspect.h>

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeBatch;
using ::testing::SizeIs;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

TEST(History, AnswersForEachSeriesInTheOrderAskedFor) {
  OneHistory one;
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu"),
                 memory = one.host.series("lab/vm/1", "m");
  const SeriesId empty = one.host.series("lab/vm/1", "never");
  one.history.process(MadeBatch(1'000).sample(cpu, 1).sample(memory, 10));
  one.history.process(MadeBatch(2'000).sample(cpu, 2));
  const auto told = one.ask({memory, empty, cpu, PV_NONE}, 0, kForever);
  ASSERT_THAT(told, SizeIs(4));
  EXPECT_EQ(told[0].series, memory);
  EXPECT_THAT(told[0].values, ElementsAre(10));
  EXPECT_THAT(told[1].values, IsEmpty());
  EXPECT_THAT(told[2].times_ms, ElementsAre(1'000, 2'000));
  EXPECT_THAT(told[3].values, IsEmpty());
}

TEST(History, TakesTheRangeAsFromInclusiveToExclusive) {
  OneHistory one;
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
  for (int i = 1; i <= 4; ++i) one.history.process(MadeBatch(i * 1'000).sample(cpu, i));
  EXPECT_THAT(one.ask({cpu}, 2'000, 4'000)[0].times_ms, ElementsAre(2'000, 3'000));
  EXPECT_THAT(one.ask({cpu}, 4'000, 2'000)[0].times_ms, IsEmpty());
}

TEST(History, WidensTheStepUntilThePointsFit) {
  OneHistory one;
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
  for (int i = 0; i < 360; ++i) one.history.process(MadeBatch(i * 10'000).sample(cpu, i));
  const Told raw = one.ask({cpu}, 0, kForever, 0, 360)[0];
  EXPECT_EQ(raw.step_ms, 0);
  EXPECT_THAT(raw.values, SizeIs(360));
  const Told few = one.ask({cpu}, 0, kForever, 0, 100)[0];
  EXPECT_GT(few.step_ms, 0);
  EXPECT_LE(few.values.size(), 100u);
  EXPECT_GE(few.values.size(), 80u);
  const Told stepped = one.ask({cpu}, 0, 3'600'000, 60'000)[0];
  EXPECT_EQ(stepped.step_ms, 60'000);
  EXPECT_THAT(stepped.values, SizeIs(60));
  EXPECT_DOUBLE_EQ(stepped.values[0], 2.5);
}

TEST(History, LosesNoPeakAndNoValleyHoweverFewThePoints) {
  OneHistory one;
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
  std::mt19937_64 random(5);
  std::map<std::int64_t, double> told;
  for (int i = 0; i < 700; ++i) {
    if (random() % 20 == 0) continue;
    const std::int64_t time_ms = i * 5'000 + static_cast<std::int64_t>(random() % 2'000);
    told[time_ms] = static_cast<double>(random() % 100'000) * (random() % 50 == 0 ? 1e6 : 1);
    one.history.process(MadeBatch(time_ms).sample(cpu, told[time_ms]));
  }
  for (const std::size_t most : {1U, 2U, 3U, 7U, 50U, 100U, 240U, 600U, 699U, 2'000U}) {
    SCOPED_TRACE(most);
    const Told answer = one.ask({cpu}, 0, kForever, 0, most)[0];
    ASSERT_LE(answer.values.size(), most);
    ASSERT_EQ(answer.step_ms == 0, told.size() <= most);
    auto sample = told.begin();
    for (std::size_t i = 0; i < answer.values.size(); ++i) {
      const std::int64_t begin_ms = answer.times_ms[i];
      const std::int64_t end_ms = begin_ms + std::max<std::int64_t>(answer.step_ms, 1);
      ASSERT_GE(sample->first, begin_ms) << "one was left out";
      double least = sample->second, most_of_all = sample->second;
      for (; sample != told.end() && sample->first < end_ms; ++sample) {
        least = std::min(least, sample->second);
        most_of_all = std::max(most_of_all, sample->second);
      }
      ASSERT_EQ(answer.minimums[i], least);
      ASSERT_EQ(answer.maximums[i], most_of_all);
      ASSERT_GE(answer.values[i], least);
      ASSERT_LE(answer.values[i], most_of_all);
    }
    ASSERT_EQ(sample, told.end());
  }
}

TEST(History, KeepsTheStepAskedForWhereThePointsFit) {
  OneHistory one;
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
  one.history.process(MadeBatch(1'234).sample(cpu, 1));
  const Told told = one.ask({cpu}, 1'000, kForever, 1'000, 1)[0];
  EXPECT_EQ(told.step_ms, 1'000);
  EXPECT_THAT(told.times_ms, ElementsAre(1'000));
}

TEST(History, KnowsItsExtent) {
  OneHistory one;
  std::int64_t oldest = -1, newest = -1;
  ASSERT_EQ(one.service.extent(one.history.serviceSelf(), &oldest, &newest), PV_OK);
  EXPECT_EQ(oldest, 0);
  EXPECT_EQ(newest, 0);
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
  one.history.process(MadeBatch(5'000).sample(cpu, 1));
  one.history.process(MadeBatch(2'000, PV_BACKFILL).sample(cpu, 1));
  one.service.extent(one.history.serviceSelf(), &oldest, &newest);
  EXPECT_EQ(oldest, 2'000);
  EXPECT_EQ(newest, 5'000);
}

TEST(History, KeepsEventsBesideTheSamples) {
  OneHistory one;
  for (const auto* state : {"running", "ok"}) {
    pv_event event{};
    event.size = sizeof event;
    event.time_ms = 7'000;
    event.id = text("UPID:1");
    event.state = text(state);
    MadeBatch batch(9'000);
    one.history.process(batch.event(event));
  }
  std::vector<std::string> states;
  one.service.events(
      one.history.serviceSelf(), 0, kForever, 10, &states,
      [](void* context, const pv_event* event) {
        static_cast<std::vector<std::string>*>(context)->push_back(str(event->state));
      });
  EXPECT_THAT(states, ElementsAre("ok"));
}

TEST(History, TakesItsRetentionFromItsOptions) {
  OneHistory one(testing::GivenOptions{{"retention", "5m"}});
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
  for (int i = 0; i <= 60; ++i) one.history.process(MadeBatch(i * 10'000).sample(cpu, i));
  EXPECT_EQ(one.ask({cpu}, 0, kForever)[0].times_ms.front(), 300'000);
}

TEST(History, KeepsAChartThatGoesOnWhereTheHostsClockIsSet) {
  for (const std::int64_t set_by_ms : {-7'200'000, 7'200'000}) {
    SCOPED_TRACE(set_by_ms);
    OneHistory one;
    const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
    const std::int64_t began_ms = one.host.timeMs();
    for (int i = 0; i < 300; ++i) {
      if (i == 30) one.host.setClockBy(set_by_ms);
      if (i == 60) one.host.setClockBy(-set_by_ms);
      one.history.process(MadeBatch(began_ms + i * 10'000).sample(cpu, i));
      one.host.host().waitFor(10'000);
    }
    const auto told = one.ask({cpu}, began_ms, kForever);
    EXPECT_EQ(told[0].times_ms.size(), 300U);
    EXPECT_EQ(told[0].times_ms.front(), began_ms);
  }
}

TEST(History, SaysThatItIsDegradedWhileSamplesGoBeforeTheirTime) {
  OneHistory one(testing::GivenOptions{{"memory_limit", "1 MiB"}});
  const std::int64_t began_ms = one.host.host().nowMs();
  std::vector<SeriesId> series;
  for (int i = 0; i < 1'000; ++i)
    series.push_back(one.host.series("lab/vm/" + std::to_string(i), "cpu"));
  const auto cycle = [&](int number, std::size_t count) {
    one.host.setNow(began_ms + number * 10'000);
    MadeBatch batch(began_ms + number * 10'000);
    for (std::size_t i = 0; i < count; ++i)
      batch.sample(series[i], std::sin(number * 2'000 + double(i)));
    one.history.process(batch);
  };
  cycle(0, 1'000);
  EXPECT_TRUE(one.host.healthy());
  for (int i = 1; i < 360; ++i) cycle(i, 1'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), HasSubstr("memory_limit of 1 MiB"));
  for (int i = 360; i < 1'100; ++i) cycle(i, 10);
  EXPECT_TRUE(one.host.healthy());
}

TEST(History, DescribesItsStateAsJson) {
  OneHistory one;
  one.history.process(MadeBatch(1'000).sample(one.host.series("lab/vm/1", "cpu"), 1));
  std::string json;
  const auto* inspect = one.history.service<pv_inspect>(PV_INSPECT);
  ASSERT_NE(inspect, nullptr);
  inspect->read(one.history.serviceSelf(), &json, [](void* context, pv_text text) {
    *static_cast<std::string*>(context) = str(text);
  });
  EXPECT_THAT(json, HasSubstr(R"({"retention_ms":3600000,"memory_limit_bytes":67108864,)"));
  EXPECT_THAT(json,
              HasSubstr(R"("series":1,"frames":1,"samples":1,"oldest_ms":1000,"newest_ms":1000)"));
  EXPECT_EQ(json.back(), '}');
}

TEST(History, OffersNothingElse) {
  OneHistory one;
  EXPECT_EQ(one.history.service<void>("pipevane.history/2"), nullptr);
}

}  // namespace
}  // namespace pipevane::history
