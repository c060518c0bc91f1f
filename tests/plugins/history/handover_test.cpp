// What is kept goes on where a reload changes the options.
#include "tests/plugins/history/one_history.h"

#include <gmock/gmock.h>

#include <cmath>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MadeBatch;
using ::testing::SizeIs;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

// The one before, and the one in its place with these options.
struct TwoHistories {
  OneHistory first, second;
  const SeriesId cpu = series("lab/vm/1");

  explicit TwoHistories(const testing::GivenOptions& options) : second(options) {}
  // The same of both hosts, as they would be one.
  SeriesId series(const std::string& entity) {
    const SeriesId id = first.host.series(entity, "cpu");
    EXPECT_EQ(second.host.series(entity, "cpu"), id);
    return id;
  }
  void fill(int samples) {
    for (int i = 0; i < samples; ++i) first.history.process(MadeBatch(i * 10'000).sample(cpu, i));
    ASSERT_TRUE(first.history.handOverTo(second.history));
  }
  Told ask() { return second.ask({cpu}, 0, kForever).at(0); }
};

TEST(HandoverOfAHistory, LosesNothingForALongerRetention) {
  TwoHistories two({{"retention", std::string("2h")}});
  two.fill(360);
  two.second.history.process(MadeBatch(3'600'000).sample(two.cpu, 360));
  const Told told = two.ask();
  ASSERT_THAT(told.values, SizeIs(361));
  for (int i = 0; i <= 360; ++i) EXPECT_EQ(told.values[i], i);
  two.second.history.process(MadeBatch(7'200'000).sample(two.cpu, 720));
  EXPECT_EQ(two.ask().times_ms.front(), 0) << "the new retention holds";
}

TEST(HandoverOfAHistory, LosesWhatAShorterRetentionDoesNotKeep) {
  TwoHistories two({{"retention", std::string("1m")}});
  two.fill(360);
  two.second.history.process(MadeBatch(3'600'000).sample(two.cpu, 360));
  EXPECT_EQ(two.ask().times_ms.front(), 3'540'000);
}

TEST(HandoverOfAHistory, KeepsToASmallerLimitOfMemory) {
  TwoHistories two({{"memory_limit", std::string("1 MiB")}});
  std::vector<SeriesId> all;
  for (int i = 0; i < 4000; ++i) all.push_back(two.series("lab/vm/" + std::to_string(1000 + i)));
  for (int at = 0; at < 60; ++at) {
    MadeBatch batch(at * 10'000);
    batch.sample(two.cpu, at);
    for (const SeriesId each : all) batch.sample(each, std::sin(at * 5'000 + each));
    two.first.history.process(batch);
  }
  two.fill(0);
  two.second.history.process(MadeBatch(600'000).sample(two.cpu, 1));
  EXPECT_THAT(two.second.host.why(), HasSubstr("memory_limit of 1 MiB"));
  EXPECT_GT(two.ask().times_ms.front(), 0) << "the oldest go first";
  EXPECT_EQ(two.ask().times_ms.back(), 600'000);
}

}  // namespace
}  // namespace pipevane::history
