// What a node on its own remembers of many guests, more than is asked for in a usual answer.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gtest/gtest.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;

constexpr std::int64_t kMinute = 60'000;

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

}  // namespace
}  // namespace pipevane::proxmox_poll
