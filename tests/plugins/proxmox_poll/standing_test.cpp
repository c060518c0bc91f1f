#include "plugins/proxmox_poll/standing.h"

#include <gtest/gtest.h>

#include <vector>

namespace pipevane::proxmox_poll {
namespace {

const Rights kBlind(1), kSome(64), kAll(255);

TEST(StandingTest, BeatsForQuorumHoweverMuchMoreTheOtherOneSees) {
  const Standing challenger{kSome, Side::kMajority};
  for (const Rights rights : {kSome, kAll}) {
    EXPECT_TRUE(challenger.beats({rights, Side::kMinority}));
    EXPECT_TRUE(challenger.beatsByQuorum({rights, Side::kMinority}));
    EXPECT_FALSE((Standing{rights, Side::kMinority}).beats(challenger));
  }
}

TEST(StandingTest, BeatsForSeeingMoreWhereNoSideIsWorse) {
  for (const Side side : {Side::kUnknown, Side::kMinority, Side::kMajority}) {
    EXPECT_TRUE((Standing{kAll, side}).beats({kSome, side}));
    EXPECT_FALSE((Standing{kAll, side}).beatsByQuorum({kSome, side}));
    EXPECT_FALSE((Standing{kAll, side}).beats({kAll, side}));
  }
  EXPECT_TRUE((Standing{kAll, Side::kUnknown}).beats({kSome, Side::kMajority}));
  EXPECT_TRUE((Standing{kAll, Side::kUnknown}).beats({kSome, Side::kMinority}));
}

TEST(StandingTest, DoesNotBeatForQuorumWhereItIsNotKnown) {
  EXPECT_FALSE((Standing{kAll, Side::kUnknown}).beats({kAll, Side::kMinority}));
  EXPECT_FALSE((Standing{kAll, Side::kMajority}).beats({kAll, Side::kUnknown}));
}

TEST(StandingTest, NeverBeatsOneThatSeesGuestsWhereItSeesNone) {
  EXPECT_FALSE((Standing{kBlind, Side::kMajority}).beats({kSome, Side::kMinority}));
  EXPECT_TRUE((Standing{kSome, Side::kMinority}).beats({kBlind, Side::kMajority}));
}

TEST(StandingTest, OfSeveralLeavesAlwaysOneThatNobodyBeatsOrComesBefore) {
  std::vector<Standing> all;
  for (const Rights rights : {Rights(), kBlind, kSome, kAll})
    for (const Side side : {Side::kUnknown, Side::kMinority, Side::kMajority})
      all.push_back({rights, side});
  for (const Standing& a : all)
    for (const Standing& b : all) {
      if (a.beats(b)) {
        EXPECT_TRUE(a.isAbove(b));
      }
      for (const Standing& c : all)
        if (a.isAbove(b) && b.isAbove(c)) {
          EXPECT_TRUE(a.isAbove(c));
          EXPECT_FALSE(c.isAbove(a));
        }
    }
}

}  // namespace
}  // namespace pipevane::proxmox_poll
