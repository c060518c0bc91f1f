// A cluster of three nodes, each at an address of its own, of which the options name the first.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Members : ::testing::TestWithParam<int> {
  OnePoll one;
  std::string timeout = "1s";

  explicit Members(int guests = 12, std::int64_t past_s = 120) : one(node(1, guests, past_s)) {
    for (const int number : {2, 3}) {
      simulator::Settings settings = node(number, guests, past_s);
      settings.port = one.sim().port();
      one.add(std::move(settings));
    }
    everywhere([](World& world) {
      for (const char number : {'1', '2', '3'})
        world.node(std::string("pve") + number).address = std::string("127.0.0.") + number;
    });
  }

  static simulator::Settings node(int number, int guests, std::int64_t past_s) {
    simulator::Settings settings = OnePoll::small();
    settings.nodes = 3;
    settings.guests = guests;
    settings.past_s = past_s;
    settings.pve_version = GetParam();
    settings.bind = "127.0.0." + std::to_string(number);
    settings.answering = "pve" + std::to_string(number);
    return settings;
  }
  // What happens, happens in each of their eyes.
  template <class Happening>
  void everywhere(Happening happening) {
    for (const auto& each : one.simulators) each->locked(happening);
  }
  void runFor(std::int64_t duration_ms) {
    one.runFor(
        duration_ms,
        {{"endpoints", std::vector<std::string>{"127.0.0.1:" + std::to_string(one.sim().port())}},
         {"timeout", timeout}});
  }
  // Once, at the first time that is not before that long after the beginning.
  void at(std::int64_t after_ms, std::function<void()> happening) {
    happenings_.emplace_back(kBeginMs + after_ms, std::move(happening));
    one.host.onWait([this](std::int64_t) {
      for (auto& [time_ms, happens] : happenings_)
        if (happens && one.host.host().nowMs() >= time_ms) std::exchange(happens, nullptr)();
    });
  }
  // The longest time between two figures of the node's guests since that long after the beginning.
  std::int64_t longestGap(const std::string& node, std::int64_t after_ms) {
    std::int64_t longest = 0;
    const auto guests = one.sim().locked([&](const World& world) {
      std::vector<std::string> ids;
      for (const auto& guest : world.guests())
        if (guest.node == node && guest.running)
          ids.push_back(std::string("sim/") + (guest.container ? "container/" : "vm/") +
                        std::to_string(guest.vmid));
      return ids;
    });
    EXPECT_FALSE(guests.empty());
    for (const std::string& guest : guests) {
      std::int64_t last_ms = kBeginMs + after_ms;
      for (const std::int64_t time_ms : one.timesOf(guest, "cpu_usage_ratio")) {
        if (time_ms > last_ms) longest = std::max(longest, time_ms - last_ms);
        last_ms = std::max(last_ms, time_ms);
      }
      longest = std::max(longest, one.host.host().nowMs() - last_ms);
    }
    return longest;
  }

 private:
  std::vector<std::pair<std::int64_t, std::function<void()>>> happenings_;
};

TEST_P(Members, GoOnWhereTheOnlyOneThatTheOptionsNameDies) {
  at(25'000, [this] {
    one.sim().faults().add({.path = "", .kind = Fault::Kind::kClose, .reason = "", .count = -1});
  });
  runFor(95'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_GE(one.asked("/cluster/resources", 1), 6U);
  EXPECT_LE(longestGap("pve3", 20'000), 20'000);
}

TEST_P(Members, AreNotSlowedByOneThatHangs) {
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  runFor(95'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve3"), HasSubstr("figures are missing")));
  for (const char* node : {"pve1", "pve2"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
  EXPECT_GE(longestGap("pve3", 0), 60'000);
  // Once through the first one, then by itself, ever less often.
  EXPECT_LE(one.asked("/cluster/metrics/export", 2), 8U);
}

TEST_P(Members, AreHeardAgainAfterTheyHungWithNothingLost) {
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  at(65'000, [this] {
    everywhere([](World& world) { world.node("pve3").api_hangs = false; });
    one.sim(2).faults().clear();
  });
  runFor(155'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"pve1", "pve2", "pve3"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
}

// A cluster tells the addresses of a network of its own: nobody is reached there.
TEST_P(Members, AreHeardAgainThroughTheOneThatIsReachedWhereTheyAreNot) {
  everywhere([](World& world) {
    for (const char* node : {"pve2", "pve3"}) world.node(node).address = "127.0.0.9";
  });
  at(25'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  at(45'000, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = false; }); });
  runFor(215'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"pve1", "pve2", "pve3"}) EXPECT_LE(longestGap(node, 0), 20'000) << node;
}

// What they remember of more guests than fit into one answer for all of them.
struct HalfHour : Members {
  HalfHour() : Members(90, 1'810) { timeout = "30s"; }
};

TEST_P(HalfHour, IsToldByEachMemberAlone) {
  runFor(15'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"pve1", "pve2", "pve3"})
    EXPECT_LE(longestGap(node, -29 * 60'000), 20'000) << node;
}
INSTANTIATE_TEST_SUITE_P(OfVersion, HalfHour, ::testing::Values(8, 9));

INSTANTIATE_TEST_SUITE_P(OfVersion, Members, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll
