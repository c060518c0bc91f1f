// What is said of an endpoint by what was seen of it.
#include "plugins/proxmox/api/explain.h"
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Failure;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Judge, FindsNothingWrongWhereAllIsWell) {
  EXPECT_THAT(wrongOf(healthy()), IsEmpty());
  EXPECT_EQ(judge(healthy()).size(), 11U);
}

TEST(Judge, SaysNothingOfWhatIsBehindAFailure) {
  for (const Failure failure : {Failure::kName, Failure::kConnect, Failure::kTimeout,
                                Failure::kBroken, Failure::kTooLarge}) {
    Seen seen = healthy();
    seen.hello->status = 0;
    seen.hello->failure = failure;
    const Findings findings = judge(seen);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].state, State::kFailed);
    EXPECT_STREQ(findings[0].check, "reach");
  }
  Seen seen = healthy();
  seen.hello->status = 401;
  EXPECT_EQ(judge(seen).size(), 3U);
  EXPECT_EQ(only(judge(seen), "token").state, State::kFailed);
  seen.hello.reset();
  EXPECT_EQ(judge(seen).size(), 1U);
  EXPECT_EQ(only(judge(seen), "reach").state, State::kUnknown);
}

TEST(Judge, HasTheCommandsOfAnAnswerThatWasCut) {
  Seen seen = healthy();
  seen.hello->status = 0;
  seen.hello->failure = Failure::kBroken;
  seen.hello->remedy = proxmox::cutRemedy();
  EXPECT_THAT(only(judge(seen), "reach").commands,
              ElementsAre("systemctl status pveproxy", "journalctl -u pveproxy -n 20"));
}

TEST(Judge, KnowsWhatEachVersionLacks) {
  for (const auto& [version, state] : {std::pair{"6.4-15", State::kFailed},
                                       {"7.4-20", State::kNote},
                                       {"8.1.4", State::kNote},
                                       {"8.2.4", State::kNote},
                                       {"8.2.5", State::kNote},
                                       {"8.3.3", State::kNote},
                                       {"8.3.4", State::kOk},
                                       {"9.2.11", State::kOk},
                                       {"10.0.1", State::kNote},
                                       {"next", State::kUnknown}}) {
    Seen seen = healthy();
    seen.version = version;
    EXPECT_EQ(only(judge(seen), "version").state, state) << version;
  }
}

TEST(Judge, SaysWhatToLookAtOnANodeThatTakesTheConnectionAndHangs) {
  Seen seen = healthy();
  seen.hello->status = 0;
  seen.hello->failure = Failure::kTimeout;
  const Finding finding = only(judge(seen), "reach");
  EXPECT_THAT(finding.remedy, AllOf(HasSubstr("storage"), HasSubstr("quorum")));
  EXPECT_THAT(finding.commands,
              ElementsAre("systemctl status pveproxy pvedaemon", "pvesm status", "pvecm status"));
  for (const std::string& each : finding.commands) EXPECT_THAT(finding.remedy, HasSubstr(each));
}

TEST(Judge, SaysTheSameOfAServerErrorWhicheverCallHasIt) {
  Seen first = healthy();
  first.hello->status = 500;
  first.hello->reason = "unable to read";
  Seen later = healthy();
  const auto explained = proxmox::explanation(*first.hello, first.endpoint, "/x", first.token_id);
  later.troubles = {{.path = "/x", .what = explained.what, .remedy = explained.remedy}};
  for (const Seen& seen : {first, later}) {
    const Finding finding = only(judge(seen), "answers");
    EXPECT_EQ(finding.remedy, explained.remedy);
    EXPECT_THAT(finding.remedy, HasSubstr("look at the services of the node: "));
    EXPECT_THAT(finding.commands, ElementsAre("systemctl status pveproxy pvedaemon"));
  }
}

TEST(Judge, FailsWhereTheListCannotBeRead) {
  Seen seen = healthy();
  seen.troubles.push_back(
      {.path = "/cluster/resources", .what = "cannot read the list", .remedy = "", .vital = true});
  EXPECT_EQ(only(judge(seen), "answers").state, State::kFailed);
  EXPECT_THAT(only(judge(seen), "answers").commands,
              ElementsAre("systemctl status pveproxy pvedaemon"));
  seen.troubles = {
      {.path = "/cluster/metrics/server", .what = "cannot read the metric servers", .remedy = ""}};
  EXPECT_EQ(only(judge(seen), "answers").state, State::kWarning);
}

