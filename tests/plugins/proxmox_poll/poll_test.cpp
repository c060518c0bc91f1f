#include "plugins/proxmox_poll/back_off.h"
#include "tests/plugins/proxmox_poll/one_poll.h"
#include "tests/plugins/session/temporary_folder.h"

#include <pipevane/refresh.h>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <map>
#include <set>
#include <thread>
#include <utility>

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

// Whoever opens one waits until somebody writes.
TEST(Poll, IsNotMadeWithAPipeForACaFile) {
  const session::TemporaryFolder folder;
  const std::string pipe = folder.path() + "/ca";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  OnePoll one;
  auto options = one.options();
  options.erase("verify_tls");
  options["ca_file"] = pipe;
  try {
    testing::FakeComponent(one.host, pipevane_plugin, "proxmox_poll", options);
    FAIL() << "it was made";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(pipe), HasSubstr("no regular file")));
  }
}

TEST(Poll, AsksTwiceACycleOverOneConnection) {
  OnePoll one;
  one.runFor(49'000);
  EXPECT_EQ(one.asked("/cluster/resources"), 5U);
  EXPECT_EQ(one.asked("/cluster/metrics/export"), 5U);
  EXPECT_EQ(one.asked("/version"), 1U);
  EXPECT_EQ(one.asked("/cluster/status"), 1U);
  EXPECT_EQ(one.sim().connections(), 1U);
  EXPECT_TRUE(one.host.healthy());
}

// Somebody who came late asks three times in the middle of a wait: the cycle out of turn comes
// once, and the others stay where they are.
TEST(Poll, TellsWhoCameLateAtOnceAndKeepsItsPace) {
  OnePoll one;
  std::vector<std::int64_t> cycles;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  const auto* table = source.service<pv_refresh>(PV_REFRESH);
  int asked = 0;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t now_ms = one.host.host().nowMs() - kBeginMs;
    if (now_ms < 10'000 || now_ms >= 20'000 || asked++ >= 3) return;
    one.host.setNow(kBeginMs + 11'000 + asked * 1'000);
    table->refresh(source.serviceSelf());
  });
  one.host.stopAt(kBeginMs + 39'000);
  source.run();
  ASSERT_GE(asked, 3) << "it was asked for three times";
  EXPECT_EQ(one.asked("/cluster/resources"), 5U) << "at 0, 10, 12, 20 and 30 s";
  std::map<std::int64_t, std::size_t> told;  // entities, by the second
  for (const auto& batch : one.host.pushed())
    told[batch.timeMs() / 1'000 - kBeginMs / 1'000] += batch.changes().size();
  EXPECT_GE(told[12], 8U) << "all guests and nodes";
}

