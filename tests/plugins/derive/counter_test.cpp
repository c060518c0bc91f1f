#include "plugins/derive/counter.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace pipevane::derive {
namespace {

constexpr std::int64_t kMaxGapMs = 300'000;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Step {
  double seconds;
  double value;
  std::optional<double> rate;  // NaN: told as unknown
  Quality quality = Quality::kLive;
  Quality told = Quality::kLive;
  std::uint32_t restarts = 0;
};
constexpr auto kNothing = std::nullopt;

struct Case {
  std::string name;
  std::vector<Step> steps;
};

void expectStep(Counter& counter, const Step& step) {
  const auto rate = counter.step({.time_ms = static_cast<std::int64_t>(step.seconds * 1000),
                                  .value = step.value,
                                  .quality = step.quality,
                                  .restarts = step.restarts,
                                  .live = true},
                                 kMaxGapMs);
  ASSERT_EQ(rate.has_value(), step.rate.has_value());
  if (!rate) return;
  if (std::isnan(*step.rate))
    EXPECT_TRUE(std::isnan(rate->value));
  else
    EXPECT_NEAR(rate->value, *step.rate, 1e-9);
  EXPECT_EQ(rate->quality, std::isnan(*step.rate) ? Quality::kUnknown : step.told);
}

void expectSteps(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    Counter counter;
    for (const Step& step : each.steps) {
      SCOPED_TRACE("at " + std::to_string(step.seconds) + " s");
      expectStep(counter, step);
    }
  }
}

TEST(Counter, TellsTheRateBetweenSamplesInSourceTime) {
  expectSteps({
      {"steady", {{0, 100, kNothing}, {10, 600, 50}, {20, 1100, 50}}},
      {"uneven intervals", {{0, 0, kNothing}, {1, 10, 10}, {21, 30, 1}, {21.5, 40, 20}}},
      {"unchanged at a new time is no traffic", {{0, 5, kNothing}, {10, 5, 0}, {20, 25, 2}}},
      {"beyond 2^53 bytes still counts", {{0, 9e15, kNothing}, {10, 9e15 + 1000, 100}}},
  });
}

TEST(Counter, TakesAResetForAGapAndNeverForASpike) {
  expectSteps({
      {"smaller value", {{0, 1000, kNothing}, {10, 2000, 100}, {20, 30, kNothing}, {30, 130, 10}}},
      {"restart seen by the uptime though the value is larger",
       {{0, 1000, kNothing},
        {10, 2000, 100},
        {20, 9000, kNothing, Quality::kLive, Quality::kLive, 1},
        {30, 9100, 10, Quality::kLive, Quality::kLive, 1}}},
      {"to zero and on", {{0, 1000, kNothing}, {10, 0, kNothing}, {20, 0, 0}, {30, 70, 7}}},
  });
}

TEST(Counter, InventsNothingForAGapLongerThanAllowed) {
  expectSteps({
      {"just within", {{0, 0, kNothing}, {300, 3000, 10}}},
      {"beyond", {{0, 0, kNothing}, {300.001, 3000, kNothing}, {310.001, 3100, 10}}},
  });
}

TEST(Counter, IgnoresTimesThatItHasSeen) {
  expectSteps({
      {"the same time again",
       {{0, 0, kNothing}, {10, 100, 10}, {10, 900, kNothing}, {20, 300, 20}}},
      {"older", {{0, 0, kNothing}, {10, 100, 10}, {5, 9999, kNothing}, {20, 300, 20}}},
      {"older and unknown",
       {{0, 0, kNothing}, {10, 100, 10}, {5, kNaN, kNothing, Quality::kUnknown}, {20, 300, 20}}},
  });
}

TEST(Counter, FollowsAClockThatWasSetBackFromItsThirdSampleOn) {
  expectSteps({{"set back",
                {{1000, 0, kNothing},
                 {1010, 100, 10},
                 {400, 200, kNothing},
                 {410, 300, kNothing},
                 {420, 400, kNothing},
                 {430, 600, 20}}},
               {"two that were overtaken, and later two more",
                {{1000, 0, kNothing},
                 {980, 100, kNothing},
                 {990, 150, kNothing},
                 {1010, 200, 20},
                 {980, 100, kNothing},
                 {990, 150, kNothing},
                 {1020, 300, 10}}}});
}

