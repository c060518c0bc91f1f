// Another machine that answers at a member's address, where certificates are not verified.
#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstddef>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The third node hangs, so that each is asked by itself from then on: before 9 all the time.
struct MembershipTest : ThreeNodes, ::testing::TestWithParam<int> {
  static constexpr std::int64_t kHangsMs = 25'000;

  MembershipTest() : ThreeNodes(GetParam()) {
    at(kHangsMs, [this] { everywhere([](World& world) { world.node("pve3").api_hangs = true; }); });
  }
  simulator::Settings third() {
    simulator::Settings settings = node(GetParam(), 3, 12, 120);
    settings.port = one.sim().port();
    return settings;
  }
  // Answers in the place of the third one.
  void replaceThirdBy(simulator::Settings settings) {
    one.simulators.pop_back();
    one.add(std::move(settings));
  }
  std::vector<std::int64_t> figuresOf(const std::string& node, std::int64_t after_ms) {
    std::vector<std::int64_t> times;
    for (const std::string& guest : guestsOf(node))
      for (const std::int64_t time_ms : one.liveTimesOf(guest, "cpu_usage_ratio"))
        if (time_ms > kBeginMs + after_ms) times.push_back(time_ms - kBeginMs);
    std::ranges::sort(times);
    return times;
  }
  std::int64_t longestGapOf(const std::string& node) {
    const auto times = figuresOf(node, 0);
    std::int64_t longest = 0;
    for (std::size_t i = 1; i < times.size(); ++i)
      longest = std::max(longest, times[i] - times[i - 1]);
    return longest;
  }
};

TEST_P(MembershipTest, OfAnotherClusterIsNotTakenForOurs) {
  simulator::Settings other = third();
  other.cluster = "other";
  at(45'000, [&] { replaceThirdBy(other); });
  runFor(150'000);
  EXPECT_THAT(figuresOf("pve3", 45'000), IsEmpty());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve3"), HasSubstr("\"other\""), HasSubstr("alone")));
  EXPECT_GT(one.asked("/cluster/status", 2), 0U);
  EXPECT_LE(longestGapOf("pve2"), 20'000);
}

// As a test of an upgrade has it that began as a copy.
TEST_P(MembershipTest, OfAnotherClusterOfTheSameNamesIsNotTakenForOurs) {
  simulator::Settings other = third();
  other.root = simulator::Certificate::make();
  at(45'000, [&] { replaceThirdBy(other); });
  runFor(150'000);
  EXPECT_THAT(figuresOf("pve3", 45'000), IsEmpty());
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("pve3"), HasSubstr("root certificate"), HasSubstr("alone")));
  EXPECT_EQ(one.asked("/cluster/metrics/export", 2), 0U);
  EXPECT_LE(longestGapOf("pve2"), 20'000);
}

TEST_P(MembershipTest, OfTheSameClusterUnderAnotherNameIsNotTakenForIt) {
  simulator::Settings other = third();
  other.answering = "pve2";
  at(45'000, [&] { replaceThirdBy(other); });
  runFor(150'000);
  EXPECT_THAT(figuresOf("pve3", 45'000), IsEmpty());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("pve3"), HasSubstr("\"pve2\"")));
}

TEST_P(MembershipTest, IsAskedAboutAgainUntilItIsTheMember) {
  simulator::Settings other = third();
  other.cluster = "other";
  at(45'000, [&] { replaceThirdBy(other); });
  at(100'000, [&] { replaceThirdBy(third()); });
  runFor(240'000);
  EXPECT_THAT(figuresOf("pve3", 170'000), Not(IsEmpty()));
}

TEST_P(MembershipTest, OutlivesARenewedCertificate) {
  for (const std::int64_t after_ms : {65'000, 95'000})
    at(after_ms, [&] { one.sim(1).changeCertificate(); });
  runFor(150'000);
  EXPECT_LE(longestGapOf("pve2"), 20'000);
  EXPECT_GE(figuresOf("pve2", 0).back(), 130'000);
  // It says so for each certificate once.
  EXPECT_LE(one.asked("/cluster/status", 1), 3U);
  EXPECT_LE(one.asked("/nodes/pve2/certificates/info", 1), 3U);
}

// It proves nothing then, of anybody.
TEST_P(MembershipTest, IsProvenByItsWordAloneWhereNobodyMayReadTheCertificates) {
  for (const std::size_t which : {0U, 1U, 2U})
    one.sim(which).faults().add(
        {.path = "/nodes/pve" + std::to_string(which + 1) + "/certificates/info",
         .kind = simulator::Fault::Kind::kStatus,
         .status = 403,
         .reason = "Permission check failed",
         .count = -1});
  runFor(150'000);
  EXPECT_LE(longestGapOf("pve2"), 20'000);
  EXPECT_GE(figuresOf("pve2", 0).back(), 130'000);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, MembershipTest, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll
