// A node whose clock is not ours, while it is watched: its figures have the times that it says.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>
#include <pipevane/inspect.h>

#include <string>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct WrongClock : ::testing::Test {
  // What is said, and what the state has of the doctor, `at_ms` after the beginning.
  void run(std::int64_t ahead_s, std::int64_t at_ms, std::int64_t end_ms) {
    one.sim().locked([&](World& world) { world.skewClock("pve2", ahead_s); });
    testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
    one.host.onWait([&](std::int64_t) {
      if (one.host.host().nowMs() - kBeginMs < at_ms || !state.empty()) return;
      why = one.host.why();
      const auto* const inspect = source.service<pv_inspect>(PV_INSPECT);
      inspect->read(source.serviceSelf(), &state, [](void* context, pv_text text) {
        *static_cast<std::string*>(context) = str(text);
      });
      calls = one.asked("/nodes/pve2/time");
      one.sim().locked([](World& world) { world.skewClock("pve2", 0); });
    });
    one.host.stopAt(kBeginMs + end_ms);
    source.run();
  }
  static simulator::Settings fresh() {
    simulator::Settings settings = OnePoll::small();
    settings.past_s = 0;
    return settings;
  }

  OnePoll one{fresh()};
  std::string why, state;
  std::uint64_t calls = 0;
};

TEST_F(WrongClock, ThatIsAheadIsSaidWithTheRemedyAndWithoutACallMore) {
  run(300, 60'000, 70'000);
  EXPECT_THAT(why, AllOf(HasSubstr("that of pve2 about 29"), HasSubstr(" s ahead"),
                         HasSubstr("look at those nodes' first"), HasSubstr("chronyc tracking")));
  EXPECT_THAT(state, HasSubstr("the clock of node pve2 is 29"));
  EXPECT_EQ(calls, 0U);
}

TEST_F(WrongClock, ThatIsBehindIsSaidAndForgottenOnceItIsRight) {
  run(-300, 60'000, 120'000);
  EXPECT_THAT(why, AllOf(HasSubstr("that of pve2 about 30"), HasSubstr(" s behind")));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST_F(WrongClock, OfAllNodesIsRatherOurs) {
  one.sim().locked([](World& world) { world.skewClock("pve1", 300); });
  run(300, 60'000, 70'000);
  EXPECT_THAT(why, AllOf(HasSubstr("that of pve1 about 29"), HasSubstr("that of pve2 about 29"),
                         HasSubstr("as all nodes' do, look at this machine's first")));
}

struct WrongByAFewSeconds : WrongClock, ::testing::WithParamInterface<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(AheadAndBehind, WrongByAFewSeconds, ::testing::Values(8, -20));

TEST_P(WrongByAFewSeconds, IsNoTrouble) {
  run(GetParam(), 60'000, 61'000);
  ASSERT_THAT(state, Not(IsEmpty())) << "it was looked at";
  EXPECT_THAT(why, IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox_poll
