// What is kept goes on where a reload changes the options.
#include "tests/plugins/history/one_history.h"

#include <gmock/gmock.h>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MadeBatch;
using ::testing::SizeIs;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

// The one before, and the one in its place with these options.
struct TwoHistories {
  OneHistory first;
  const SeriesId cpu = first.host.series("lab/vm/1", "cpu");
  testing::FakeHost host{"later"};
  testing::FakeComponent second;

  explicit TwoHistories(const testing::GivenOptions& options)
      : second(host, pipevane_plugin, "history", options) {
    EXPECT_EQ(host.series("lab/vm/1", "cpu"), cpu);
  }
  void fill(int samples) {
    for (int i = 0; i < samples; ++i) first.history.process(MadeBatch(i * 10'000).sample(cpu, i));
    ASSERT_TRUE(first.history.handOverTo(second));
  }
  Told ask() {
    const pv_history_query query{.size = sizeof query,
                                 .aggregate = PV_AVERAGE,
                                 .from_ms = 0,
                                 .to_ms = kForever,
                                 .step_ms = 0,
                                 .max_points = 0,
                                 .series_count = 1,
                                 .series = &cpu};
    Told told{};
    const auto visit = [](void* context, const pv_history_points* points) {
      *static_cast<Told*>(context) = {points->series,
                                      points->step_ms,
                                      {points->times_ms, points->times_ms + points->count},
                                      {points->values, points->values + points->count}};
    };
    const auto* service = second.service<pv_history>(PV_HISTORY);
    EXPECT_EQ(service->query(second.serviceSelf(), &query, &told, visit), PV_OK);
    return told;
  }
};

TEST(HandoverOfAHistory, LosesNothingForALongerRetention) {
  TwoHistories two({{"retention", std::string("2h")}});
  two.fill(360);
  two.second.process(MadeBatch(3'600'000).sample(two.cpu, 360));
  const Told told = two.ask();
  ASSERT_THAT(told.values, SizeIs(361));
  for (int i = 0; i <= 360; ++i) EXPECT_EQ(told.values[i], i);
  two.second.process(MadeBatch(7'200'000).sample(two.cpu, 720));
  EXPECT_EQ(two.ask().times_ms.front(), 0) << "the new retention holds";
}

TEST(HandoverOfAHistory, LosesWhatAShorterRetentionDoesNotKeep) {
  TwoHistories two({{"retention", std::string("1m")}});
  two.fill(360);
  two.second.process(MadeBatch(3'600'000).sample(two.cpu, 360));
  EXPECT_EQ(two.ask().times_ms.front(), 3'540'000);
}

TEST(HandoverOfAHistory, KeepsToASmallerLimitOfMemory) {
  TwoHistories two({{"memory_limit", std::string("1 MiB")}});
  std::vector<SeriesId> all;
  for (int i = 0; i < 4000; ++i) {
    const std::string entity = "lab/vm/" + std::to_string(1000 + i);
    all.push_back(two.first.host.series(entity, "cpu"));
    ASSERT_EQ(two.host.series(entity, "cpu"), all.back());
  }
  for (int at = 0; at < 60; ++at) {
    MadeBatch batch(at * 10'000);
    for (const SeriesId each : all) batch.sample(each, at * 0.1 + each);
    two.first.history.process(batch);
  }
  two.fill(1);
  two.second.process(MadeBatch(600'000).sample(two.cpu, 1));
  EXPECT_THAT(two.host.why(), HasSubstr("memory_limit of 1 MiB"));
  EXPECT_THAT(two.ask().times_ms, ElementsAre(600'000)) << "the oldest go first";
}

}  // namespace
}  // namespace pipevane::history
