// Several sources of one cluster whose tokens may not see the same.
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::IsEmpty;

// Its token is let in and gets empty lists, which would take every guest away.
TEST_F(Clusters, KeepTheirGuestsWhereTheNextSourceMaySeeNone) {
  addThreeNodes();
  simulators_[1]->grant(blind());
  start({0, 1});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(5 * kMinuteMs);
  EXPECT_EQ(asked(1), 0U) << "it does not go on in the place of one that sees more";
  setDead(0, false);
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_GT(samples_.at({"sim/vm/100", "cpu_usage_ratio"}).rbegin()->first,
            clock_.steadyMs() - 30'000);
}

// It goes on, as it sees the guests.
TEST_F(Clusters, KeepTheirStoragesAndPoolsWhereTheNextSourceMaySeeNone) {
  addThreeNodes();
  const auto all = simulator::Rights::auditor(simulators_[1]->version());
  simulators_[1]->grant(all.without("Datastore.Audit").without("Pool.Audit"));
  start({0, 1});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
}

TEST_F(Clusters, GoOnThroughTheOneThatSeesThemThoughAnotherOneIsFirst) {
  addThreeNodes();
  simulators_[1]->grant(blind());
  start({0, 1, 2});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  EXPECT_EQ(asked(1), 0U);
  EXPECT_GE(asked(2), 8U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
}

TEST_F(Clusters, AreToldByWhoSeesMoreAndByThatOneAlone) {
  addThreeNodes();
  simulators_[0]->grant(blind());
  start({0, 1});
  runFor(kMinuteMs);
  const std::uint64_t before = askedInAll(0);
  EXPECT_GE(asked(1), 4U);
  runFor(10 * kMinuteMs);
  EXPECT_EQ(askedInAll(0), before) << "it leaves the lead where it is";
  EXPECT_GE(asked(1), 60U);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(removed_, IsEmpty());
}

TEST_F(Clusters, PassToAnotherSourceWhereTheOneThatLeadsLosesItsSight) {
  addThreeNodes();
  start({0, 1});
  runFor(2 * kMinuteMs);
  simulators_[0]->grant(blind());
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_THAT(removed_, IsEmpty()) << "not even for a while";
  EXPECT_EQ(guestsAmong(entities_), 20);
}

// It looks at its rights every minute as long as the one that leads fails.
TEST_F(Clusters, AreLedAgainByASourceThatWasGivenSightMeanwhile) {
  addThreeNodes();
  simulators_[1]->grant(blind());
  start({0, 1});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(3 * kMinuteMs);
  EXPECT_EQ(asked(1), 0U) << "it sees nothing yet, so it tells nothing";
  simulators_[1]->grant(Rights::auditor(simulators_[0]->version()));
  runFor(kMinuteMs + 10'000);
  EXPECT_GE(asked(1), 1U) << "within a minute";
  runFor(kMinuteMs);
  EXPECT_GE(asked(1), 7U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
  std::int64_t last_ms = kBeginMs;
  const auto& cpu = samples_.at({"sim/vm/100", "cpu_usage_ratio"});
  for (auto each = cpu.upper_bound(kBeginMs); each != cpu.end(); ++each) {
    EXPECT_LE(each->first - last_ms, 20'000) << "what was missed is told as well";
    last_ms = each->first;
  }
  EXPECT_GT(last_ms, clock_.steadyMs() - 30'000);
}

// It is the only one, and says why it shows nothing.
TEST_F(Clusters, AreWatchedByABlindSourceWhereThereIsNoOther) {
  addThreeNodes();
  simulators_[0]->grant(blind());
  simulators_[1]->grant(blind());
  start({0, 1});
  runFor(2 * kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
}

}  // namespace
}  // namespace pipevane::testing
