// What is said where a source watches another cluster than before: whether the former one is lost.
#include "tests/end_to_end/clusters/succession.h"

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

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
