// Who tells of what: guests that move, machines of one name, and what nobody tells any more.
#include "tests/plugins/proxmox/push/pushed_fleet.h"

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kCycleMs = 10'000;

TEST(PushedTellers, AGuestIsWhereItWasToldOfLast) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1"));
  fleet.sender = "10.77.0.12";
  fleet.influx(vmLine("100", "pve2", kPushedS + 10), kPushedMs + kCycleMs);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), "pve2");
  EXPECT_EQ(fleet.samples("lab/vm/100", "uptime_seconds").size(), 2U);
  EXPECT_EQ(fleet.decoder.counts().allRefused(), 0U);
}

TEST(PushedTellers, AGuestMayMoveToANodeWhoseClockIsBehind) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1"));
  fleet.sender = "10.77.0.12";
  fleet.influx(vmLine("100", "pve2", kPushedS - 5), kPushedMs + kCycleMs);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), "pve2");
  EXPECT_EQ(fleet.samples("lab/vm/100", "uptime_seconds").size(), 2U);
}

TEST(PushedTellers, OfTwoThatTellOfOneGuestOneIsBelieved) {
  PushedFleet fleet;
  for (int cycle = 0; cycle < 6; ++cycle) {
    fleet.sender = "10.77.0.11";
    fleet.influx(vmLine("100", "pve1", kPushedS + 10 * cycle), kPushedMs + kCycleMs * cycle);
    fleet.sender = "10.88.0.11";
    fleet.influx(vmLine("100", "node-b", kPushedS + 10 * cycle + 5),
                 kPushedMs + kCycleMs * cycle + 5000);
  }
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), "pve1");
  EXPECT_EQ(fleet.refused(Refusal::kSameGuest), 5U);
  const auto& conflicts = fleet.decoder.told().at(0).tellers->conflicts();
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].what, "guest 100");
  EXPECT_NE(conflicts[0].one.find("10.77.0.11"), std::string::npos);
  EXPECT_NE(conflicts[0].other.find("10.88.0.11"), std::string::npos);
  fleet.expectAllCounted();
}

TEST(PushedTellers, AGuestOfAnotherNameIsAnotherGuestAtOnce) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1"));
  fleet.sender = "10.88.0.11";
  fleet.influx(vmLine("100", "node-b", kPushedS + 5, "", "mail"), kPushedMs + 5000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "web01");
  EXPECT_EQ(fleet.refused(Refusal::kSameGuest), 1U);
}

TEST(PushedTellers, ASecondMachineOfANodesNameIsRefused) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1"));
  fleet.sender = "10.88.0.11";
  fleet.influx(nodeLines("pve1", kPushedS + 5) + vmLine("100", "pve1", kPushedS + 5),
               kPushedMs + 5000);
  EXPECT_EQ(fleet.samples("lab/node/pve1", "uptime_seconds").size(), 1U);
  EXPECT_EQ(fleet.samples("lab/vm/100", "uptime_seconds").size(), 1U);
  EXPECT_EQ(fleet.refused(Refusal::kSameNode), 6U);
  const auto& conflicts = fleet.decoder.told().at(0).tellers->conflicts();
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].what, "node pve1");
  EXPECT_EQ(conflicts[0].one, "10.77.0.11");
  EXPECT_EQ(conflicts[0].other, "10.88.0.11");
  fleet.expectAllCounted();
}

TEST(PushedTellers, ANodeMayGetAnotherAddress) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1"));
  fleet.sender = "10.88.0.11";
  fleet.influx(nodeLines("pve1", kPushedS + 40), kPushedMs + 40'000);
  EXPECT_EQ(fleet.samples("lab/node/pve1", "uptime_seconds").size(), 2U);
  EXPECT_EQ(fleet.decoder.counts().allRefused(), 0U);
}

TEST(PushedTellers, SendersTellTwoClustersApart) {
  Senders senders("push", "");
  senders.addAddress("10.77.0.11", "east");
  senders.addAddress("10.88.0.11", "west");
  PushedFleet fleet(std::move(senders));
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1"));
  fleet.sender = "10.88.0.11";
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1", kPushedS, "", "mail"));
  fleet.sender = "10.99.0.1";
  fleet.influx(vmLine("100", "pve1"));
  EXPECT_EQ(fleet.attribute("east/vm/100", "name"), "web01");
  EXPECT_EQ(fleet.attribute("west/vm/100", "name"), "mail");
  EXPECT_EQ(fleet.refused(Refusal::kForeign), 1U);
  EXPECT_EQ(fleet.decoder.counts().allRefused(), 1U);
}

