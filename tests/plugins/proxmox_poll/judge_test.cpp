// What is said of an endpoint by what was seen of it.
#include "tests/plugins/proxmox_poll/seen.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Failure;
using ::testing::_;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

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

TEST(Judge, OffersThePinOfACertificateThatIsNotTrusted) {
  for (const Failure failure : {Failure::kIssuer, Failure::kFingerprint, Failure::kTls}) {
    Seen seen = healthy();
    seen.hello->status = 0;
    seen.hello->failure = failure;
    const Finding finding = only(judge(seen), "certificate");
    EXPECT_EQ(finding.state, State::kFailed);
    EXPECT_THAT(finding.remedy, HasSubstr("fingerprint: \"AA:BB\""));
    if (failure == Failure::kFingerprint) continue;
    EXPECT_THAT(finding.remedy, AllOf(HasSubstr("ca_file"), HasSubstr("first-use")));
  }
  // One that has to be renewed anyway is not to be pinned.
  Seen seen = healthy();
  seen.hello->status = 0;
  seen.hello->failure = Failure::kExpired;
  EXPECT_THAT(only(judge(seen), "certificate").remedy,
              AllOf(HasSubstr("pvecm updatecerts"), Not(HasSubstr("AA:BB"))));
}

TEST(Judge, SaysSinceWhenACertificateIsTrustedByItsFirstUse) {
  Seen seen = healthy();
  seen.trust.fingerprint.clear();
  seen.known = {.endpoint = "https://pve1.lan:8006",
                .fingerprint = kPin,
                .since_ms = kNowMs - 30 * kDayMs,
                .cluster = "lab"};
  Finding finding = only(judge(seen), "certificate");
  EXPECT_EQ(finding.state, State::kOk);
  EXPECT_THAT(finding.sentence, HasSubstr("is trusted since 2026-10-19 11:06 UTC"));
  EXPECT_THAT(finding.facts, Contains(Pair("trusted_since", "2026-10-19 11:06 UTC")));
  EXPECT_THAT(finding.facts, Not(Contains(Pair("expected", _))));
  // Somebody vouches for another one than the one that is kept.
  seen.known->fingerprint = "CC:DD";
  finding = only(judge(seen), "certificate");
  EXPECT_THAT(finding.sentence, HasSubstr("is trusted by its issuer"));
  EXPECT_THAT(finding.facts, Contains(Pair("expected", "CC:DD")));
}

TEST(Judge, SaysOfFirstUseWhatTheClientSaidOfIt) {
  for (const auto& [failure, state] : {std::pair{Failure::kChanged, State::kFailed},
                                       {Failure::kNotKept, State::kFailed},
                                       {Failure::kUnknown, State::kNote}}) {
    Seen seen = healthy();
    seen.trust.fingerprint.clear();
    seen.hello->status = 0;
    seen.hello->failure = failure;
    seen.hello->reason = "what it is";
    seen.hello->remedy = "what to do";
    EXPECT_EQ(judge(seen).size(), 2U) << "what is behind it was not looked at";
    const Finding finding = only(judge(seen), "certificate");
    EXPECT_EQ(finding.state, state);
    EXPECT_THAT(finding.sentence, HasSubstr("https://pve1.lan:8006"));
    EXPECT_THAT(finding.sentence, HasSubstr("what it is"));
    EXPECT_THAT(finding.remedy, HasSubstr("what to do"));
  }
}

