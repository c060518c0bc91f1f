// How everything was at one time.
#include "tests/plugins/history/one_history.h"

#include <gmock/gmock.h>

#include <limits>
#include <map>
#include <string>
#include <vector>

namespace pipevane::history {
namespace {

using ::testing::IsEmpty;
using testing::MadeBatch;
using Then = OneHistory::Then;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

struct Moment : ::testing::Test {
  OneHistory one;
  SeriesId first = one.host.series("lab/vm/1", "cpu"), second = one.host.series("lab/vm/2", "cpu");
  using All = std::map<SeriesId, Then>;
};

TEST_F(Moment, IsTheNewestSampleOfEachUntilThen) {
  for (int i = 0; i < 300; ++i) {
    MadeBatch batch(i * 10'000);
    batch.sample(first, i);
    if (i % 2 == 0) batch.sample(second, -i, Quality::kHeld);
    one.history.process(batch);
  }
  for (const int i : {1, 15, 127, 128, 201, 255, 257, 299}) {
    SCOPED_TRACE(i);
    const All all = one.at({}, i * 10'000 + 9'999, 60'000);
    const int even = i - i % 2;
    EXPECT_EQ(all, (All{{first, {i * 10'000, double(i), PV_LIVE}},
                        {second, {even * 10'000, double(-even), PV_HELD}}}));
    EXPECT_EQ(one.at({second}, i * 10'000, 60'000),
              (All{{second, {even * 10'000, double(-even), PV_HELD}}}));
  }
}

TEST_F(Moment, LeavesOutWhatIsTooOldThen) {
  one.history.process(MadeBatch(0).sample(first, 1));
  one.history.process(MadeBatch(60'000).sample(second, 2));
  EXPECT_THAT(one.at({}, -1, 60'000), IsEmpty());
  EXPECT_EQ(one.at({}, 60'000, 60'000).size(), 2U);
  EXPECT_EQ(one.at({}, 60'001, 60'000).size(), 1U);
  EXPECT_EQ(one.at({}, 59'999, 0).size(), 0U);
  EXPECT_EQ(one.at({}, 60'000, 0).size(), 1U);
  EXPECT_EQ(one.at({first, second, PV_NONE}, kForever, kForever).size(), 2U);
}

TEST_F(Moment, TellsWhatWasUnknownThen) {
  one.history.process(MadeBatch(0).sample(first, 1));
  one.history.process(
      MadeBatch(10'000).sample(first, std::numeric_limits<double>::quiet_NaN(), Quality::kUnknown));
  const All all = one.at({first}, 10'000, 60'000);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.at(first).quality, PV_UNKNOWN);
  EXPECT_NE(all.at(first).value, all.at(first).value);
}

TEST_F(Moment, KnowsNothingThatTheRetentionHasPassed) {
  for (int i = 0; i <= 720; ++i) one.history.process(MadeBatch(i * 10'000).sample(first, i));
  EXPECT_THAT(one.at({}, 3'599'999, 1'000), IsEmpty());
  EXPECT_EQ(one.at({}, 3'600'000, 1'000).size(), 1U);
}

// Many are read by two threads at once; one that was told by two nodes is in neither.
TEST_F(Moment, IsTheSameOfManyAsOfEach) {
  constexpr std::size_t kNodes = 6, kOfNode = 500;
  std::vector<SeriesId> all;
  for (std::size_t i = 0; i < kNodes * kOfNode; ++i)
    all.push_back(one.host.series("lab/vm/" + std::to_string(1'000 + i), "cpu"));
  const SeriesId moved = all.front();
  for (int i = 0; i < 40; ++i)
    for (std::size_t node = 0; node < kNodes; ++node) {
      MadeBatch batch(i * 10'000 + static_cast<int>(node) * 100);
      if (node == 3 && i >= 20) batch.sample(moved, i);
      for (std::size_t guest = 0; guest < kOfNode; ++guest) {
        const SeriesId each = all[node * kOfNode + guest];
        if (each != moved || i < 20)
          batch.sample(each, static_cast<double>(guest * guest) / (i + 1));
      }
      one.history.process(batch);
    }
  for (const int i : {3, 19, 20, 31, 39}) {
    SCOPED_TRACE(i);
    const All told = one.at({}, i * 10'000 + 9'999, 60'000);
    ASSERT_EQ(told.size(), all.size());
    for (const SeriesId each : all)
      ASSERT_EQ(one.at({each}, i * 10'000 + 9'999, 60'000), (All{{each, told.at(each)}}));
  }
}

}  // namespace
}  // namespace pipevane::history