TEST(Judge, SuspectsAMetricServerWhereTheNodeKeepsNothingOfItself) {
  Seen seen = healthy();
  seen.metric_servers = {{"g", "graphite", "192.0.2.9", 2003, true}};
  EXPECT_EQ(only(judge(seen), "metric_servers").state, State::kNote);
  seen.own_figures->node_s = 0;
  const Finding finding = only(judge(seen), "metric_servers");
  EXPECT_EQ(finding.state, State::kWarning);
  const std::string off =
      "pvesh set /cluster/metrics/server/g --server 192.0.2.9 --port 2003 --disable 1";
  EXPECT_THAT(finding.remedy, HasSubstr(off));
  EXPECT_THAT(finding.commands, ElementsAre(off));
  // None that sends by UDP.
  seen.metric_servers = {{"o", "opentelemetry", "192.0.2.9", 4318, true},
                         {"g", "graphite", "192.0.2.9", 2003, false}};
  EXPECT_EQ(only(judge(seen), "metric_servers").state, State::kOk);
  EXPECT_EQ(only(judge(seen), "export").state, State::kWarning);
}

TEST(Judge, NamesEachMetricServerThatMaySpoilTheExportWithACommandOfItsOwn) {
  Seen seen = healthy();
  seen.metric_servers = {{"g", "graphite", "graphs.lan", 2003, true},
                         {"o", "opentelemetry", "192.0.2.9", 4318, true},
                         {"i", "influxdb", "2001:db8::9", 8089, true},
                         {"portless", "influxdb", "192.0.2.9", 0, true},
                         {"odd", "influxdb", "x;reboot", 8089, true}};
  Findings found = judge(seen);
  std::erase_if(
      found, [](const Finding& each) { return std::string_view(each.check) != "metric_servers"; });
  ASSERT_EQ(found.size(), 4U);
  EXPECT_THAT(found[0].commands, ElementsAre("pvesh set /cluster/metrics/server/g --server "
                                             "graphs.lan --port 2003 --disable 1"));
  EXPECT_THAT(found[1].sentence, HasSubstr("\"i\" (influxdb at 2001:db8::9, port 8089)"));
  EXPECT_THAT(found[1].commands, ElementsAre("pvesh set /cluster/metrics/server/i --server "
                                             "2001:db8::9 --port 8089 --disable 1"));
  for (const std::size_t which : {2U, 3U}) {
    EXPECT_THAT(found[which].commands, IsEmpty());
    EXPECT_THAT(found[which].remedy,
                AllOf(HasSubstr("Datacenter, Metric Server"), Not(ContainsRegex("pvesh|reboot"))));
  }
}

TEST(Judge, NamesWhatWasAskedForWhereNothingCame) {
  Seen seen = healthy();
  seen.hello->status = 0;
  seen.hello->failure = Failure::kTimeout;
  seen.path = "/cluster/resources";
  EXPECT_THAT(only(judge(seen), "reach").sentence,
              HasSubstr("got no answer from https://pve1.lan:8006 to /cluster/resources"));
}

TEST(Judge, WarnsOfFiguresThatAreOldByTheNodesOwnClock) {
  Seen seen = healthy();
  seen.ahead_ms = 3'600'000;
  seen.own_figures->node_s = kNowMs / 1000 + 3'600 - 10;
  EXPECT_EQ(only(judge(seen), "export").state, State::kOk);
  seen.own_figures->node_s -= 120;
  EXPECT_THAT(only(judge(seen), "export").sentence, HasSubstr("130 s old"));
}

TEST(Judge, ShowsWhatStrangersWroteInOneLine) {
  Seen seen = healthy();
  seen.version = "9.2\n\x1b[31m";
  seen.cluster->members[1] = {"pve2\r\n", "", false, false};
  for (const Finding& each : judge(seen))
    for (const char c : each.sentence + each.remedy) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
}

}  // namespace
}  // namespace pipevane::proxmox_poll