TEST(PushedTellers, ASilentNodesFiguresAreStaleAndThenItsStateIsUnknown) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1") + storageLine("local", "pve1", false));
  fleet.pass(kPushedMs + PushTimes::kStaleMs - 1);
  EXPECT_EQ(fleet.quality("lab/vm/100", "cpu_usage_ratio"), Quality::kLive);
  fleet.pass(kPushedMs + PushTimes::kStaleMs);
  EXPECT_EQ(fleet.quality("lab/vm/100", "cpu_usage_ratio"), Quality::kStale);
  EXPECT_EQ(fleet.quality("lab/vm/100", "network_receive_bytes_total"), Quality::kUnknown);
  EXPECT_EQ(fleet.quality("lab/node/pve1", "memory_used_bytes"), Quality::kStale);
  EXPECT_EQ(fleet.quality("lab/storage/pve1/local", "disk_used_bytes"), Quality::kStale);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
  fleet.pass(kPushedMs + PushTimes::kUnknownMs - 1);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
  fleet.pass(kPushedMs + PushTimes::kUnknownMs);
  for (const char* key : {"lab/vm/100", "lab/node/pve1", "lab/storage/pve1/local"})
    EXPECT_EQ(fleet.attribute(key, "status"), "unknown") << key;
}

TEST(PushedTellers, WhatIsToldAgainIsAliveAgain) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1"));
  fleet.pass(kPushedMs + PushTimes::kUnknownMs);
  fleet.influx(nodeLines("pve1", kPushedS + 400) + vmLine("100", "pve1", kPushedS + 400),
               kPushedMs + 400'000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
  EXPECT_EQ(fleet.attribute("lab/node/pve1", "status"), "online");
  EXPECT_EQ(fleet.quality("lab/vm/100", "cpu_usage_ratio"), Quality::kLive);
}

TEST(PushedTellers, AGuestThatItsNodeDoesNotTellOfAnyMoreIsGone) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1") + vmLine("101", "pve1"));
  for (std::int64_t ms = kCycleMs; ms <= PushTimes::kUnknownMs; ms += kCycleMs)
    fleet.influx(vmLine("101", "pve1", kPushedS + ms / 1000), kPushedMs + ms);
  EXPECT_FALSE(fleet.entities.contains("lab/vm/100"));
  EXPECT_TRUE(fleet.gaveUp("lab/vm/100")) << "it may be on a node that sends nothing";
  EXPECT_TRUE(fleet.entities.contains("lab/vm/101"));
  // And comes back as a new one.
  fleet.influx(vmLine("100", "pve1", kPushedS + 310), kPushedMs + 310'000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
}

// The last datagram with one of them was lost, and then its node told nothing for ten minutes.
TEST(PushedTellers, AGuestThatItsNodeMissedOnceIsNotGoneWhileItIsSilent) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1") + vmLine("101", "pve1"));
  fleet.influx(vmLine("101", "pve1", kPushedS + 10), kPushedMs + 10'000);
  fleet.pass(kPushedMs + 2 * PushTimes::kUnknownMs);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "unknown");
  // It is once its node tells of the other one alone.
  constexpr std::int64_t kBackMs = 2 * PushTimes::kUnknownMs;
  for (std::int64_t ms = kBackMs; ms < kBackMs + PushTimes::kUnknownMs; ms += kCycleMs) {
    EXPECT_TRUE(fleet.entities.contains("lab/vm/100")) << ms;
    fleet.influx(vmLine("101", "pve1", kPushedS + ms / 1000), kPushedMs + ms);
  }
  fleet.pass(kPushedMs + kBackMs + PushTimes::kUnknownMs);
  EXPECT_FALSE(fleet.entities.contains("lab/vm/100"));
  EXPECT_TRUE(fleet.entities.contains("lab/vm/101"));
}

TEST(PushedTellers, AGuestOfASilentNodeStaysForADay) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1"));
  fleet.pass(kPushedMs + PushTimes::kGoneMs - 1);
  EXPECT_TRUE(fleet.entities.contains("lab/vm/100"));
  fleet.pass(kPushedMs + PushTimes::kGoneMs);
  EXPECT_FALSE(fleet.entities.contains("lab/vm/100"));
  EXPECT_TRUE(fleet.gaveUp("lab/vm/100"));
  EXPECT_TRUE(fleet.gaveUp("lab/cluster/lab")) << "with the last that was in it";
}

