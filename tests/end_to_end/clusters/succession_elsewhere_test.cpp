// What becomes of what a source told of a cluster, once it is given another one.
#include "tests/end_to_end/clusters/succession.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::IsEmpty;

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

// As where a file is away that its options name: nobody knows what it would say.
class KeptForOneThatCannotBeMade : public Succession {
 protected:
  void passSinceItIsKept(std::int64_t duration_ms) {
    addTwoClusters();
    own_options_["three"] = ", ca_file: /nowhere/authority.pem";
    startWith({{"one", 0}, {"three", 1}});
    runFor(kMinuteMs);
    ASSERT_NE(trouble("three"), "");
    reloadTo({{"one", kOther}, {"three", 1}});
    runFor(duration_ms);
  }
};

TEST_F(KeptForOneThatCannotBeMade, AClusterIsUnknownMeanwhile) {
  passSinceItIsKept(2 * kMinuteMs);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  for (const char* key : {"sim/node/pve1", "sim/vm/100"})
    EXPECT_EQ(states_[key].back(), "unknown") << key;
}

TEST_F(KeptForOneThatCannotBeMade, AClusterEndsAfterAWhile) {
  passSinceItIsKept(6 * kMinuteMs);
  stop();
  EXPECT_EQ(there("sim"), 0);
  EXPECT_GT(there("other"), 4);
}

TEST_F(KeptForOneThatCannotBeMade, AClusterIsBackWhenItIsMade) {
  passSinceItIsKept(6 * kMinuteMs);
  own_options_.clear();
  reloadTo({{"one", kOther}, {"three", 1}});
  runFor(kMinuteMs);
  stop();
  EXPECT_GT(there("sim"), 20);
  EXPECT_EQ(states_["sim/node/pve1"].back(), "online");
}

}  // namespace
}  // namespace pipevane::testing
