// Who leads where the node of one source has quorum, and that of another one has none.
#include "plugins/proxmox/leadership/leadership.h"
#include "tests/plugins/proxmox_poll/one_rival.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

const proxmox::Rights kSome(64), kAll(255), kBlind(1);
constexpr std::int64_t kHourMs = 60 * 60'000;

class LeadershipInAMinority : public ::testing::Test {
 protected:
  LeadershipInAMinority() {
    rival_.identity = kIdentity;
    rival_.cluster = "lab";
    rival_.standing = {kAll, proxmox::Side::kMajority};
    own_.setRights(kAll);
  }
  bool settle(proxmox::Side side) {
    own_.setSide(side);
    return own_.settle(kIdentity, "lab");
  }
  // The other one leads, and this one stands by.
  void standBy(proxmox::Side side = proxmox::Side::kMajority) {
    rival_.join(host_);
    ASSERT_TRUE(settle(side));
    ASSERT_TRUE(own_.standsBy());
  }
  // It led in the minority, and gave the lead to the other one, which sees less.
  void giveAway() {
    ASSERT_TRUE(settle(proxmox::Side::kMinority));
    ASSERT_TRUE(own_.leads());
    pass(kHourMs);
    rival_.standing = {kSome, proxmox::Side::kMajority};
    ASSERT_TRUE(own_.yield(rival_.standing));
    rival_.join(host_);
  }
  bool able() const {
    bool able = false;
    own_.read([&](const proxmox::ClusterClaim& claim) { able = claim.able; });
    return able;
  }
  void pass(std::int64_t duration_ms) { host_.pass(duration_ms); }

  static inline const proxmox::ClusterIdentity kIdentity{"root", "cluster lab"};
  testing::FakeHost host_{"lab"};
  OneRival rival_;
  proxmox::Leadership own_{host_.host(), proxmox::kPolls, 10'000};
};

TEST_F(LeadershipInAMinority, IsGivenToOneThatHasQuorum) {
  standBy();
  rival_.standing.side = proxmox::Side::kMinority;
  EXPECT_TRUE(own_.vacant());
  ASSERT_TRUE(settle(proxmox::Side::kMajority));
  EXPECT_TRUE(own_.leads());
  EXPECT_TRUE(own_.tookOver());
  EXPECT_EQ(rival_.stage, proxmox::Stage::kStandsBy);
}

TEST_F(LeadershipInAMinority, IsNotGivenToOneThatHasNoQuorumOrDoesNotKnow) {
  rival_.standing.side = proxmox::Side::kMinority;
  for (const proxmox::Side side : {proxmox::Side::kMinority, proxmox::Side::kUnknown}) {
    standBy(side);
    EXPECT_EQ(rival_.stage, proxmox::Stage::kLeads);
  }
}

TEST_F(LeadershipInAMinority, IsLookedAtAgainOnceAMinute) {
  standBy();
  pass(kHourMs);
  EXPECT_FALSE(own_.vacant()) << "the other one has quorum";
  rival_.standing.side = proxmox::Side::kMinority;
  for (const proxmox::Side side :
       {proxmox::Side::kMinority, proxmox::Side::kUnknown, proxmox::Side::kMinority}) {
    EXPECT_TRUE(own_.vacant());
    ASSERT_TRUE(settle(side));
    ASSERT_TRUE(own_.standsBy());
    EXPECT_EQ(own_.lacksQuorumToLead(), side == proxmox::Side::kMinority);
    EXPECT_FALSE(own_.vacant());
    pass(proxmox::Steadiness::kQuorumAgainMs - 1);
    EXPECT_FALSE(own_.vacant());
    pass(1);
  }
}

TEST_F(LeadershipInAMinority, IsLookedAtAgainOnceAMinuteByOneThatNobodyAnswers) {
  standBy();
  rival_.standing.side = proxmox::Side::kMinority;
  own_.unreached();
  EXPECT_FALSE(own_.vacant());
  pass(proxmox::Steadiness::kQuorumAgainMs);
  EXPECT_TRUE(own_.vacant());
}

TEST_F(LeadershipInAMinority, IsNotLookedAtWhereQuorumWouldNotBeEnough) {
  standBy(proxmox::Side::kMinority);
  EXPECT_FALSE(own_.lacksQuorumToLead()) << "the other one has it";
  pass(kHourMs);
  EXPECT_FALSE(own_.vacant());
  own_.setRights(kBlind);
  rival_.standing = {kSome, proxmox::Side::kMinority};
  ASSERT_TRUE(settle(proxmox::Side::kMajority));
  EXPECT_TRUE(own_.standsBy());
}

// Somebody has to tell.
TEST_F(LeadershipInAMinority, GoesToWhoIsLeftWhereTheOtherOneFails) {
  rival_.standing.side = proxmox::Side::kMinority;
  standBy(proxmox::Side::kMinority);
  rival_.answers = false;
  EXPECT_TRUE(own_.vacant());
}

TEST_F(LeadershipInAMinority, IsGivenAwayOnceAndNotTakenBack) {
  ASSERT_TRUE(settle(proxmox::Side::kMinority));
  ASSERT_TRUE(own_.leads());
  EXPECT_FALSE(own_.yield({kAll, proxmox::Side::kMinority}));
  EXPECT_FALSE(own_.yield({kAll, proxmox::Side::kUnknown}));
  EXPECT_FALSE(own_.yield({kBlind, proxmox::Side::kMajority}));
  EXPECT_TRUE(own_.yield({kSome, proxmox::Side::kMajority}));
  EXPECT_FALSE(own_.yield({kSome, proxmox::Side::kMajority})) << "it does not lead any more";
  rival_.join(host_);
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(own_.vacant());
    pass(proxmox::Steadiness::kQuorumAgainMs / 2);
  }
}

