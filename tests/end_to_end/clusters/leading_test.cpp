// Which of several sources of one cluster leads, and what goes on when another one takes over.
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

#include <cmath>

namespace pipevane::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(Clusters, AreAskedOnceHoweverManySourcesNameTheirNodes) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(kMinuteMs);
  const std::uint64_t before = askedInAll(0) + askedInAll(1) + askedInAll(2);
  runFor(30 * kMinuteMs);
  const std::uint64_t requests = askedInAll(0) + askedInAll(1) + askedInAll(2) - before;
  EXPECT_LE(static_cast<double>(requests) / (30 * 60), 0.21);
  EXPECT_EQ(asked(1), 0U);
  EXPECT_EQ(asked(2), 0U);
  EXPECT_LE(askedInAll(1), 5U)
      << "who stands by asks who it is and what it may see, and then nothing";
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  for (const std::string& each : entities_)
    EXPECT_TRUE(each.starts_with("sim/") || each.starts_with("all/")) << each;
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_THAT(log_.ofNames(), IsEmpty());
}

TEST_F(Clusters, GoOnThroughTheNextSourceAndStayThereWhenTheFirstOneIsBack) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U) << "within two cycles";
  EXPECT_EQ(asked(2), 0U) << "one takes over, not both";
  setDead(0, false);
  const std::uint64_t before = askedInAll(0);
  runFor(5 * kMinuteMs);
  EXPECT_EQ(askedInAll(0), before) << "it stands by";
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_THAT(told_differently_, IsEmpty());
  for (const auto& [series, samples] : samples_) {
    if (series.second != "network_receive_bytes_per_second" || !isGuest(series.first)) continue;
    std::int64_t last_ms = 0;
    for (const auto& [time_ms, value] : samples) {
      if (last_ms != 0) {
        EXPECT_LE(time_ms - last_ms, 20'000) << series.first;
      }
      EXPECT_FALSE(std::isnan(value) || value < 0) << series.first << " at " << time_ms;
      last_ms = time_ms;
    }
  }
}

// They are made of live figures alone, so nothing fills what was missed.
TEST_F(Clusters, HaveTotalsAgainSoonAfterAnotherSourceTookOver) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(3 * kMinuteMs);
  stop();
  for (const char* total : {"sim/cluster/sim", "all/fleet/all"})
    for (const char* metric :
         {"guests_count", "memory_used_bytes", "network_receive_bytes_per_second"}) {
      SCOPED_TRACE(std::string(total) + " " + metric);
      const auto& told = samples_.at({total, metric});
      ASSERT_GE(told.size(), 20U);
      std::int64_t last_ms = told.begin()->first;
      for (const auto& [time_ms, value] : told) {
        // An interval, two failures with a rest of at most two seconds, a look.
        EXPECT_LE(time_ms - last_ms, 15'000);
        EXPECT_FALSE(std::isnan(value)) << time_ms;
        if (std::string(metric) == "guests_count") {
          EXPECT_EQ(value, 20);
        }
        last_ms = time_ms;
      }
      EXPECT_GE(last_ms, clock_.steadyMs() - 30'000);
    }
}

TEST_F(Clusters, AreWatchedByWhoCanReachThem) {
  addThreeNodes();
  setDead(0, true);
  setDead(1, true);
  start({0, 1, 2});
  runFor(kMinuteMs);
  EXPECT_GE(asked(2), 4U);
  setDead(2, true);
  setDead(1, false);
  runFor(3 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
}

TEST_F(Clusters, KeepTheirGuestsWhenTheSourceThatLeadsIsTakenOut) {
  addThreeNodes();
  start({0});
  runFor(kMinuteMs);
  reload({0, 1});
  runFor(kMinuteMs);
  EXPECT_EQ(asked(1), 0U);
  reload({1});
  runFor(kMinuteMs);
  EXPECT_GE(asked(1), 4U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
}

TEST_F(Clusters, LoseWhatWentWhileNobodyLooked) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(kMinuteMs);
  setDead(0, true);
  for (const auto& each : simulators_)
    each->locked([](World& world) { world.reuse(100, true, "new"); });
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_THAT(removed_, Contains("sim/vm/100"));
  EXPECT_THAT(entities_, Not(Contains("sim/vm/100")));
  EXPECT_THAT(entities_, Contains("sim/container/100"));
}

// Who stands by knows nothing of what came since.
TEST_F(Clusters, HaveTheirPastFromTheSourceThatLeadsAlone) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  EXPECT_TRUE(answersForThePast("one"));
  EXPECT_FALSE(answersForThePast("two"));
  setDead(0, true);
  runFor(2 * kMinuteMs);
  setDead(0, false);
  runFor(2 * kMinuteMs);
  EXPECT_FALSE(answersForThePast("one"));
  EXPECT_TRUE(answersForThePast("two"));
  stop();
}

TEST_F(Clusters, KeepAGuestThatMigratesWhileAnotherSourceTakesOver) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(kMinuteMs);
  const std::string from =
      simulators_[0]->locked([](World& world) { return world.guests().front().node; });
  const std::string to = from == "pve2" ? "pve3" : "pve2";
  setDead(0, true);
  for (const auto& each : simulators_) each->locked([&](World& world) { world.migrate(100, to); });
  runFor(3 * kMinuteMs);
  stop();
  EXPECT_EQ(node_.at("sim/vm/100"), to);
  EXPECT_THAT(removed_, IsEmpty());
  const auto& cpu = samples_.at({"sim/vm/100", "cpu_usage_ratio"});
  EXPECT_LT(cpu.begin()->first, kBeginMs);
  EXPECT_GT(cpu.rbegin()->first, clock_.steadyMs() - 30'000);
}

}  // namespace
}  // namespace pipevane::testing
