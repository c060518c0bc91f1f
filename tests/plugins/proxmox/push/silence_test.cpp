// Many that were heard at many moments, and are silent then.
#include "tests/plugins/proxmox/cpu_time.h"
#include "tests/plugins/proxmox/push/pushed_fleet.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

constexpr int kMany = 3'000;
constexpr std::int64_t kCycleMs = 10'000;

std::string guestLine(int vmid, const std::string& node = "pve1", std::int64_t time_s = kPushedS) {
  return "system,object=qemu,vmid=" + std::to_string(vmid) + ",nodename=" + node +
         ",host=a uptime=5 " + nanoseconds(time_s) + "\n";
}

// Each guest in a push of its own, so many ms after the one before.
void tellMany(PushedFleet& fleet, std::int64_t apart_ms) {
  for (int i = 0; i < kMany; ++i) fleet.influx(guestLine(100 + i), kPushedMs + i * apart_ms);
}

// What is due at a moment costs what is due, whatever else there is.
TEST(PushedSilence, CostsTheSameHoweverFarApartAllWereHeard) {
  const auto cost_ms = [](std::int64_t apart_ms, std::int64_t after_ms) {
    PushedFleet fleet;
    tellMany(fleet, apart_ms);
    fleet.decoder.pass(kPushedMs + after_ms - 1'000, fleet.output);
    return cpuMs(
        [&] { fleet.decoder.pass(kPushedMs + after_ms + kMany * apart_ms, fleet.output); });
  };
  for (const std::int64_t after_ms : {PushTimes::kStaleMs, PushTimes::kUnknownMs}) {
    SCOPED_TRACE(after_ms);
    EXPECT_LT(cost_ms(1, after_ms), 10 * cost_ms(0, after_ms) + 20);
  }
}

// Forgetting looks at all that is left, so it is done for a whole second at once.
TEST(PushedSilence, ForgettingCostsTheSameHoweverFarApartAllWereHeard) {
  const auto cost_ms = [](std::int64_t apart_ms) {
    PushedFleet fleet;
    tellMany(fleet, apart_ms);
    for (std::int64_t ms = kCycleMs; ms < PushTimes::kUnknownMs; ms += kCycleMs)
      fleet.influx(guestLine(99, "pve1", kPushedS + ms / 1000), kPushedMs + ms);
    const double ms =
        cpuMs([&] { fleet.influx(guestLine(99, "pve1", kPushedS + 310), kPushedMs + 310'000); });
    EXPECT_EQ(fleet.entities.size(), 2U) << "the last guest and the cluster";
    return ms;
  };
  EXPECT_LT(cost_ms(1), 20 * cost_ms(0) + 20);
}

TEST(PushedSilence, IsTheSameHoweverOftenItIsLookedFor) {
  const auto told = [](std::int64_t step_ms) {
    PushedFleet fleet;
    tellMany(fleet, 1);
    for (std::int64_t ms = kCycleMs; ms < 2 * PushTimes::kUnknownMs; ms += kCycleMs) {
      for (std::int64_t at_ms = ms - kCycleMs; step_ms > 0 && at_ms < ms; at_ms += step_ms)
        fleet.pass(kPushedMs + at_ms);
      if (ms > 20'000)
        fleet.influx(guestLine(100, "pve1", kPushedS + ms / 1000), kPushedMs + ms + 7);
    }
    std::vector<std::pair<std::int64_t, std::size_t>> batches;
    for (const auto& each : fleet.host.pushed())
      batches.emplace_back(each.timeMs(), each.series().size() + 10'000 * each.changes().size());
    return batches;
  };
  const auto once = told(0);
  EXPECT_EQ(told(333), once);
  EXPECT_EQ(told(1'000), once);
}

// Its node was silent altogether, and for longer than until its guests are looked for again.
TEST(PushedSilence, WhatANodeThatComesBackDoesNotTellOfIsGivenUpFiveMinutesLater) {
  PushedFleet fleet;
  fleet.influx(guestLine(100) + guestLine(101));
  constexpr std::int64_t kBackMs = 1'234'000;
  for (std::int64_t ms = kBackMs; ms < kBackMs + PushTimes::kUnknownMs; ms += kCycleMs) {
    fleet.influx(guestLine(101, "pve1", kPushedS + ms / 1000), kPushedMs + ms);
    ASSERT_TRUE(fleet.entities.contains("lab/vm/100")) << ms;
  }
  fleet.pass(kPushedMs + kBackMs + PushTimes::kUnknownMs - 1);
  EXPECT_TRUE(fleet.entities.contains("lab/vm/100"));
  fleet.pass(kPushedMs + kBackMs + PushTimes::kUnknownMs);
  EXPECT_FALSE(fleet.entities.contains("lab/vm/100"));
  EXPECT_TRUE(fleet.gaveUp("lab/vm/100"));
  EXPECT_TRUE(fleet.entities.contains("lab/vm/101"));
}

// After so long that all of it is due, one look is no longer than its part of it.
TEST(PushedSilence, IsToldAPartAtATimeToWhoAsksForThat) {
  PushedFleet fleet;
  tellMany(fleet, 100);
  constexpr std::int64_t kLaterMs = kPushedMs + 2 * PushTimes::kGoneMs;
  int looks = 0;
  for (; fleet.decoder.nextMs() <= kLaterMs; ++looks) {
    fleet.host.clearPushed();
    fleet.decoder.passSome(kLaterMs, fleet.output);
    EXPECT_LE(fleet.host.pushed().size(), 3U * PushDecoder::kMomentsAtOnce);
  }
  EXPECT_GT(looks, 10);
  EXPECT_TRUE(fleet.decoder.told().empty());
}

}  // namespace
}  // namespace pipevane::proxmox