TEST(Judge, WarnsOfACertificateThatEndsSoon) {
  Seen seen = healthy();
  seen.certificate->ends_ms = kNowMs + 3 * kDayMs;
  EXPECT_EQ(only(judge(seen), "certificate").state, State::kWarning);
  seen.certificate->ends_ms = kNowMs + 20 * kDayMs;
  EXPECT_EQ(only(judge(seen), "certificate").state, State::kOk);
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

TEST(Judge, SaysWhichClockIsAhead) {
  for (const auto& [ahead_ms, said] :
       {std::pair{3'600'000, "3600 s ahead of"}, {-30'000, "30 s behind"}}) {
    Seen seen = healthy();
    seen.ahead_ms = ahead_ms;
    const Finding finding = only(judge(seen), "clock");
    EXPECT_EQ(finding.state, State::kWarning);
    EXPECT_THAT(finding.sentence, HasSubstr(said));
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

TEST(Judge, TellsAHungPvestatdFromANodeThatIsGone) {
  Seen seen = healthy();
  seen.resources->nodes[1].status = "unknown";
  EXPECT_THAT(only(judge(seen), "members").sentence,
              AllOf(HasSubstr("pve2 is online"), HasSubstr("pvestatd hangs")));
  seen.cluster->members[1].online = false;
  EXPECT_THAT(only(judge(seen), "members").sentence, HasSubstr("pve2 is offline"));
}

TEST(Judge, WarnsWhereThereIsNoQuorumAndNeedsNoneOfASingleNode) {
  Seen seen = healthy();
  seen.cluster->quorate = false;
  EXPECT_EQ(only(judge(seen), "quorum").state, State::kWarning);
  seen.cluster->quorate.reset();
  EXPECT_EQ(only(judge(seen), "quorum").state, State::kUnknown);
  seen.cluster = {.name = "", .quorate = {}, .members = {{"pve1", "", true, true}}};
  EXPECT_EQ(only(judge(seen), "quorum").state, State::kOk);
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

TEST(Judge, SaysOfASingleNodeThatItTellsItsFigures) {
  Seen seen = healthy();
  EXPECT_EQ(only(judge(seen), "members").sentence, "all 2 nodes are online and tell their figures");
  seen.cluster = {.name = "", .quorate = {}, .members = {{"pve1", "", true, true}}};
  EXPECT_EQ(only(judge(seen), "members").sentence, "the node is online and tells its figures");
}

TEST(Judge, SaysOfASelfSignedCertificateThatItHasExpiredAndRenewsItFirst) {
  Seen seen = healthy();
  seen.trust.fingerprint.clear();
  seen.hello->status = 0;
  seen.hello->failure = Failure::kIssuer;
  seen.hello->reason = "its certificate is self-signed";
  seen.certificate->ends_ms = kNowMs - kDayMs;
  const Finding finding = only(judge(seen), "certificate");
  EXPECT_THAT(finding.sentence, AllOf(HasSubstr("is self-signed"), HasSubstr("has expired")));
  EXPECT_THAT(finding.remedy, AllOf(::testing::StartsWith("renew it on the node: pvecm "
                                                          "updatecerts --force && systemctl "
                                                          "restart pveproxy"),
                                    Not(HasSubstr(kPin))))
      << "the pin of one that has to go";
  EXPECT_THAT(finding.commands,
              ElementsAre("pvecm updatecerts --force && systemctl restart pveproxy"));
}

TEST(Judge, NamesTheSourceInWhichAPinIsToBeSet) {
  Seen seen = healthy();
  seen.source = "homelab";
  seen.hello->status = 0;
  seen.hello->failure = Failure::kFingerprint;
  EXPECT_THAT(only(judge(seen), "certificate").remedy,
              HasSubstr("set fingerprint: \"AA:BB\" in the source \"homelab\""));
  // Of one that the cluster named there is no pin in the options.
  seen.configured = false;
  EXPECT_THAT(
      only(judge(seen), "certificate").remedy,
      AllOf(HasSubstr("no endpoint of the source \"homelab\""), Not(HasSubstr("set fingerprint"))));
}

TEST(Judge, TakesAMembersCertificateThatAnotherOneNames) {
  Seen seen = healthy();
  seen.trust.also = {"CC:DD"};
  seen.certificate->fingerprint = "CC:DD";
  const Finding finding = only(judge(seen), "certificate");
  EXPECT_EQ(finding.state, State::kOk);
  EXPECT_THAT(finding.sentence, HasSubstr("as another node of its cluster, which is trusted"));
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
