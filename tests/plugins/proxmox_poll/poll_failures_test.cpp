// What becomes of it where calls fail.
#include "plugins/proxmox/contacts/back_off.h"
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>
#include <set>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Fault answering(int status, const std::string& path = "", int count = -1) {
  return {.path = path,
          .kind = Fault::Kind::kStatus,
          .status = status,
          .reason = "it broke",
          .count = count};
}

TEST(Poll, FillsTheGapOfAnOutage) {
  OnePoll one;
  one.host.onWait([&](std::int64_t until) {
    const std::int64_t after_ms = until - kBeginMs;
    if (after_ms > 20'000 && after_ms < 25'000) one.sim().faults().add(answering(500));
    if (after_ms > 120'000) one.sim().faults().clear();
  });
  one.runFor(300'000);
  const SeriesId series =
      one.host.dictionary().findSeries(one.host.dictionary().findEntity("sim/vm/100"),
                                       one.host.dictionary().findMetric("cpu_usage_ratio"));
  std::set<std::int64_t> times;
  for (const auto& batch : one.host.pushed())
    if (batch.value(series)) times.insert(batch.timeMs());
  std::int64_t before = *times.begin();
  for (const std::int64_t time : times) {
    EXPECT_LE(time - before, 10'000);
    before = time;
  }
  EXPECT_GE(before, kBeginMs + 270'000);
}

TEST(Poll, GoesOnWithTheNextEndpointAtOnce) {
  OnePoll one;
  one.add(OnePoll::small());
  one.host.onWait([&](std::int64_t until) {
    if (until - kBeginMs > 20'000) one.sim(0).faults().add(answering(595));
  });
  one.runFor(60'000);
  EXPECT_GE(one.asked("/cluster/resources", 0), 2U);
  EXPECT_GE(one.asked("/cluster/resources", 1), 3U);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  // Once, and not again while the other one answers.
  EXPECT_EQ(std::ranges::count_if(one.host.logged(),
                                  [](const auto& each) {
                                    return each.sentence.find("goes on with") != std::string::npos;
                                  }),
            1);
}

TEST(Poll, WaitsLongerAndLongerUpToAMinuteWhenNobodyAnswers) {
  OnePoll one;
  one.sim().faults().add(answering(500));
  std::vector<std::int64_t> waits;
  one.host.onWait([&](std::int64_t until) { waits.push_back(until - one.host.host().nowMs()); });
  one.runFor(600'000);
  ASSERT_GE(waits.size(), 8U);
  std::int64_t most = proxmox::BackOff::kFirstMs;
  for (const std::int64_t wait : waits) {
    EXPECT_GE(wait, most / 2);
    EXPECT_LE(wait, most);
    most = std::min<std::int64_t>(2 * most, 60'000);
  }
  EXPECT_FALSE(one.host.healthy());
}

// As a node on its own that is switched off; and as one that hangs where it collects its list, and
// tells its version as ever.
class PollOfASilentNode : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Paths, PollOfASilentNode, ::testing::Values("", "/cluster/resources"),
                         [](const auto& each) {
                           return std::string(*each.param == 0 ? "All" : "TheListAlone");
                         });

TEST_P(PollOfASilentNode, KnowsNotWhatRunsAndSaysSoOnce) {
  OnePoll one;
  one.host.onWait([&](std::int64_t until) {
    const std::int64_t after_ms = until - kBeginMs;
    if (after_ms > 20'000 && after_ms < 25'000) one.sim().faults().add(answering(500, GetParam()));
    if (after_ms > 200'000) one.sim().faults().clear();
  });
  const std::string vm = "sim/vm/" + std::to_string(one.vmThatRunsOn("pve1"));
  one.runFor(300'000);
  for (const std::string& key :
       {vm, std::string("sim/node/pve1"), std::string("sim/storage/pve1/local")}) {
    const auto states = one.statesOf(key);
    ASSERT_EQ(states.size(), 3U) << key;
    EXPECT_EQ(states[1].second, "unknown") << key;
    EXPECT_EQ(states[1].first, kBeginMs + 20'000 + 30'000) << key;
    EXPECT_EQ(states[2].second, states[0].second) << key;
  }
  EXPECT_EQ(one.statesOf("sim/cluster/sim").size(), 0U);
}

TEST(Poll, SaysWhatToDoWhereATokenMayNotReadTheStatusAndShowsWhatItMay) {
  OnePoll one;
  one.sim().faults().add(answering(403, "/cluster/status"));
  one.runFor(15'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("PVEAuditor"), HasSubstr("/cluster/status")));
  EXPECT_TRUE(one.host.latest("lab/vm/100", "cpu_usage_ratio"));
}

TEST(Poll, GoesOnWithTheListWhereTheExportFailsAndTriesItAgainLater) {
  OnePoll one;
  one.host.onWait([&](std::int64_t until) {
    if (until - kBeginMs > 200'000) one.sim().faults().clear();
  });
  one.sim().faults().add(answering(500, "/cluster/metrics/export"));
  one.runFor(190'000);
  EXPECT_THAT(one.host.why(), HasSubstr("/cluster/metrics/export"));
  EXPECT_EQ(one.asked("/cluster/metrics/export"), 3U);
  EXPECT_EQ(one.asked("/cluster/resources"), 19U);
  EXPECT_TRUE(one.host.latest("sim/vm/100", "cpu_usage_ratio"));
}

TEST(Poll, SaysWhereFiguresComeFromWhileTheExportFails) {
  OnePoll one;
  std::vector<std::string> said;
  one.host.onWait([&](std::int64_t) {
    if (said.empty() || said.back() != one.host.why()) said.push_back(one.host.why());
  });
  one.sim().faults().add(answering(500, "/cluster/metrics/export"));
  one.runFor(35'000);
  EXPECT_THAT(said,
              ElementsAre(HasSubstr("the next cycle"), HasSubstr("from the list of resources")));
}

TEST(Poll, TakesTheExportUpAgain) {
  OnePoll one;
  one.sim().faults().add(answering(500, "/cluster/metrics/export", 3));
  one.runFor(420'000);
  EXPECT_GT(one.asked("/cluster/metrics/export"), 3U + 5U);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST(Poll, SaysWhatToDoOfANodeThatFailsInTheWordsOfTheDoctor) {
  for (const char* call : {"/version", "/cluster/resources", "/cluster/metrics/export"}) {
    SCOPED_TRACE(call);
    OnePoll one;
    one.sim().faults().add(answering(500, call, -1));
    one.runFor(15'000);
    EXPECT_THAT(one.host.why(),
                AllOf(HasSubstr("(500 "), HasSubstr("; look at the services of the node: "
                                                    "systemctl status pveproxy pvedaemon")));
  }
}

// After the first failure it asks who that is before it asks for the list.
TEST(Poll, SaysTheSameOfANodeThatHangsWhicheverCallShowsIt) {
  std::vector<std::string> said;
  for (const char* call : {"/version", "/cluster/resources"}) {
    OnePoll one;
    one.sim().faults().add({.path = call, .kind = Fault::Kind::kHang, .reason = "", .count = -1});
    one.runFor(500, {{"timeout", std::string("1s")}});
    EXPECT_FALSE(one.host.healthy());
    EXPECT_THAT(one.host.why(), AllOf(HasSubstr("no whole answer within 1 s; it hangs"),
                                      HasSubstr("systemctl status pveproxy pvedaemon")));
    // Each is at a port of its own.
    said.push_back(one.host.why().substr(one.host.why().find("no whole answer")));
    EXPECT_THAT(one.host.why(), Not(HasSubstr("/api2")));
  }
  // Of whom the cluster named meanwhile it stands behind that.
  EXPECT_THAT(said[1], StartsWith(said[0]));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