TEST_F(LeadershipInAMinority, IsNotGivenAwayWhereItHasQuorumAgain) {
  ASSERT_TRUE(settle(proxmox::Side::kMinority));
  own_.setSide(proxmox::Side::kMajority);
  EXPECT_FALSE(own_.yield({kAll, proxmox::Side::kMajority}));
}

// It sees more, which counts where nobody is in the minority.
TEST_F(LeadershipInAMinority, IsTakenBackForSeeingMoreOnceItHasQuorumAgain) {
  rival_.standing = {kSome, proxmox::Side::kMajority};
  standBy(proxmox::Side::kMinority);
  EXPECT_TRUE(own_.lacksQuorumToLead());
  pass(proxmox::Steadiness::kSteadyMs - 1);
  EXPECT_FALSE(own_.vacant()) << "it does not ask each minute while the other one has quorum";
  rival_.standing.side = proxmox::Side::kMinority;
  EXPECT_TRUE(own_.vacant());
  rival_.standing.side = proxmox::Side::kMajority;
  pass(1);
  EXPECT_TRUE(own_.vacant());
  ASSERT_TRUE(settle(proxmox::Side::kMajority));
  EXPECT_TRUE(own_.leads());
}

TEST_F(LeadershipInAMinority, IsTakenBackForSeeingMoreWhenItWasGivenAwayForLong) {
  giveAway();
  pass(proxmox::Steadiness::kSteadyMs - 1);
  EXPECT_FALSE(own_.vacant());
  ASSERT_TRUE(settle(proxmox::Side::kMajority));
  EXPECT_TRUE(own_.standsBy()) << "as the other one failed for a moment";
  pass(1);
  EXPECT_TRUE(own_.vacant());
  ASSERT_TRUE(settle(proxmox::Side::kMajority));
  EXPECT_TRUE(own_.leads());
}

TEST_F(LeadershipInAMinority, IsTakenBackForQuorumAsSoonAsTheNextOneHasNone) {
  giveAway();
  pass(proxmox::Steadiness::kQuorumAgainMs);
  EXPECT_FALSE(own_.vacant());
  rival_.standing.side = proxmox::Side::kMinority;
  EXPECT_TRUE(own_.vacant());
  ASSERT_TRUE(settle(proxmox::Side::kMajority));
  EXPECT_TRUE(own_.leads());
}

// It sees more, has quorum whenever it is asked to take the lead, and none as soon as it leads.
TEST_F(LeadershipInAMinority, GoesBackAndForthNoMoreOftenThanEveryFiveMinutes) {
  giveAway();
  int given_away = 0;
  for (std::int64_t ms = 0; ms < kHourMs; ms += 60'000) {
    if (own_.leads()) {
      own_.setSide(proxmox::Side::kMinority);
      ASSERT_TRUE(own_.yield(rival_.standing));
      rival_.stage = proxmox::Stage::kLeads;
      ++given_away;
    }
    pass(60'000);
    if (own_.vacant()) {
      ASSERT_TRUE(settle(proxmox::Side::kMajority));
    }
  }
  EXPECT_GE(given_away, 5) << "it sees more";
  EXPECT_LE(given_away, 12);
}

// Those that come after it wait for it.
TEST_F(LeadershipInAMinority, IsNotWaitedForByOthersWhereItsOwnSideIsNotKnown) {
  rival_.standing.side = proxmox::Side::kMinority;
  standBy(proxmox::Side::kUnknown);
  EXPECT_FALSE(able());
  rival_.standing.side = proxmox::Side::kMajority;
  ASSERT_TRUE(settle(proxmox::Side::kUnknown));
  EXPECT_TRUE(able()) << "where that one fails it may go on";
  rival_.standing.side = proxmox::Side::kMinority;
  rival_.answers = false;
  ASSERT_TRUE(settle(proxmox::Side::kUnknown));
  EXPECT_TRUE(able()) << "somebody has to tell";
}

TEST_F(LeadershipInAMinority, IsNotWaitedForByOthersOnceItGaveTheLeadAway) {
  giveAway();
  EXPECT_FALSE(able());
}

TEST_F(LeadershipInAMinority, IsWaitedForOnlyWhereNobodyWhoWaitsCouldTakeOver) {
  std::vector<proxmox::Standing> all;
  for (const proxmox::Rights rights : {proxmox::Rights(), kBlind, kSome, kAll})
    for (const proxmox::Side side :
         {proxmox::Side::kUnknown, proxmox::Side::kMinority, proxmox::Side::kMajority})
      all.push_back({rights, side});
  rival_.join(host_);
  for (const proxmox::Standing& leader : all)
    for (const proxmox::Standing& own : all) {
      rival_.stage = proxmox::Stage::kLeads;
      rival_.standing = leader;
      own_.setRights(own.rights);
      ASSERT_TRUE(settle(own.side));
      if (own_.leads() || !able()) continue;
      for (const proxmox::Standing& next : all)
        if (next.beats(leader)) {
          EXPECT_TRUE(next.isAbove(own)) << "the next one would wait for ever";
        }
    }
}

TEST_F(LeadershipInAMinority, OfTwoThatStandByIsFirstOfferedToTheOneThatHadQuorum) {
  standBy(proxmox::Side::kMajority);
  rival_.stage = proxmox::Stage::kStandsBy;
  EXPECT_FALSE(own_.vacant()) << "the other one comes first in the pipeline";
  rival_.standing.side = proxmox::Side::kMinority;
  EXPECT_TRUE(own_.vacant());
}

}  // namespace
}  // namespace pipevane::proxmox_poll
