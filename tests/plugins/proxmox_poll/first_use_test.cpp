// The source where the options say first-use, against a simulated cluster and one who only listens.
#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/known_certificates.h"
#include "tests/plugins/proxmox/api/listening_server.h"
#include "tests/plugins/proxmox_poll/one_poll.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/doctor.h>
#include <pipevane/inspect.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Endpoint;
using proxmox::KnownCertificate;
using proxmox::ListeningServer;
using simulator::Certificate;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kOtherPin = proxmox::Trust::parseFingerprint(std::string(64, 'b'));

// Three nodes at addresses of their own, each with its certificate.
simulator::Settings threeNodes() {
  simulator::Settings settings = OnePoll::small();
  settings.nodes = 3;
  settings.each_listens = true;
  settings.own_addresses = true;
  return settings;
}

struct FirstUseOfAPoll : ::testing::Test {
  web::TemporaryFolder folder;
  OnePoll one{threeNodes()};
  proxmox::KnownCertificates known{folder.path};
  std::vector<std::pair<std::int64_t, std::function<void()>>> happenings;

  FirstUseOfAPoll() { one.host.setFolders(folder.path, ""); }

  Endpoint node(int number) {
    return {.host = "127.0.0." + std::to_string(number), .port = one.sim().port()};
  }
  testing::GivenOptions options(const std::vector<Endpoint>& endpoints) {
    std::vector<std::string> urls;
    for (const Endpoint& each : endpoints) urls.push_back(each.url());
    testing::GivenOptions options = {{"endpoints", urls},
                                     {"fingerprint", std::string("first-use")},
                                     {"verify_tls", std::string("true")}};
    options.merge(one.options());
    return options;
  }
  void keep(const Endpoint& at, const std::string& fingerprint) {
    known.change(at, [&](const auto&) {
      return KnownCertificate{
          .endpoint = {}, .fingerprint = fingerprint, .since_ms = kBeginMs, .cluster = {}};
    });
  }
  std::string kept(const Endpoint& endpoint) {
    const auto found = known.find(endpoint);
    return found ? found->fingerprint : "nothing";
  }
  // Once, at the first wait that is not before that long after the beginning.
  void at(std::int64_t after_ms, std::function<void()> happening) {
    happenings.emplace_back(kBeginMs + after_ms, std::move(happening));
    one.host.onWait([this](std::int64_t) {
      for (auto& [time_ms, happens] : happenings)
        if (happens && one.host.host().nowMs() >= time_ms) std::exchange(happens, nullptr)();
    });
  }
  long warnings() {
    const auto logged = one.host.logged();
    return std::ranges::count_if(logged, [](const auto& line) {
      return line.level == PV_LOG_WARN && line.sentence.starts_with("Trusts a node");
    });
  }
  static std::string told(testing::FakeComponent& source, const char* service) {
    std::string json;
    const auto keep = [](void* context, pv_text text) {
      *static_cast<std::string*>(context) = str(text);
    };
    if (std::string(service) == PV_DOCTOR)
      source.service<pv_doctor>(service)->examine(source.serviceSelf(), &json, keep);
    else
      source.service<pv_inspect>(service)->read(source.serviceSelf(), &json, keep);
    return json;
  }
};

TEST_F(FirstUseOfAPoll, KeepsTheCertificateOfWhoItAsksWithTheClustersNameAndOfNobodyElse) {
  one.runFor(25'000, options({node(1)}));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_EQ(one.asked("/cluster/resources"), 3U);
  EXPECT_EQ(known.find(node(1)),
            (KnownCertificate{node(1).url(), one.sim().fingerprint("pve1"), kBeginMs, "sim"}));
  // The others are pinned by what the cluster says of them.
  EXPECT_FALSE(known.find(node(2)));
  EXPECT_EQ(warnings(), 1);
}

TEST_F(FirstUseOfAPoll, OfAnotherCertificateThanBeforeIsDegradedAndSaysNothingToIt) {
  ListeningServer impostor(Certificate::make());
  const Endpoint there{.host = "127.0.0.1", .port = impostor.port()};
  keep(there, kOtherPin);
  one.runFor(5'000, options({there}));
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("refuses to speak with " + there.url()), HasSubstr(kOtherPin),
                    HasSubstr("since 2026-11-18"), HasSubstr("out of " + known.file())));
  EXPECT_EQ(impostor.heardIn(1), "");
  EXPECT_EQ(kept(there), kOtherPin);
}

