#include "tests/plugins/derive/one_derive.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::derive {
namespace {

using ::testing::DoubleEq;
using testing::MadeBatch;
using ::testing::Optional;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Case {
  std::string name;
  double used, total;
  Quality used_quality, total_quality;
  double percent;  // NaN: told as unknown
  Quality quality;
};

TEST(Percent, IsAsGoodAsTheWorseOfItsTwo) {
  constexpr Quality live = Quality::kLive, stale = Quality::kStale, held = Quality::kHeld,
                    unknown = Quality::kUnknown;
  const std::vector<Case> cases = {
      {"both live", 25, 100, live, live, 25, live},
      {"nothing used", 0, 100, live, live, 0, live},
      {"more than there is: the host's view", 150, 100, live, live, kNaN, unknown},
      {"all there is", 100, 100, live, live, 100, live},
      {"stale used", 25, 100, stale, live, 25, stale},
      {"stale beats held", 25, 100, stale, held, 25, stale},
      {"held total", 25, 100, live, held, 25, held},
      {"unknown used", kNaN, 100, unknown, live, kNaN, unknown},
      {"unknown total", 25, kNaN, live, unknown, kNaN, unknown},
      {"a total of zero", 0, 0, live, live, kNaN, unknown},
      {"a negative total", 5, -1, live, live, kNaN, unknown},
      {"not a number though live", kNaN, 100, live, live, kNaN, unknown},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    OneDerive one;
    const SeriesId used = one.gauge("memory_used_bytes");
    const SeriesId total = one.gauge("memory_total_bytes");
    one.give(MadeBatch(0)
                 .sample(used, each.used, each.used_quality)
                 .sample(total, each.total, each.total_quality));
    ASSERT_EQ(one.host.pushed().size(), 2u);
    const MadeBatch& derived = one.host.pushed()[0];
    ASSERT_EQ(derived.values().size(), 1u);
    EXPECT_EQ(std::isnan(derived.values()[0]), std::isnan(each.percent));
    if (!std::isnan(each.percent)) {
      EXPECT_DOUBLE_EQ(derived.values()[0], each.percent);
    }
    EXPECT_EQ(derived.qualities()[0], static_cast<std::uint8_t>(each.quality));
  }
}

TEST(Percent, OfDisksMayBeMoreThanAHundred) {
  OneDerive one;
  one.give(MadeBatch(0)
               .sample(one.gauge("disk_used_bytes"), 150)
               .sample(one.gauge("disk_total_bytes"), 100));
  EXPECT_THAT(one.derived("disk_used_percent"), Optional(DoubleEq(150)));
}

TEST(Percent, IsMadeOfEachPairAndOfTheCpu) {
  OneDerive one;
  MadeBatch batch(0);
  for (const std::string kind : {"memory", "disk", "swap"})
    batch.sample(one.gauge(kind + "_total_bytes"), 200).sample(one.gauge(kind + "_used_bytes"), 50);
  one.give(batch.sample(one.gauge("cpu_usage_ratio"), 0.5));
  for (const char* name : {"memory_used_percent", "disk_used_percent", "swap_used_percent"})
    EXPECT_THAT(one.derived(name), Optional(DoubleEq(25))) << name;
  EXPECT_THAT(one.derived("cpu_usage_percent"), Optional(DoubleEq(50)));
}

TEST(Percent, OfSwapIsNotToldWhereThereIsNoSwap) {
  OneDerive one;
  one.give(MadeBatch(0)
               .sample(one.gauge("swap_used_bytes"), 0)
               .sample(one.gauge("swap_total_bytes"), 0));
  EXPECT_EQ(one.derived("swap_used_percent"), std::nullopt);
}

TEST(Percent, TellsUnknownOnce) {
  OneDerive one;
  const SeriesId cpu = one.gauge("cpu_usage_ratio");
  one.give(MadeBatch(0).sample(cpu, kNaN, Quality::kUnknown));
  EXPECT_TRUE(one.derived("cpu_usage_percent").has_value());
  one.give(MadeBatch(1'000).sample(cpu, kNaN, Quality::kUnknown));
  EXPECT_FALSE(one.derived("cpu_usage_percent").has_value());
  one.give(MadeBatch(2'000).sample(cpu, 0.1));
  one.give(MadeBatch(3'000).sample(cpu, kNaN, Quality::kUnknown));
  EXPECT_TRUE(one.derived("cpu_usage_percent").has_value());
}

TEST(Percent, OfABackfillSaysNothingAboutNow) {
  OneDerive one;
  const SeriesId cpu = one.gauge("cpu_usage_ratio");
  one.give(MadeBatch(9'000).sample(cpu, 0.5));
  one.give(MadeBatch(1'000, PV_BACKFILL).sample(cpu, kNaN, Quality::kUnknown));
  EXPECT_TRUE(one.derived("cpu_usage_percent").has_value());
  one.give(MadeBatch(10'000).sample(cpu, kNaN, Quality::kUnknown));
  EXPECT_TRUE(one.derived("cpu_usage_percent").has_value());
}

TEST(Percent, TellsUnknownAgainAfterANewerBackfill) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"cpu_usage_ratio", "cpu_usage_percent"}, {"memory_used_bytes", "memory_used_percent"}};
  for (const auto& [metric, percent] : cases) {
    SCOPED_TRACE(percent);
    OneDerive one;
    const SeriesId series = one.gauge(metric);
    const std::string wanted = percent;
    one.give(MadeBatch(0).sample(one.gauge("memory_total_bytes"), 1));
    const auto told = [&](std::int64_t time_ms, double value, std::uint32_t flags = 0) {
      const Quality quality = std::isnan(value) ? Quality::kUnknown : Quality::kLive;
      one.give(MadeBatch(time_ms, flags).sample(series, value, quality));
      return one.derived(wanted);
    };
    EXPECT_THAT(told(10'000, 0.5), Optional(DoubleEq(50)));
    EXPECT_TRUE(told(20'000, kNaN).has_value());
    EXPECT_THAT(told(30'000, 0.6, PV_BACKFILL), Optional(DoubleEq(60)));
    EXPECT_TRUE(told(40'000, kNaN).has_value()) << "the newest one was a value";
    EXPECT_FALSE(told(50'000, kNaN).has_value());
    EXPECT_THAT(told(15'000, 0.7, PV_BACKFILL), Optional(DoubleEq(70)));
    EXPECT_FALSE(told(60'000, kNaN).has_value()) << "an older one changes nothing";
    EXPECT_TRUE(told(70'000, kNaN, PV_BACKFILL).has_value());
    EXPECT_FALSE(told(80'000, kNaN).has_value()) << "the newest one says it already";
  }
}

TEST(Percent, UsesATotalThatCameBeforeAndNotOneOfLongAgo) {
  OneDerive one;
  const SeriesId used = one.gauge("disk_used_bytes");
  one.give(MadeBatch(0).sample(one.gauge("disk_total_bytes"), 100));
  one.give(MadeBatch(300'000).sample(used, 10));
  EXPECT_THAT(one.derived("disk_used_percent"), Optional(DoubleEq(10)));
  one.give(MadeBatch(300'001).sample(used, 10));
  EXPECT_TRUE(std::isnan(one.derived("disk_used_percent").value()));
}

}  // namespace
}  // namespace pipevane::derive