TEST(Counter, TakesNoBackfillForAClockThatWasSetBack) {
  Counter counter;
  const auto step = [&](std::int64_t seconds, double value, bool live) {
    return counter.step({.time_ms = seconds * 1000,
                         .value = value,
                         .quality = Quality::kLive,
                         .restarts = 0,
                         .live = live},
                        kMaxGapMs);
  };
  step(1000, 0, true);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(step(100 + 10 * i, 100 * i, false));
  EXPECT_TRUE(step(1010, 500, true));
}

TEST(Counter, NeverComputesFromTheUnknown) {
  expectSteps({
      {"told once",
       {{0, 0, kNothing},
        {10, 100, 10},
        {20, kNaN, kNaN, Quality::kUnknown},
        {30, kNaN, kNothing, Quality::kUnknown},
        {40, 400, kNothing},
        {50, 500, 10},
        {60, kNaN, kNaN, Quality::kUnknown}}},
      {"not a number though said to be live",
       {{0, 0, kNothing}, {10, kNaN, kNaN}, {20, 9, kNothing}}},
      {"infinite", {{0, 0, kNothing}, {10, std::numeric_limits<double>::infinity(), kNaN}}},
      {"from the beginning", {{0, kNaN, kNaN, Quality::kUnknown}, {10, 5, kNothing}, {20, 15, 1}}},
  });
}

TEST(Counter, PassesAStaleValueOnAsAStaleRate) {
  expectSteps({
      {"and spreads what comes next over the whole time",
       {{0, 0, kNothing},
        {10, 100, 10},
        {20, 100, 10, Quality::kStale, Quality::kStale},
        {30, 100, 10, Quality::kStale, Quality::kStale},
        {40, 700, 20}}},
      {"nothing where no rate is known",
       {{0, 0, kNothing}, {10, 0, kNothing, Quality::kStale}, {20, 40, 2}}},
      {"held by the source",
       {{0, 0, kNothing}, {10, 100, 10}, {20, 100, 10, Quality::kHeld, Quality::kHeld}}},
  });
}

// Ten seconds of bytes lie between two samples that are one second apart where only one of them has
// its own time.
TEST(Counter, TellsNoRateBetweenAnEstimatedTimeAndASourcesOwn) {
  constexpr Quality e = Quality::kEstimated, l = Quality::kLive;
  expectSteps({
      {"the source's times come back",
       {{0, 0, kNothing, e},
        {10, 100, 10, e, e},
        {11, 200, kNothing, l},
        {21, 300, 10, l},
        {31, 400, 10, l}}},
      {"and are lost",
       {{0, 0, kNothing, l},
        {10, 100, 10, l},
        {19, 100, kNothing, e},
        {24, 200, kNothing, e},  // the first change
        {34, 300, 10, e, e}}},
      {"with a stale one between",
       {{0, 0, kNothing, e},
        {10, 100, 10, e, e},
        {11, 100, 10, Quality::kStale, Quality::kStale},
        {12, 200, kNothing, l}}},
  });
}

TEST(Counter, HoldsTheRateWhileASourceWithoutTimesRepeatsItself) {
  constexpr Quality e = Quality::kEstimated, h = Quality::kHeld;
  expectSteps({
      {"polled faster than it refreshes",
       {{0, 0, kNothing, e},
        {2, 0, kNothing, e},
        {4, 100, kNothing, e},  // the first change: only from here on the time is known
        {6, 100, kNothing, e},
        {14, 200, 10, e, e},
        {16, 200, 10, e, h},
        {18, 200, 10, e, h},
        {24, 400, 20, e, e}}},
      {"polled at its own pace", {{0, 0, kNothing, e}, {10, 100, 10, e, e}, {20, 250, 15, e, e}}},
      {"a beat skipped is spread over both",
       {{0, 0, kNothing, e}, {10, 100, 10, e, e}, {20, 100, 10, e, h}, {30, 500, 20, e, e}}},
  });
}

TEST(Counter, CallsItStandingStillAfterThirtySecondsWithoutAChange) {
  constexpr Quality e = Quality::kEstimated, h = Quality::kHeld;
  expectSteps({
      {"and squeezes the next bytes into no less than a refresh",
       {{0, 0, kNothing, e},
        {10, 100, 10, e, e},
        {39, 100, 10, e, h},
        {40, 100, 0, e, e},
        {41, 100, 0, e, h},
        {42, 220, 10, e, e}}},
  });
}

}  // namespace
}  // namespace pipevane::derive
