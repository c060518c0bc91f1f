// Holes between stored samples, of which an archive knows.
#include "tests/plugins/history/archived.h"

#include <gmock/gmock.h>

#include <cmath>

namespace pipevane::history {
namespace {

// The step that the range would need is longer than the hole: nothing comes from the archive then,
// and there is nothing that samples as they are would stand beside.
TEST_F(Archived, SamplesBesideAHoleThatNoStepIsWithinStayAsTheyAre) {
  const std::int64_t from = kNow - 11 * kHour, until = from + 4 * kMinute;
  store(from - 10 * kMinute, from);
  store(until, until + 10 * kMinute);
  one.history.process(
      testing::MadeBatch(until + 10 * kMinute).sample(cpu, std::nan(""), Quality::kUnknown));
  one.history.process(testing::MadeBatch(kNow - kMinute).sample(cpu, 1));
  archive.step_ms = kMinute;
  const Answered answered = ask(from - 5 * kMinute, 0, 130);
  EXPECT_EQ(answered.step_ms, 0);
  EXPECT_EQ(answered.times_ms.size(), 92U);
  EXPECT_TRUE(answered.spans.empty());
}

// Two hours in which nothing was stored, while all before and behind is.
TEST_F(Archived, AHoleBetweenStoredSamplesIsFilled) {
  const std::int64_t from = kNow - 3 * kHour, until = kNow - kHour;
  store(kNow - 4 * kHour, from);
  store(until, kNow);
  archive.step_ms = kMinute;
  for (const std::int64_t step : {std::int64_t{0}, kMinute, 7 * kMinute}) {
    SCOPED_TRACE(step);
    const Answered answered = ask(kNow - 4 * kHour, step);
    EXPECT_EQ(answered.archived, 0U) << "none of the first";
    EXPECT_EQ(answered.whose, "the files");
    ASSERT_EQ(answered.spans.size(), 1U);
    expectOneBehindTheOther(answered, step == 0 ? 10'000 : step);
    std::int64_t filled_ms = 0;
    for (std::size_t i = 0; i < answered.times_ms.size(); ++i) {
      const bool archived = answered.isArchived(i);
      EXPECT_EQ(answered.values[i], archived ? 7 : 1) << i << ": no step mixes them";
      EXPECT_EQ(answered.qualities[i], archived ? PV_ESTIMATED : PV_LIVE) << i;
      EXPECT_EQ(std::isnan(answered.minimums[i]), archived && answered.steps_ms[i] > 0) << i;
      if (!archived) continue;
      EXPECT_GE(answered.times_ms[i], from) << i;
      EXPECT_LE(answered.times_ms[i] + answered.steps_ms[i], until) << i;
      filled_ms += answered.steps_ms[i];
    }
    EXPECT_GE(filled_ms, 2 * kHour - 2 * std::max(step, kMinute));
  }
}

TEST_F(Archived, ThePastAndAHoleAreAskedForInOne) {
  store(kNow - 4 * kHour, kNow - 3 * kHour);
  store(kNow - kHour, kNow);
  const Answered answered = ask(kNow - kDay);
  ASSERT_EQ(archive.queries.size(), 1U);
  EXPECT_EQ(archive.queries[0].from_ms, kNow - kDay);
  EXPECT_EQ(archive.queries[0].to_ms, kNow - kHour);
  ASSERT_EQ(answered.spans.size(), 2U);
  EXPECT_EQ(answered.spans[0].count, answered.archived);
  EXPECT_EQ(answered.archived, 40U);
  EXPECT_EQ(answered.spans[1].count, 4U);
  expectOneBehindTheOther(answered, 10'000);
}

// The range begins and ends within it, or at one end of it.
TEST_F(Archived, APartOfAHoleIsFilledAsWell) {
  store(kNow - 20 * kHour, kNow - 10 * kHour);
  store(kNow - 2 * kHour, kNow);
  const auto part = [&](std::int64_t from_ms, std::int64_t to_ms) {
    return ask(from_ms, 0, 0, PV_AVERAGE, to_ms).spans.size();
  };
  EXPECT_EQ(part(kNow - 8 * kHour, kNow - 4 * kHour), 1U);
  EXPECT_EQ(part(kNow - 11 * kHour, kNow - 4 * kHour), 1U);
  EXPECT_EQ(part(kNow - 8 * kHour, kNow - kHour), 1U);
  EXPECT_EQ(part(kNow - 12 * kHour, kNow - 11 * kHour), 0U);
}

TEST_F(Archived, WhatIsNoHoleIsLeftAlone) {
  const auto sampled = [&](std::int64_t at, double value, Quality quality = Quality::kLive) {
    one.history.process(testing::MadeBatch(at).sample(cpu, value, quality));
  };
  // Every five minutes, as it always was; then it was said that nothing is known.
  for (int i = 0; i < 20; ++i) sampled(kNow - 5 * kHour + i * 5 * kMinute, 1);
  sampled(kNow - 200 * kMinute, std::nan(""), Quality::kUnknown);
  for (int i = 0; i < 8; ++i) sampled(kNow - kHour + i * 5 * kMinute, 1);
  // What is behind the newest, or began in the last half hour, the source tells itself.
  EXPECT_TRUE(ask(kNow - 5 * kHour).spans.empty());
  EXPECT_EQ(archive.asked, 0);
  sampled(kNow - kMinute, 1);
  EXPECT_TRUE(ask(kNow - 5 * kHour).spans.empty());
  EXPECT_EQ(archive.asked, 0);
}

TEST_F(Archived, NobodyIsAskedForWhatASourceFillsInItself) {
  ask(kNow - 20 * kMinute);
  EXPECT_EQ(archive.asked, 0);
}

}  // namespace
}  // namespace pipevane::history