// As many as there may be come in one push, so that all are silent, and gone, at one moment.
// Looking at each beside each other one would take minutes.
TEST(PushedTellers, AFloodOfStoragesIsLookedAtOnce) {
  PushedFleet fleet;
  const auto storages = [](const std::string& node, int count, std::int64_t time_s) {
    std::string lines;
    for (int i = 0; i < count; ++i)
      lines += storageLine("s" + std::to_string(i), node, true, time_s);
    return lines;
  };
  constexpr int kMany = 30'000;
  fleet.influx(storages("pve1", kMany, kPushedS));
  fleet.influx(storages("pve2", 1, kPushedS), kPushedMs + 1'000);
  ASSERT_EQ(fleet.entities.size(), kMany + 1U) << "the cluster is one";
  for (std::int64_t ms = kCycleMs; ms <= PushTimes::kUnknownMs; ms += kCycleMs)
    fleet.influx(storages("pve2", 1, kPushedS + ms / 1000) +
                     storageLine("other", "pve1", true, kPushedS + ms / 1000),
                 kPushedMs + ms);
  EXPECT_EQ(fleet.entities.size(), 3U);
  EXPECT_TRUE(fleet.entities.contains("lab/storage/s0")) << "the other node tells of it";
  EXPECT_TRUE(fleet.entities.contains("lab/storage/other"));
}

TEST(PushedTellers, AStorageThatItsNodeCannotUseAnyMoreIsUnknown) {
  PushedFleet fleet;
  fleet.influx(storageLine("local", "pve1", false) + storageLine("bulk", "pve1", false));
  for (std::int64_t ms = kCycleMs; ms <= 60'000; ms += kCycleMs)
    fleet.influx(storageLine("local", "pve1", false, kPushedS + ms / 1000), kPushedMs + ms);
  EXPECT_EQ(fleet.quality("lab/storage/pve1/bulk", "disk_used_bytes"), Quality::kUnknown);
  EXPECT_EQ(fleet.attribute("lab/storage/pve1/bulk", "status"), "unknown");
  EXPECT_EQ(fleet.attribute("lab/storage/pve1/local", "status"), "available");
}

TEST(PushedTellers, TheSameTwiceIsToldOnce) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1"));
  fleet.influx(vmLine("100", "pve1"));
  fleet.influx(vmLine("100", "pve1", kPushedS - 10));
  EXPECT_EQ(fleet.samples("lab/vm/100", "uptime_seconds").size(), 1U);
  EXPECT_EQ(fleet.refused(Refusal::kLate), 1U);
}

TEST(PushedTellers, AClockThatIsSetBackIsFollowed) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1", kPushedS + 3600));
  fleet.influx(vmLine("100", "pve1", kPushedS + 10), kPushedMs + kCycleMs);
  ASSERT_EQ(fleet.samples("lab/vm/100", "uptime_seconds").size(), 2U);
  EXPECT_EQ(fleet.samples("lab/vm/100", "uptime_seconds").back().time_ms, kPushedMs + kCycleMs);
}

TEST(PushedTellers, OurClockThatIsSetAheadMakesNobodySilent) {
  PushedFleet fleet;
  fleet.influx(vmLine("100", "pve1"));
  fleet.decoder.clockWasSet(3'600'000);
  fleet.pass(kPushedMs + 3'600'000 + 1000);
  EXPECT_EQ(fleet.quality("lab/vm/100", "cpu_usage_ratio"), Quality::kLive);
}

TEST(PushedTellers, ACycleEndsWhenNothingCameForAMoment) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1"));
  fleet.influx(vmLine("100", "pve1"), kPushedMs + 100);
  EXPECT_EQ(fleet.decoder.nextMs(), kPushedMs + 100 + PushDecoder::kQuietMs);
  fleet.pass(kPushedMs + 100 + PushDecoder::kQuietMs);
  EXPECT_EQ(fleet.host.pushed().back().raw().flags, PV_END_OF_CYCLE);
  EXPECT_EQ(fleet.decoder.nextMs(), kPushedMs + PushTimes::kStaleMs);
}

TEST(PushedTellers, ARefreshTellsAllAgain) {
  PushedFleet fleet;
  fleet.influx(nodeLines("pve1") + vmLine("100", "pve1"));
  fleet.host.clearPushed();
  fleet.decoder.refresh();
  fleet.decoder.tellAll(kPushedMs + 1000, fleet.output);
  ASSERT_EQ(fleet.host.pushed().size(), 1U);
  EXPECT_EQ(fleet.host.pushed()[0].changes().size(), 3U);  // the cluster as well
}

}  // namespace
}  // namespace pipevane::proxmox
