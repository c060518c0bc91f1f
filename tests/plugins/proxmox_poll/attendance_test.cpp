// What the log has of nodes that go offline and come back.
#include "plugins/proxmox_poll/attendance.h"

#include "tests/plugins/proxmox_poll/three_nodes.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::int64_t kMinute = 60'000;

std::vector<std::string> linesOf(const testing::FakeHost& host) {
  std::vector<std::string> lines;
  for (const auto& line : host.logged())
    if (line.sentence.starts_with("a node ")) lines.push_back(line.sentence);
  return lines;
}

std::function<void()> online(ThreeNodes& nodes, const char* node, bool is) {
  return [&nodes, node, is] { nodes.everywhere([&](World& world) { world.setOnline(node, is); }); };
}

TEST(Attendance, SaysOnceThatANodeWentAndOnceThatItIsBack) {
  for (const int version : {7, 9}) {
    SCOPED_TRACE(version);
    ThreeNodes nodes(version);
    nodes.at(2 * kMinute, online(nodes, "pve3", false));
    nodes.at(8 * kMinute, online(nodes, "pve3", true));
    nodes.runFor(12 * kMinute);
    // The simulated clock began at 2026-11-18 11:06:40.
    EXPECT_THAT(
        linesOf(nodes.one.host),
        ElementsAre(AllOf(StartsWith("a node went offline node=pve3 cluster=sim since=\""),
                          HasSubstr("11:08 UTC")),
                    AllOf(StartsWith("a node is online again node=pve3 cluster=sim since="),
                          HasSubstr("11:14 UTC\" offline_since=\""), HasSubstr("11:08 UTC\""))));
  }
}

TEST(Attendance, SaysOfANodeThatIsOfflineFromTheBeginningThatItIs) {
  ThreeNodes nodes(9);
  online(nodes, "pve2", false)();
  nodes.runFor(5 * kMinute);
  EXPECT_THAT(linesOf(nodes.one.host),
              ElementsAre(AllOf(
                  StartsWith("a node is offline node=pve2 cluster=sim since=\"before 2026-11-18"),
                  HasSubstr("11:06 UTC\""))));
}

TEST(Attendance, SaysNothingOfNodesThatAreThere) {
  ThreeNodes nodes(9);
  nodes.runFor(5 * kMinute);
  EXPECT_THAT(linesOf(nodes.one.host), IsEmpty());
}

// It is the one that is asked, and it sees nobody else.
TEST(Attendance, DoesNotBelieveANodeThatIsCutOff) {
  OnePoll one(ThreeNodes::node(9, 1, 12, 120));
  one.host.onWait([&, cut = false](std::int64_t) mutable {
    const bool should =
        one.host.timeMs() >= kBeginMs + kMinute && one.host.timeMs() < kBeginMs + 4 * kMinute;
    if (should != cut) one.sim().locked([&](World& world) { world.isolate("pve1", should); });
    cut = should;
  });
  one.runFor(6 * kMinute);
  EXPECT_THAT(linesOf(one.host), IsEmpty());
}

TEST(Attendance, SaysSinceWhenItMayHaveBeenWhereNobodyWasHeard) {
  ThreeNodes nodes(9);
  const auto deaf = [&](bool is) {
    return [&nodes, is] {
      for (const auto& each : nodes.one.simulators)
        is ? each->faults().add({.path = "",
                                 .kind = simulator::Fault::Kind::kStatus,
                                 .status = 500,
                                 .reason = "x",
                                 .count = -1})
           : each->faults().clear();
    };
  };
  nodes.at(2 * kMinute, deaf(true));
  nodes.at(4 * kMinute, online(nodes, "pve3", false));
  nodes.at(9 * kMinute, deaf(false));
  nodes.runFor(20 * kMinute);
  ASSERT_EQ(linesOf(nodes.one.host).size(), 1U);
  EXPECT_THAT(linesOf(nodes.one.host).front(),
              AllOf(HasSubstr("node=pve3"), HasSubstr("since=\"after "),
                    HasSubstr("11:08 UTC, when the cluster was heard last\"")));
}

// A cluster that says another thing each time.
TEST(Attendance, DoesNotFloodTheLog) {
  OnePoll one(ThreeNodes::node(9, 1, 12, 0));
  std::string all_on, all_off;
  for (int i = 0; i < 100; ++i) {
    const std::string node = R"({"type":"node","id":"node/n)" + std::to_string(i) +
                             R"(","node":"n)" + std::to_string(i) + R"(","status":")";
    all_on += (i == 0 ? "" : ",") + node + R"(online"})";
    all_off += (i == 0 ? "" : ",") + node + R"(offline"})";
  }
  one.host.onWait([&, off = false](std::int64_t) mutable {
    off = !off;
    one.sim().faults().clear();
    one.sayList(off ? all_off : all_on);
  });
  one.runFor(10 * kMinute);
  EXPECT_GE(linesOf(one.host).size(), 32U);
  EXPECT_LE(linesOf(one.host).size(), 32U + 10U);
}

// They are there still, and so is what was said of them.
TEST(Attendance, SaysNothingOfAListThatNamesNoNode) {
  ThreeNodes nodes(9);
  nodes.at(15'000, online(nodes, "pve3", false));
  nodes.at(65'000, [&] { nodes.one.sayList("", 1); });
  nodes.runFor(3 * kMinute);
  EXPECT_THAT(linesOf(nodes.one.host), ElementsAre(StartsWith("a node went offline node=pve3")));
}

TEST(Attendance, SaysLaterWhatFoundNoRoom) {
  OnePoll one(ThreeNodes::node(9, 1, 12, 0));
  std::string most;
  for (int i = 0; i < 40; ++i)
    most += R"({"type":"node","id":"node/n)" + std::to_string(i) + R"(","node":"n)" +
            std::to_string(i) + R"(","status":"online"},)";
  one.host.onWait([&](std::int64_t) {
    one.sim().faults().clear();
    one.sayList((one.host.timeMs() < kBeginMs + 35'000 ? most : std::string()) +
                R"({"type":"node","id":"node/pve1","node":"pve1","status":"online","maxcpu":4})");
  });
  one.runFor(12 * kMinute);
  EXPECT_THAT(linesOf(one.host), ::testing::SizeIs(40U));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
