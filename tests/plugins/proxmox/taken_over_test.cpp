// A decoder that begins in the place of another one, which told of the same cluster.
#include "tests/plugins/proxmox/fleet.h"

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kCycle = 10'000;
const std::string kLocked = edited(kVm100, R"("pool":"prod")", R"("pool":"prod","lock":"backup")");
const std::string kUnknown =
    R"({"id":"qemu/100","type":"qemu","vmid":100,"node":"pve1","status":"unknown"})";

class TakenOver : public ::testing::Test {
 protected:
  // By somebody who told of a guest with a lock.
  TakenOver() {
    fleet.list(kNode1 + "," + kLocked);
    EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), "backup");
    fleet.decoder.takeOver("lab");
  }
  Fleet fleet;
};

TEST_F(TakenOver, ForgetsWhatIsListedNoMore) {
  fleet.list(kNode1 + "," + kVm100, kT0 + kCycle);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "web01");
}

TEST_F(TakenOver, ForgetsItOfWhatTheFirstListDidNotNameAsWell) {
  fleet.list(kNode1, kT0 + kCycle);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), "backup");
  fleet.list(kNode1 + "," + kVm100, kT0 + 2 * kCycle);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), std::nullopt);
}

// Its node is silent: what was known of it is, as it is where nobody took over.
TEST_F(TakenOver, KeepsTheNameOfAGuestOfWhichNothingIsKnownUntilItIs) {
  fleet.list(kNode1 + "," + kUnknown, kT0 + kCycle);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "unknown");
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "web01");
  fleet.list(kNode1 + "," + kVm100, kT0 + 2 * kCycle);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "web01");
  EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), std::nullopt);
}

// The one that led told its last figures as live, and is gone.
TEST_F(TakenOver, KnowsNoFiguresOfANodeThatDiedMeanwhile) {
  ASSERT_NE(fleet.quality("lab/node/pve1", "uptime_seconds"), Quality::kUnknown);
  ASSERT_NE(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kUnknown);
  fleet.list(edited(kNode1, "online", "offline") + "," + kUnknown, kT0 + kCycle);
  EXPECT_EQ(fleet.quality("lab/node/pve1", "uptime_seconds"), Quality::kUnknown);
  EXPECT_EQ(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kUnknown);
  EXPECT_EQ(fleet.samples("lab/node/pve1", "uptime_seconds").back().time_ms, kT0 + kCycle);
}

TEST_F(TakenOver, KnowsNoFiguresOfWhatRunsNoMoreAndTellsThoseOfWhatDoes) {
  fleet.list(kNode1 + "," + edited(kVm100, "running", "stopped"), kT0 + kCycle);
  EXPECT_EQ(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kUnknown);
  EXPECT_NE(fleet.quality("lab/node/pve1", "uptime_seconds"), Quality::kUnknown);
}

TEST_F(TakenOver, SaysItOnce) {
  fleet.list(kNode1 + "," + kVm100, kT0 + kCycle);
  fleet.host.clearPushed();
  fleet.list(kNode1 + "," + kVm100, kT0 + 2 * kCycle);
  for (const auto& batch : fleet.host.pushed()) EXPECT_TRUE(batch.changes().empty());
}

}  // namespace
}  // namespace pipevane::proxmox