TEST_F(FirstUseOfAPoll, StaysDegradedWhileAnotherOneAnswersAndLosesNothingOfIt) {
  ListeningServer impostor(Certificate::make());
  const Endpoint there{.host = "127.0.0.1", .port = impostor.port()};
  keep(there, kOtherPin);
  one.runFor(95'000, options({there, node(1)}));
  EXPECT_EQ(one.asked("/cluster/resources"), 10U);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), HasSubstr("refuses to speak with " + there.url()));
  EXPECT_EQ(impostor.heardIn(2), "") << "it is looked at now and then";
}

TEST_F(FirstUseOfAPoll, IsHeldLikeAPinWhichKeepsItDegradedTooWhereItDoesNotFit) {
  ListeningServer impostor(Certificate::make());
  const Endpoint there{.host = "127.0.0.1", .port = impostor.port()};
  testing::GivenOptions pinned = options({there, node(1)});
  pinned["fingerprint"] = one.sim().fingerprint("pve1");
  one.runFor(35'000, pinned);
  EXPECT_EQ(one.asked("/cluster/resources"), 4U);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), HasSubstr("refuses to speak with " + there.url()));
  EXPECT_EQ(impostor.heardIn(2), "");
}

TEST_F(FirstUseOfAPoll, IsWellAgainOnceTheLineIsTakenOutThoughAnotherOneAnswers) {
  const Certificate shown = Certificate::make();
  ListeningServer renewed(shown);
  const Endpoint there{.host = "127.0.0.1", .port = renewed.port()};
  keep(there, kOtherPin);
  at(55'000, [&] {
    EXPECT_FALSE(one.host.healthy());
    std::filesystem::remove(known.file());
  });
  one.runFor(145'000, options({there, node(1)}));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_EQ(kept(there), shown.fingerprint);
  EXPECT_EQ(one.asked("/cluster/resources"), 15U);
}

TEST_F(FirstUseOfAPoll, TakesARenewedCertificateOnTheWordOfAnotherMember) {
  // It was renewed while nobody looked.
  keep(node(2), kOtherPin);
  keep(node(1), one.sim().fingerprint("pve1"));
  at(25'000, [this] { EXPECT_TRUE(one.host.healthy()) << one.host.why(); });
  one.runFor(35'000, options({node(2), node(1)}));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_EQ(kept(node(2)), one.sim().fingerprint("pve2"));
  EXPECT_EQ(warnings(), 0);
}

TEST_F(FirstUseOfAPoll, ThroughAMemberFollowsTheOnlyEndpointThatIsRenewedWhileItRuns) {
  std::string before;
  at(25'000, [&] {
    before = kept(node(1));
    one.sim().changeCertificate("pve1");
    // It is restarted for that.
    one.sim().faults().add({.path = "", .kind = simulator::Fault::Kind::kClose, .count = 2});
  });
  one.runFor(185'000, options({node(1)}));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_NE(one.sim().fingerprint("pve1"), before);
  EXPECT_EQ(kept(node(1)), one.sim().fingerprint("pve1"));
}

TEST_F(FirstUseOfAPoll, OfADamagedFileSaysSoAndTrustsNobody) {
  keep(node(1), one.sim().fingerprint("pve1"));
  folder.write(proxmox::KnownCertificates::kFileName, "something else\n");
  one.runFor(5'000, options({node(1)}));
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(),
              AllOf(HasSubstr("line 1: it is not"), HasSubstr("put the line right")));
  EXPECT_EQ(one.asked("/version"), 0U);
}

TEST_F(FirstUseOfAPoll, NeedsADataFolder) {
  one.host.setFolders("", "");
  try {
    testing::FakeComponent(one.host, pipevane_plugin, "proxmox_poll", options({node(1)}));
    FAIL() << "it was made";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("first-use"), HasSubstr("set data_dir"), HasSubstr("DATA_DIR")));
  }
}

