// What the rows of a node say of its clock: they are up to a cycle old.
#include "plugins/proxmox/exported_nodes.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kT0 = 1'795'000'000'000;

struct NodeClock : ::testing::Test {
  // An answer of now in which a node's newest row says that it is so much ahead of us.
  void hear(std::int64_t ahead_ms, std::int64_t passed_ms = 10'000) {
    answer(passed_ms);
    nodes.hear("pve1", now_ms + ahead_ms, true);
    nodes.end();
  }
  void hearNothing() {
    answer(10'000);
    nodes.end();
  }
  // The newest row of the answer before.
  void hearAgain() {
    answer(10'000);
    nodes.hear("pve1", nodes.newestMs("pve1"), true);
    nodes.end();
  }
  void answer(std::int64_t passed_ms) {
    now_ms += passed_ms;
    nodes.begin({.now_ms = now_ms, .source_ms = now_ms, .from_ms = 0, .online = {"pve1"}});
  }
  ExportedNodes nodes;
  std::int64_t now_ms = kT0;
};

TEST_F(NodeClock, ThatIsAheadIsSoByMoreThanTenSeconds) {
  hear(10'000);
  EXPECT_FALSE(nodes.aheadMs("pve1"));
  hear(11'000);
  EXPECT_EQ(nodes.aheadMs("pve1"), 11'000);
}

TEST_F(NodeClock, ThatWasAheadIsSoUntilARowIsOfThePast) {
  hear(11'000);
  hear(5'000);
  EXPECT_EQ(nodes.aheadMs("pve1"), 11'000) << "an older row of the same clock";
  hear(-1'000);
  EXPECT_FALSE(nodes.aheadMs("pve1"));
}

TEST_F(NodeClock, ThatWasAheadIsNotSoAnyMoreWhereItIsALittleBehind) {
  hear(50'000);
  hear(-40'000, 100'000);
  EXPECT_FALSE(nodes.aheadMs("pve1"));
}

TEST_F(NodeClock, ThatIsBehindIsSoByMoreThanTwoMinutesUntilItClearlyAgrees) {
  hear(-120'000);
  hear(-120'000);
  EXPECT_FALSE(nodes.aheadMs("pve1"));
  hear(-121'000);
  EXPECT_EQ(nodes.aheadMs("pve1"), -121'000);
  hear(-60'000);
  EXPECT_EQ(nodes.aheadMs("pve1"), -121'000) << "rows are of another age each time";
  hear(-29'000);
  EXPECT_FALSE(nodes.aheadMs("pve1"));
}

// Of a node that told its last a while ago, and of rows that come again.
TEST_F(NodeClock, IsNotReadFromRowsThatAreNotNew) {
  hear(-300'000);
  EXPECT_FALSE(nodes.aheadMs("pve1")) << "it may be the last one of a node that is gone";
  for (int i = 0; i < 3; ++i) hearAgain();
  EXPECT_FALSE(nodes.aheadMs("pve1"));
  hear(-5'000);
  for (int i = 0; i < 20; ++i) hearAgain();
  EXPECT_FALSE(nodes.aheadMs("pve1"));
  hear(-5'000);
  for (int i = 0; i < 20; ++i) hearNothing();
  EXPECT_FALSE(nodes.aheadMs("pve1"));
}

}  // namespace
}  // namespace pipevane::proxmox
