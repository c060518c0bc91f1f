// What a node on its own remembers of many guests, more than is asked for in a usual answer.
#include "plugins/proxmox_poll/backfill.h"
#include "tests/plugins/proxmox/fleet.h"
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;

constexpr std::int64_t kMinute = 60'000;

// The usual question would be for all members' figures since the one that was missed.
TEST(Backfill, IsOfOneThatWasMissedWhereAllOfThemSinceThenWouldBeTooMuch) {
  constexpr std::int64_t kNowMs = proxmox::kT0;
  proxmox::Fleet fleet;
  std::vector<std::string> members;
  std::string list, rows;
  for (int i = 1; i <= 16; ++i) {
    members.push_back("pve" + std::to_string(i));
    list += (i > 1 ? "," : "") + proxmox::nodeNamed(members.back());
    const std::int64_t told_s = kNowMs / 1000 - (i == 3 ? 15 * 60 : 5);
    rows += (i > 1 ? "," : "") + proxmox::row("node/" + members.back(), "uptime", told_s, "1000");
  }
  fleet.list(list);
  fleet.figures(rows);
  const auto asked = [&](std::size_t list_bytes) {
    std::vector<std::string> names;
    Backfill backfill(fleet.decoder);
    for (const auto& each :
         backfill.questions(ExportPlan(kNowMs, list_bytes), members, "pve1", kNowMs))
      names.push_back(each.member);
    return names;
  };
  EXPECT_EQ(asked(10'000), std::vector<std::string>{}) << "the usual question has it";
  EXPECT_EQ(asked(300'000), std::vector<std::string>{"pve3"});
}

struct Backfilled : ::testing::TestWithParam<int> {
  OnePoll one{node()};

  static simulator::Settings node() {
    simulator::Settings settings = OnePoll::small();
    settings.nodes = 1;
    settings.guests = 100;
    settings.past_s = 1'810;
    settings.pve_version = GetParam();
    return settings;
  }
  // Of all that run, the longest time without a figure between two times after the beginning.
  void expectNoGap(std::int64_t from_ms, std::int64_t to_ms) {
    const auto guests = one.sim().locked([](const simulator::World& world) {
      std::vector<std::string> keys;
      for (const auto& guest : world.guests())
        if (guest.running)
          keys.push_back(std::string("sim/") + (guest.container ? "container/" : "vm/") +
                         std::to_string(guest.vmid));
      return keys;
    });
    ASSERT_GT(guests.size(), 50U);
    for (const std::string& guest : guests) {
      std::int64_t last_ms = kBeginMs + from_ms;
      for (const std::int64_t time_ms : one.timesOf(guest, "cpu_usage_ratio")) {
        if (time_ms <= last_ms) continue;
        ASSERT_LE(time_ms - last_ms, 20'000) << guest;
        last_ms = time_ms;
      }
      EXPECT_GE(last_ms, kBeginMs + to_ms - 20'000) << guest;
    }
  }
};

TEST_P(Backfilled, IsTheWholeHalfHourOfAHundredGuests) {
  one.runFor(5'000, {{"timeout", std::string("30s")}});
  expectNoGap(-29 * kMinute, 0);
}

TEST_P(Backfilled, IsAllOfAGapThatTheNodeStillRemembers) {
  std::int64_t stage = 0;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t after_ms = one.host.host().nowMs() - kBeginMs;
    if (stage == 0 && after_ms >= kMinute) {
      ++stage;
      one.sim().faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = -1});
    } else if (stage == 1 && after_ms >= 22 * kMinute) {
      ++stage;
      one.sim().faults().clear();
    }
  });
  one.runFor(25 * kMinute, {{"timeout", std::string("30s")}});
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  expectNoGap(0, 25 * kMinute);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, Backfilled, ::testing::Values(8, 9));

// A cycle tells more than fits into the usual answer, at each interval.
struct LongInterval : ::testing::TestWithParam<std::tuple<int, int>> {};

TEST_P(LongInterval, LeavesNoHole) {
  const auto [version, interval_s] = GetParam();
  simulator::Settings settings = OnePoll::small();
  settings.nodes = 1;
  settings.guests = 1'500;
  settings.past_s = 120;
  settings.pve_version = version;
  OnePoll one(settings);
  one.runFor(9 * kMinute,
             {{"timeout", std::string("30s")}, {"interval", std::to_string(interval_s) + "s"}});
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  const std::string guest = "sim/vm/" + std::to_string(one.vmThatRunsOn("pve1"));
  std::int64_t last_ms = kBeginMs;
  for (const std::int64_t time_ms : one.liveTimesOf(guest, "cpu_usage_ratio")) {
    if (time_ms <= last_ms) continue;
    EXPECT_LE(time_ms - last_ms, 20'000) << "at " << time_ms - kBeginMs;
    last_ms = time_ms;
  }
  EXPECT_GE(last_ms, kBeginMs + 9 * kMinute - interval_s * 1000 - 20'000);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, LongInterval,
                         ::testing::Combine(::testing::Values(8, 9), ::testing::Values(60, 120)));

}  // namespace
}  // namespace pipevane::proxmox_poll