TEST_F(FirstUseOfAPoll, IsNoWayBesideAnother) {
  for (const auto& [option, value, said] : {std::tuple{"ca_file", "/etc/ssl/ca.pem", "both given"},
                                            {"verify_tls", "false", "would not be looked at"}}) {
    testing::GivenOptions both = options({node(1)});
    both[option] = std::string(value);
    try {
      testing::FakeComponent(one.host, pipevane_plugin, "proxmox_poll", both);
      FAIL() << "it was made with " << option;
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), HasSubstr(said));
    }
  }
}

TEST_F(FirstUseOfAPoll, ExaminedBeforeItRunsTrustsNobodyAndSaysWhatItWould) {
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options({node(1)}));
  const std::string json = told(source, PV_DOCTOR);
  EXPECT_THAT(json, AllOf(HasSubstr(R"("check":"certificate","state":"note")"),
                          HasSubstr("would be trusted at first use"),
                          HasSubstr(R"("fingerprint":")" + one.sim().fingerprint("pve1")),
                          HasSubstr("pvenode cert info"), Not(HasSubstr(R"("check":"token")"))));
  EXPECT_EQ(one.asked("/version"), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path));
}

TEST_F(FirstUseOfAPoll, ExaminedLaterShowsWhatIsKeptAndSinceWhen) {
  keep(node(1), one.sim().fingerprint("pve1"));
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options({node(1)}));
  EXPECT_THAT(told(source, PV_DOCTOR), AllOf(HasSubstr(R"("trusted_since":"2026-11-18)"),
                                             HasSubstr(R"("check":"privileges")")));
}

TEST_F(FirstUseOfAPoll, ExaminedAfterAChangeShowsBothAndTheRemedy) {
  keep(node(1), kOtherPin);
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", options({node(1)}));
  EXPECT_THAT(told(source, PV_DOCTOR),
              AllOf(HasSubstr(R"("check":"certificate","state":"failed")"),
                    HasSubstr(R"("expected":")" + kOtherPin),
                    HasSubstr(R"("fingerprint":")" + one.sim().fingerprint("pve1")),
                    HasSubstr(R"("trusted_since":"2026-11-18)"), HasSubstr("take the line of")));
  EXPECT_EQ(one.asked("/version"), 0U);
  EXPECT_EQ(kept(node(1)), kOtherPin);
}

// One is not known yet, and of the other another certificate is: a node that is trusted names both.
TEST_F(FirstUseOfAPoll, ExaminedTakesTheWordOfATrustedMemberAndKeepsNothing) {
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll",
                                options({node(1), node(2), node(3)}));
  keep(node(3), kOtherPin);
  EXPECT_THAT(told(source, PV_DOCTOR), HasSubstr(R"("check":"certificate","state":"failed")"))
      << "nobody is trusted yet";
  keep(node(1), one.sim().fingerprint("pve1"));
  const std::string well = told(source, PV_DOCTOR);
  EXPECT_THAT(well, AllOf(Not(HasSubstr(R"("state":"failed")")), Not(HasSubstr("does not know"))));
  std::size_t spoken_to = 0;
  const std::string knows = R"("check":"token","state":"ok")";
  for (auto at = well.find(knows); at != std::string::npos; at = well.find(knows, at + 1))
    ++spoken_to;
  EXPECT_EQ(spoken_to, 3U) << well;
  EXPECT_EQ(kept(node(2)), "nothing");
  EXPECT_EQ(kept(node(3)), kOtherPin);
}

TEST_F(FirstUseOfAPoll, TellsTheSameOfTheRunningSource) {
  keep(node(2), kOtherPin);
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll",
                                options({node(2), node(1)}));
  std::string ill, well;
  // Before it is vouched for at the end of the cycle, and after.
  one.host.onWait([&](std::int64_t) { (ill.empty() ? ill : well) = told(source, PV_INSPECT); });
  one.host.stopAt(kBeginMs + 45'000);
  source.run();
  EXPECT_THAT(well, AllOf(HasSubstr(R"("trusted_since")"), Not(HasSubstr(R"("state":"failed")"))));
  EXPECT_THAT(ill, HasSubstr(R"("expected":")" + kOtherPin));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
