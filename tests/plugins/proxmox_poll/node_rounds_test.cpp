// What is asked of single nodes, on a clock that only waiting moves.
#include "plugins/proxmox_poll/node_rounds.h"

#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kLoad[] = "load_average_1m";
constexpr char kArc[] = "memory_arc_bytes";
constexpr char kWithoutArc[] = "memory_used_without_arc_bytes";

simulator::Settings cluster(int version, int nodes) {
  simulator::Settings settings = OnePoll::small();
  settings.pve_version = version;
  settings.nodes = nodes;
  return settings;
}

std::uint64_t statusesAsked(OnePoll& one, int nodes) {
  std::uint64_t sum = 0;
  for (int i = 1; i <= nodes; ++i) sum += one.asked("/nodes/pve" + std::to_string(i) + "/status");
  return sum;
}

TEST(NodeRounds, TellLoadAndSwapOfAServerWithoutMetricsExport) {
  OnePoll one(cluster(7, 3));
  one.runFor(35'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* node : {"sim/node/pve1", "sim/node/pve2", "sim/node/pve3"})
    for (const char* metric : {kLoad, "load_average_5m", "load_average_15m", "swap_used_bytes",
                               "swap_total_bytes", "cpu_usage_ratio", "memory_used_bytes"})
      EXPECT_TRUE(one.host.latest(node, metric)) << node << " " << metric;
}

TEST(NodeRounds, CostOneRequestInACycleHoweverManyNodesThereAre) {
  for (const int nodes : {1, 3, 32}) {
    SCOPED_TRACE(nodes);
    OnePoll one(cluster(7, nodes));
    one.runFor(639'000);
    EXPECT_EQ(one.asked("/cluster/resources"), 64U);
    EXPECT_EQ(statusesAsked(one, nodes), 64U);
    const std::uint64_t least = 64 / static_cast<std::uint64_t>(nodes);
    for (int i = 1; i <= nodes; ++i)
      EXPECT_GE(one.asked("/nodes/pve" + std::to_string(i) + "/status"), least) << "in turn";
    EXPECT_EQ(one.sim().connections(), 2U) << "a hundred requests each";
    // Two in a cycle; beside them three introductions of two, once whose certificates they are, and
    // what the token may see.
    EXPECT_EQ(one.sim().stats().json().getValue<int>("requests"), 2 * 64 + 3 * 2 + 1 + 2);
  }
}

TEST(NodeRounds, DoNotAskMoreOftenWhereCyclesAreClose) {
  OnePoll one(cluster(7, 3));
  one.runFor(59'500, {{"interval", std::string("1s")}});
  EXPECT_EQ(one.asked("/cluster/resources"), 60U);
  EXPECT_LE(statusesAsked(one, 3), 8U);
}

TEST(NodeRounds, AskNothingThatTheMetricsExportTells) {
  OnePoll one(cluster(9, 3));
  one.runFor(60'000);
  EXPECT_EQ(statusesAsked(one, 3), 0U);
}

TEST(NodeRounds, LeaveANodeThatFailsToItselfForAWhile) {
  OnePoll one(cluster(7, 3));
  one.sim().faults().add({.path = "/nodes/pve2/status",
                          .kind = Fault::Kind::kStatus,
                          .status = 596,
                          .reason = "Connection timed out",
                          .count = -1});
  one.runFor(299'000);
  // After one, two and four minutes.
  EXPECT_LE(one.asked("/nodes/pve2/status"), 3U);
  EXPECT_GE(one.asked("/nodes/pve1/status"), 13U);
  EXPECT_EQ(one.asked("/cluster/resources"), 30U);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("load and swap of pve2 are missing")));
  EXPECT_TRUE(one.host.latest("sim/node/pve3", kLoad));
}

// The node that is asked waits for it for half a minute.
TEST(NodeRounds, DoNotWaitForANodeThatHangs) {
  OnePoll one(cluster(7, 3));
  one.sim().locked([](World& world) { world.hangApi("pve2", true); });
  one.host.onWait([&](std::int64_t until) {
    if (until - kBeginMs > 50'000)
      one.sim().locked([](World& world) { world.hangApi("pve2", false); });
  });
  one.runFor(149'000, {{"timeout", std::string("1s")}});
  EXPECT_EQ(one.asked("/cluster/resources"), 15U);
  EXPECT_TRUE(one.host.latest("sim/node/pve2", kLoad)) << "it was asked again";
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST(NodeRounds, TellWhatOfANodesMemoryIsTheCacheOfZfs) {
  simulator::Settings settings = cluster(9, 3);
  settings.past_s = 0;
  OnePoll one(settings);
  constexpr std::int64_t kCache = 6LL << 30;
  one.sim().locked([](World& world) { world.node("pve2").arc = kCache; });
  one.runFor(3'599'000);
  const auto times = one.timesOf("sim/node/pve2", kArc);
  ASSERT_GE(times.size(), 50U) << "each minute";
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] - times[i - 1], 60'000);
  EXPECT_GE(times.back(), kBeginMs + 3'200'000);
  EXPECT_EQ(one.host.latest("sim/node/pve2", kArc), static_cast<double>(kCache));
  ASSERT_TRUE(one.host.latest("sim/node/pve2", kWithoutArc));
  EXPECT_GT(*one.host.latest("sim/node/pve2", kWithoutArc), 0);
  EXPECT_FALSE(one.host.latest("sim/node/pve1", kArc));
  // Each at first, and again where there is something to be told.
  EXPECT_LE(one.asked("/nodes/pve1/rrddata"), 2U);
  EXPECT_LE(one.asked("/nodes/pve2/rrddata"), 13U);
  EXPECT_GE(one.asked("/nodes/pve2/rrddata"), 11U);
}

TEST(NodeRounds, AskForNoCacheOfZfsBeforeNine) {
  OnePoll one(cluster(8, 2));
  one.runFor(30'000);
  for (const char* node : {"pve1", "pve2"})
    EXPECT_EQ(one.asked("/nodes/" + std::string(node) + "/rrddata"), 0U);
}

TEST(NodeRounds, NameTheRightOnANodeThatIsTakenAwayThere) {
  simulator::Settings settings = OnePoll::small();
  settings.pve_release = "8.1.4";
  OnePoll one(settings);
  one.sim().grant(simulator::Rights::auditor(one.sim().version()).withNoAccess("/nodes/pve2"));
  one.runFor(60'000);
  EXPECT_THAT(one.host.why(),
              ::testing::AllOf(::testing::HasSubstr("pveum acl delete /nodes/pve2 --tokens "
                                                    "'monitor@pve!pipevane' --roles NoAccess"),
                               ::testing::Not(::testing::HasSubstr("pveum acl modify / "))));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