TEST(Poll, KeepsItsConnectionWhereCyclesAreClose) {
  OnePoll one;
  one.runFor(39'500, {{"interval", std::string("4s")}});
  EXPECT_EQ(one.asked("/cluster/resources"), 10U);
  EXPECT_EQ(one.sim().connections(), 1U);
}

TEST(Poll, HandshakesOnceForAHundredRequests) {
  OnePoll one;
  one.runFor(3'600'000 - 1);
  const auto requests = one.sim().stats().json().getValue<double>("requests");
  EXPECT_LE(requests / 3'600, 0.21);
  EXPECT_LE(static_cast<double>(one.sim().connections()), 1 + requests / 100);
  EXPECT_EQ(one.sim().handshakes().whole, 1U);
}

TEST(Poll, AsksForVersionAndStatusEveryFiveMinutes) {
  OnePoll one;
  one.runFor(605'000);
  EXPECT_EQ(one.asked("/cluster/status"), 3U);
  EXPECT_EQ(one.asked("/version"), 3U);
}

TEST(Poll, TellsEveryCycleOfEveryGuestOnceAndInOrder) {
  OnePoll one;
  one.runFor(60'000);
  const auto times = one.timesOf("sim/vm/100", "network_receive_bytes_total");
  EXPECT_GE(times.size(), 12U + 5U);  // what was before, and the cycles since
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] - times[i - 1], 10'000);
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

TEST(Poll, SendsEachExchangeBeforeWhatItTells) {
  OnePoll one;
  one.runFor(5'000);
  std::vector<std::string> order;
  for (const auto& batch : one.host.pushed()) {
    for (const pv_exchange& each : batch.exchanges()) {
      order.push_back(str(each.path));
      EXPECT_EQ(view(each.source), "lab");
      EXPECT_EQ(each.status, 200);
      for (std::size_t i = 0; i < each.header_count; ++i)
        EXPECT_THAT(str(each.headers[i].value), Not(HasSubstr("PVEAPIToken")));
    }
    if (!batch.changes().empty() && batch.exchanges().empty()) order.push_back("changes");
  }
  // Nothing goes out before it is known which cluster it is.
  EXPECT_THAT(
      order, ::testing::ElementsAre(
                 "/api2/json/version", "/api2/json/cluster/status", "/api2/json/access/permissions",
                 "/api2/json/nodes/pve1/certificates/info", "/api2/json/cluster/resources",
                 "changes", "/api2/json/cluster/metrics/export",
                 "/api2/json/cluster/metrics/server", "/api2/json/nodes/pve1/rrddata"));
}

simulator::Fault versionText(const std::string& text, int count = -1) {
  return {.path = "/version",
          .kind = simulator::Fault::Kind::kStatus,
          .status = 200,
          .reason = "OK",
          .count = count,
          .body = R"({"data":{"version":")" + text + R"(","release":"x","repoid":"x"}})"};
}

TEST(Poll, TakesANewerVersionForTheNewestThatIsKnown) {
  OnePoll one;
  one.sim().faults().add(versionText("10.1.2"));
  one.runFor(25'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_GE(one.asked("/cluster/metrics/export"), 3U);
  EXPECT_TRUE(one.host.latest("sim/vm/100", "cpu_usage_ratio"));
}

TEST(Poll, HasTheFiguresOfTheListWhereTheVersionCannotBeRead) {
  OnePoll one;
  one.sim().faults().add(versionText("next"));
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
      one.sim().faults().add(versionText("next"));
  });
  one.runFor(400'000);
  const auto times = one.timesOf("sim/vm/100", "cpu_usage_ratio");
  ASSERT_FALSE(times.empty());
  EXPECT_GE(times.back(), kBeginMs + 375'000);
}

TEST(Poll, MakesNoExchangesForNobody) {
  OnePoll one;
  one.host.setWanted(PV_SAMPLES | PV_ENTITIES);
  one.runFor(5'000);
  for (const auto& batch : one.host.pushed()) EXPECT_TRUE(batch.exchanges().empty());
  EXPECT_TRUE(one.host.latest("sim/vm/100", "cpu_usage_ratio"));
}

class PollOfVersion : public ::testing::TestWithParam<int> {};

TEST_P(PollOfVersion, TellsWhatGuestsDoAndBreaksNoCall) {
  simulator::Settings settings = OnePoll::small();
  settings.pve_version = GetParam();
  OnePoll one(settings);
  one.runFor(25'000);
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const char* metric : {"cpu_usage_ratio", "memory_used_bytes", "network_receive_bytes_total",
                             "disk_written_bytes_total", "uptime_seconds"})
    EXPECT_TRUE(one.host.latest("sim/vm/100", metric)) << metric;
  EXPECT_EQ(one.asked("/cluster/metrics/export") > 0, GetParam() >= 8);
}
INSTANTIATE_TEST_SUITE_P(Every, PollOfVersion, ::testing::Values(7, 8, 9));

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
  EXPECT_THAT(said.front(),
              ::testing::AllOf(::testing::HasSubstr("upgrade"), ::testing::HasSubstr("report it")));
}

// No newer Pipevane knows what to do with that.
TEST(Poll, DoesNotSendAnybodyUpgradingForAnAnswerThatIsWrong) {
  OnePoll one;
  one.sim().faults().add({.path = "/cluster/resources",
                          .kind = simulator::Fault::Kind::kStatus,
                          .status = 200,
                          .reason = "OK",
                          .body = R"({"data":[{"type":"qemu","id":"qemu/1","vmid":1}]})"});
  one.runFor(30'000);
  std::vector<std::string> said;
  for (const auto& each : one.host.logged())
    if (each.sentence.find("guest without a node") != std::string::npos)
      said.push_back(each.sentence);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_THAT(said.front(), ::testing::Not(::testing::HasSubstr("upgrade")));
}

TEST(Poll, WaitsLongerAndLongerUpToAMinuteWhenNobodyAnswers) {
  OnePoll one;
  one.sim().faults().add(answering(500));
  std::vector<std::int64_t> waits;
  one.host.onWait([&](std::int64_t until) { waits.push_back(until - one.host.host().nowMs()); });
  one.runFor(600'000);
  ASSERT_GE(waits.size(), 8U);
  std::int64_t most = BackOff::kFirstMs;
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

// A node ten minutes ahead and one ten minutes behind.
TEST(Poll, MissesNothingOfNodesWhoseClocksAreWrong) {
  simulator::Settings settings = OnePoll::small();
  settings.past_s = 0;
  OnePoll one(settings);
  one.sim().locked([](simulator::World& world) {
    world.node("pve1").clock_off_s = 600;
    world.node("pve2").clock_off_s = -600;
  });
  one.runFor(180'000);
  for (const char* node : {"pve1", "pve2"}) {
    const auto times = one.timesOf("sim/node/" + std::string(node), "cpu_usage_ratio");
    ASSERT_GE(times.size(), 17U) << node;
    for (std::size_t i = times.size() - 16; i < times.size(); ++i)
      EXPECT_EQ(times[i] - times[i - 1], 10'000) << node;
  }
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

TEST(Poll, StopsAtOnceInTheMiddleOfACall) {
  OnePoll one;
  one.sim().faults().add({.path = "", .kind = Fault::Kind::kHang, .reason = "", .count = -1});
  auto options = one.options();
  options["timeout"] = "100s";
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options);
  const auto begin = std::chrono::steady_clock::now();
  std::thread run([&] { source.run(); });
  while (one.asked("/version") == 0) std::this_thread::yield();
  one.host.requestStop();
  run.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(50));
}

struct BadOption {
  std::string name, option;
  testing::Given value;
  std::string said;
};
using List = std::vector<std::string>;
void PrintTo(const BadOption& bad, std::ostream* out) { *out << bad.name; }

class PollWithABadOption : public ::testing::TestWithParam<BadOption> {};

TEST_P(PollWithABadOption, IsNotMade) {
  OnePoll one;
  auto options = one.options();
  options[GetParam().option] = GetParam().value;
  try {
    testing::FakeComponent(one.host, pipevane_plugin, "proxmox_poll", options);
    FAIL() << "it was made";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(GetParam().said));
    EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
  }
}
INSTANTIATE_TEST_SUITE_P(
    Every, PollWithABadOption,
    ::testing::Values(BadOption{"NoEndpoint", "endpoints", List{}, "at least one"},
                      BadOption{"TwiceTheSame", "endpoints", List{"a", "https://a:8006"}, "twice"},
                      BadOption{"EndpointWithAPath", "endpoints", List{"https://a/b"}, "endpoint"},
                      BadOption{"EndpointWithALogin", "endpoints", List{"https://hunter2@a"}, ""},
                      BadOption{"TokenIdWithItsSecret", "token_id", "a@b!c=hunter2", ""},
                      BadOption{"EmptySecret", "token_secret", "", ""},
                      BadOption{"Fingerprint", "fingerprint", "AB:CD", "fingerprint"},
                      BadOption{"CaFile", "ca_file", "/no/such/file.pem", ""}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace pipevane::proxmox_poll
