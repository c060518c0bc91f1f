// A cluster that nobody is heard of any more, while its sources come and go.
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

#include <cmath>

namespace pipevane::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Not;

class SilentCluster : public Clusters {
 protected:
  void setAllDead(bool dead) {
    for (std::size_t i = 0; i < simulators_.size(); ++i) setDead(i, dead);
  }
  // Of each guest that is there.
  std::vector<std::vector<std::string>> statesOfGuests() {
    std::vector<std::vector<std::string>> states;
    for (const std::string& each : entities_)
      if (isGuest(each)) states.push_back(states_[each]);
    return states;
  }
  std::vector<std::string> lastStatesOfGuests() {
    std::vector<std::string> last;
    for (const auto& states : statesOfGuests()) last.push_back(states.back());
    return last;
  }
  double guestsThatRun() {
    return samples_[{"sim/cluster/sim", "guests_running_count"}].rbegin()->second;
  }
};

TEST_F(SilentCluster, HasNoNumberOfGuestsThatRun) {
  addThreeNodes();
  start({0});
  runFor(kMinuteMs);
  setAllDead(true);
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_THAT(lastStatesOfGuests(), Each("unknown"));
  EXPECT_TRUE(std::isnan(guestsThatRun())) << guestsThatRun();
}

TEST_F(SilentCluster, IsUnknownToTheOneThatStoodByWhereTheLeaderGoesMeanwhile) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  setAllDead(true);
  reload({1});
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(lastStatesOfGuests(), Each("unknown"));
  EXPECT_TRUE(std::isnan(guestsThatRun())) << guestsThatRun();
  for (const char* key : {"sim/node/pve1", "sim/storage/pve1/local"})
    EXPECT_EQ(states_[key].back(), "unknown") << key;
}

TEST_F(SilentCluster, IsKnownAgainWhenSomebodyAnswers) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  setAllDead(true);
  reload({1});
  runFor(2 * kMinuteMs);
  setAllDead(false);
  runFor(2 * kMinuteMs);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(statesOfGuests(), Each(Contains("unknown")));
  EXPECT_THAT(lastStatesOfGuests(), Not(Contains("unknown")));
}

// It was given an address where nobody answers, and has told all of it before.
TEST_F(SilentCluster, IsNoneWhereAnotherSourceOfItIsAnswered) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  setDead(2, true);
  reloadTo({{"one", 2}, {"two", 1}});
  runFor(5 * kMinuteMs);
  EXPECT_GE(asked(1), 25U);
  stop();
  EXPECT_EQ(guestsAmong(entities_), 20);
  EXPECT_THAT(statesOfGuests(), Each(Not(Contains("unknown"))));
}

TEST_F(SilentCluster, IsOfWhatTheOneThatWasAnsweredToldLast) {
  addThreeNodes();
  start({0, 1});
  runFor(kMinuteMs);
  setDead(2, true);
  reloadTo({{"one", 2}, {"two", 1}});
  runFor(kMinuteMs);
  for (const auto& each : simulators_) each->locked([](World& world) { world.destroy(100); });
  runFor(2 * kMinuteMs);
  reloadTo({{"one", 2}});
  runFor(3 * kMinuteMs);
  stop();
  EXPECT_THAT(entities_, Not(Contains("sim/vm/100"))) << "it is gone";
  EXPECT_EQ(guestsAmong(entities_), 19);
  EXPECT_THAT(lastStatesOfGuests(), Each("unknown"));
}

}  // namespace
}  // namespace pipevane::testing
