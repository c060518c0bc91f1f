#include "plugins/proxmox/leadership/standing.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace pipevane::proxmox {
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

std::vector<Standing> all() {
  std::vector<Standing> all;
  for (const Rights rights : {Rights(), kBlind, kSome, kAll})
    for (const Side side : {Side::kUnknown, Side::kMinority, Side::kMajority})
      all.push_back({rights, side});
  return all;
}

// However many there are: who took the lead from whom, and so on, never leads back.
TEST(StandingTest, NobodyIsBeatenByOneThatItBeatOrThatWasBeatenByOneThatItBeat) {
  const std::vector<Standing> each = all();
  std::vector<std::vector<bool>> beaten(each.size(), std::vector<bool>(each.size()));
  for (std::size_t a = 0; a < each.size(); ++a)
    for (std::size_t b = 0; b < each.size(); ++b) beaten[a][b] = each[a].beats(each[b]);
  for (std::size_t over = 0; over < each.size(); ++over)
    for (std::size_t a = 0; a < each.size(); ++a)
      for (std::size_t b = 0; b < each.size(); ++b)
        if (beaten[a][over] && beaten[over][b]) beaten[a][b] = true;
  for (std::size_t a = 0; a < each.size(); ++a) EXPECT_FALSE(beaten[a][a]) << a;
}

// Those that stand by wait for the first of them.
TEST(StandingTest, WhoComesFirstBeatsWhomAnyoneAfterItBeatsUnlessItsSideIsNotKnown) {
  for (const Standing& leader : all())
    for (const Standing& first : all())
      for (const Standing& next : all()) {
        if (next.isAbove(first) || !next.beats(leader)) continue;
        EXPECT_TRUE(first.beats(leader) || (first.side == Side::kUnknown && leader.isMinority()));
      }
}

}  // namespace
}  // namespace pipevane::proxmox
