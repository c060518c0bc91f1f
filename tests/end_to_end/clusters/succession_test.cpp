// What becomes of what a source told of a cluster, once another one leads or it watches another
// cluster.
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class Succession : public Clusters {
 protected:
  // Two nodes of another cluster as well, of which the source "three" may watch the first.
  void addTwoClusters() {
    addThreeNodes();
    simulator::Settings settings;
    settings.guests = 4;
    settings.cluster = "other";
    for (const char* node : {"pve1", "pve2"}) {
      settings.answering = node;
      settings.root = add(settings).root();
    }
  }
  static constexpr std::size_t kOther = 3, kOthersSecond = 4;

  std::ptrdiff_t there(const std::string& cluster) const {
    return std::ranges::count_if(
        entities_, [&](const std::string& each) { return each.starts_with(cluster + "/"); });
  }
  void reuseNumber101() {
    for (std::size_t i = 0; i < 3; ++i)
      simulators_[i]->locked([](World& world) { world.reuse(101, true, "new"); });
  }
  void destroyNumber100() {
    for (std::size_t i = 0; i < 3; ++i)
      simulators_[i]->locked([](World& world) { world.destroy(100); });
  }
  void reuseNumber100() {
    for (std::size_t i = 0; i < 3; ++i)
      simulators_[i]->locked([](World& world) { world.reuse(100, true, "new"); });
  }
};

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
  // By both, where the one that failed rests until the other has had two lists.
  EXPECT_THAT(std::set(removed_.begin(), removed_.end()), ::testing::ElementsAre("sim/vm/100"));
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

TEST_F(Succession, LeavesAClusterToTheSourceThatStandsByWhereTheLeaderIsGivenAnotherOne) {
  addTwoClusters();
  start({0, 1});
  runFor(kMinuteMs);
  reloadTo({{"one", kOther}, {"two", 1}});
  runFor(kMinuteMs);
  EXPECT_GE(asked(1), 4U);
  EXPECT_GE(asked(kOther), 4U);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_GT(there("sim"), 20);
  EXPECT_GT(there("other"), 4);
}

TEST_F(Succession, EndsWithTheSourceThatAClusterWasLeftTo) {
  addTwoClusters();
  start({0, 1});
  runFor(kMinuteMs);
  setDead(kOther, true);
  reloadTo({{"one", kOther}, {"two", 1}});
  runFor(kMinuteMs);
  setDead(kOther, false);
  runFor(kMinuteMs);
  reloadTo({{"one", kOther}});
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_EQ(there("sim"), 0);
  EXPECT_GT(there("other"), 4);
}

TEST_F(Succession, TakesNothingAwayWhereTwoSourcesChangePlaces) {
  addTwoClusters();
  startWith({{"one", 0}, {"two", kOther}});
  runFor(kMinuteMs);
  reloadTo({{"one", kOther}, {"two", 0}});
  runFor(kMinuteMs);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_GT(there("sim"), 20);
  EXPECT_GT(there("other"), 4);
}

TEST_F(Succession, OfOneThatStoodByEndsWhereTheLeaderGoesAndItFollowsAnotherCluster) {
  addTwoClusters();
  startWith({{"one", 0}, {"two", 1}, {"three", kOther}});
  runFor(kMinuteMs);
  reloadTo({{"two", kOthersSecond}, {"three", kOther}});
  runFor(kMinuteMs);
  stop();
  EXPECT_EQ(there("sim"), 0);
  EXPECT_GT(there("other"), 4);
}

TEST_F(Succession, IsToldWhereASourceFollowsAnotherClusterAndNobodyWatchesItsFormerOne) {
  addTwoClusters();
  startWith({{"one", 0}, {"three", kOther}});
  runFor(kMinuteMs);
  reloadTo({{"one", kOthersSecond}, {"three", kOther}});
  runFor(kMinuteMs);
  const std::string why = trouble("one");
  EXPECT_THAT(why, AllOf(HasSubstr("\"sim\""), HasSubstr("\"other\""), HasSubstr("\"three\""),
                         HasSubstr("\"endpoints\"")));
  EXPECT_EQ(trouble("three"), "");
  EXPECT_THAT(log_.all(), Contains(AllOf(StartsWith("component.one: "), HasSubstr("\"sim\""))));
  const auto told = log_.all().size();
  runFor(kMinuteMs);
  EXPECT_EQ(log_.all().size(), told) << "once";
  EXPECT_EQ(trouble("one"), why);
  reloadTo({{"one", kOthersSecond}, {"three", kOther}, {"two", 1}});
  runFor(kMinuteMs);
  EXPECT_EQ(trouble("one"), "") << "another source watches it now";
  reloadTo({{"one", 0}, {"three", kOther}});
  runFor(kMinuteMs);
  EXPECT_EQ(trouble("one"), "");
  stop();
  EXPECT_GT(there("sim"), 20);
}

// Nobody has lost anything: it is the same cluster.
TEST_F(Succession, IsNoLossWhereTheOptionsOfAllSourcesCallAClusterOtherwise) {
  addThreeNodes();
  options_ = ", cluster: old";
  start({0, 1});
  runFor(kMinuteMs);
  options_ = ", cluster: new";
  reload({0, 1});
  runFor(5 * kMinuteMs);
  EXPECT_EQ(trouble("one"), "");
  EXPECT_EQ(trouble("two"), "");
  EXPECT_THAT(log_.all(), Not(Contains(HasSubstr("\"old\""))));
  for (const char* source : {"component.one: ", "component.two: "})
    EXPECT_EQ(std::ranges::count_if(log_.told(),
                                    [&](const std::string& each) {
                                      return each.starts_with(source) &&
                                             each.find("\"old\"") != each.npos;
                                    }),
              1)
        << source;
  stop();
  EXPECT_EQ(there("old"), 0);
  EXPECT_GT(there("new"), 20);
}

TEST_F(Succession, IsNoLossWhereANodeOnItsOwnJoinsAClusterThatIsWatched) {
  addThreeNodes();
  simulator::Settings alone;
  alone.nodes = 1;
  alone.guests = 4;
  alone.cluster = "";
  add(alone);
  startWith({{"one", 1}, {"two", 3}});
  runFor(kMinuteMs);
  simulator::Settings joined = simulators_[0]->settings();
  joined.port = simulators_[3]->port();
  joined.certificate = simulators_[3]->certificate();
  simulators_[3].reset();
  simulators_[3] = std::make_unique<Simulator>(joined);
  runFor(10 * kMinuteMs);
  EXPECT_EQ(trouble("two"), "");
  EXPECT_THAT(log_.all(), Not(Contains(HasSubstr("no other source watches"))));
  EXPECT_THAT(log_.told(), Contains(AllOf(StartsWith("component.two: "), HasSubstr("\"two\""),
                                          HasSubstr("\"sim\""), HasSubstr("begin anew"))));
  stop();
  EXPECT_EQ(there("two"), 0);
  EXPECT_GT(there("sim"), 20);
}

TEST_F(Succession, IsLoggedWhereASourceIsGivenAClusterThatNobodyElseWatches) {
  addTwoClusters();
  start({0});
  runFor(kMinuteMs);
  reloadTo({{"one", kOther}});
  runFor(kMinuteMs);
  EXPECT_EQ(trouble("one"), "") << "it does what it is told to";
  EXPECT_THAT(log_.all(), Contains(AllOf(StartsWith("component.one: "), HasSubstr("\"sim\""),
                                         HasSubstr("\"other\""))));
  stop();
  EXPECT_EQ(there("sim"), 0);
}

}  // namespace
}  // namespace pipevane::testing
