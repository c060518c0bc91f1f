// Versions, words and answers that nobody knows.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

void sayVersion(OnePoll& one, const std::string& text) {
  one.say("/version", R"({"data":{"version":")" + text + R"(","release":"x","repoid":"x"}})");
}

TEST(Poll, TakesANewerVersionForTheNewestThatIsKnown) {
  OnePoll one;
  sayVersion(one, "10.1.2");
  one.runFor(25'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_GE(one.asked("/cluster/metrics/export"), 3U);
  EXPECT_TRUE(one.host.latest("sim/vm/100", "cpu_usage_ratio"));
}

TEST(Poll, HasTheFiguresOfTheListWhereTheVersionCannotBeRead) {
  OnePoll one;
  sayVersion(one, "next");
  one.runFor(25'000);
  EXPECT_EQ(one.asked("/cluster/metrics/export"), 0U);
  EXPECT_TRUE(one.host.latest("sim/vm/100", "cpu_usage_ratio"));
}

// The node was upgraded under way: what worked goes on.
TEST(Poll, GoesOnWithTheExportWhereTheVersionCannotBeReadAnyMore) {
  OnePoll one;
  bool upgraded = false;
  one.host.onWait([&](std::int64_t) {
    if (one.host.host().nowMs() >= kBeginMs + 20'000 && !std::exchange(upgraded, true))
      sayVersion(one, "next");
  });
  one.runFor(400'000);
  const auto times = one.timesOf("sim/vm/100", "cpu_usage_ratio");
  ASSERT_FALSE(times.empty());
  EXPECT_GE(times.back(), kBeginMs + 375'000);
}

// In all cycles of a minute, of all guests: once a new word, with what to do about it.
TEST(Poll, SaysOnceWhichStateOfAGuestItDoesNotKnow) {
  OnePoll one;
  one.sim().faults().add({.path = "/cluster/resources",
                          .kind = simulator::Fault::Kind::kTwist,
                          .reason = "",
                          .twist = simulator::Twist::kEnums});
  one.runFor(60'000);
  std::vector<std::string> said;
  for (const auto& each : one.host.logged())
    if (each.sentence.find("hibernating") != std::string::npos &&
        each.sentence.find("guest") != std::string::npos)
      said.push_back(each.sentence);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_THAT(said.front(), AllOf(HasSubstr("upgrade"), HasSubstr("report it")));
}

// No newer Pipevane knows what to do with that.
TEST(Poll, DoesNotSendAnybodyUpgradingForAnAnswerThatIsWrong) {
  OnePoll one;
  one.sayList(R"({"type":"qemu","id":"qemu/1","vmid":1})");
  one.runFor(30'000);
  std::vector<std::string> said;
  for (const auto& each : one.host.logged())
    if (each.sentence.find("guest without a node") != std::string::npos)
      said.push_back(each.sentence);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_THAT(said.front(), Not(HasSubstr("upgrade")));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
