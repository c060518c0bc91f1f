// What becomes of what a source told of a cluster, once another one leads.
#include "tests/end_to_end/clusters/succession.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// It has stood by for nobody, and knows nothing of what was told before.
TEST_F(Succession, TakesAwayWhatWentWhereASourceLeadsAsSoonAsItIsThere) {
  addThreeNodes();
  start({0});
  runFor(kMinuteMs);
  setDead(0, true);
  runFor(kMinuteMs / 2);
  reuseNumber100();
  reload({0, 1});
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_THAT(removed_, ElementsAre("sim/vm/100"));
  EXPECT_THAT(entities_, Not(Contains("sim/vm/100")));
}

// The one that led may rest until the next one has had two lists, and knows it as well.
TEST_F(Succession, TakesAwayOnceWhatWentHoweverLongTheFormerLeaderRests) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  for (const int minutes : {1, 2, 3, 4}) {
    const int vmid = 100 + minutes;
    setDead(0, true);
    setDead(1, true);
    runFor(minutes * kMinuteMs);
    for (const auto& each : simulators_) each->locked([&](World& world) { world.destroy(vmid); });
    setDead(1, false);
    runFor(2 * kMinuteMs);
    setDead(0, false);
    setDead(1, true);
    runFor(2 * kMinuteMs);
    setDead(1, false);
    runFor(kMinuteMs);
  }
  stop();
  EXPECT_THAT(removed_, UnorderedElementsAre(EndsWith("/101"), EndsWith("/102"), EndsWith("/103"),
                                             EndsWith("/104")));
}

// It led before, and the sink is new.
TEST_F(Succession, SaysNothingOfWhatItKnewWhenItLedLast) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  setDead(0, true);
  runFor(kMinuteMs);
  setDead(0, false);
  runFor(kMinuteMs);
  reloadWithAnotherSink({0, 1});
  runFor(kMinuteMs);
  reuseNumber100();
  runFor(kMinuteMs);
  const auto asked_before = asked(0);
  reload({0});
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(0), asked_before + 8);
  stop();
  EXPECT_THAT(removed_, ElementsAre("sim/vm/100"));
  EXPECT_THAT(entities_, Not(Contains("sim/vm/100")));
}

// What it may not see is there, as far as anybody knows.
TEST_F(Succession, KeepsWhatTheNextSourceMayNotSeeThoughItNeverStoodBy) {
  addThreeNodes();
  const auto all = Rights::auditor(simulators_[1]->version());
  simulators_[1]->grant(all.without("Datastore.Audit").without("Pool.Audit"));
  start({0});
  runFor(kMinuteMs);
  setDead(0, true);
  runFor(kMinuteMs / 2);
  reload({0, 1});
  runFor(3 * kMinuteMs);
  EXPECT_GE(asked(1), 8U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
}

TEST_F(Succession, TellsASinkThatComesLaterOfWhatItMayNotSee) {
  addThreeNodes();
  const auto all = Rights::auditor(simulators_[1]->version());
  simulators_[1]->grant(all.without("Datastore.Audit").without("Pool.Audit"));
  start({0, 1});
  runFor(kMinuteMs);
  setDead(0, true);
  runFor(2 * kMinuteMs);
  reloadWithAnotherSink({0, 1});
  runFor(kMinuteMs);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(entities_, Contains(HasSubstr("/storage/")));
  EXPECT_THAT(entities_, Contains(HasSubstr("/pool/")));
}

// The one that leads then knows nothing of it, and the one that stands by was told by another one.
TEST_F(Succession, TakesAwayWhatWentWhileAnotherSourceCameInTheLeadersPlace) {
  addThreeNodes();
  start({1, 2});
  runFor(kMinuteMs);
  reuseNumber101();
  runFor(kMinuteMs);
  destroyNumber100();
  reload({0, 2});
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(0), 8U);
  stop();
  EXPECT_THAT(removed_, Contains("sim/vm/100"));
  EXPECT_THAT(entities_, Not(Contains("sim/vm/100")));
  EXPECT_EQ(guestsAmong(entities_), 19);
}

TEST_F(Succession, KeepsWhatANewSourceMayNotSeeThatCameInTheLeadersPlace) {
  addThreeNodes();
  const auto all = Rights::auditor(simulators_[0]->version());
  simulators_[0]->grant(all.without("Datastore.Audit").without("Pool.Audit"));
  simulators_[2]->grant(all.without("Datastore.Audit").without("Pool.Audit"));
  start({1, 2});
  runFor(kMinuteMs);
  reload({0, 2});
  runFor(2 * kMinuteMs);
  EXPECT_GE(asked(0), 8U);
  reload({0});
  runFor(kMinuteMs);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_THAT(entities_, Contains(HasSubstr("/storage/")));
}

}  // namespace
}  // namespace pipevane::testing
