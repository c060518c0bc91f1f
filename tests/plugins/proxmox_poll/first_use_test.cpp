// The source where the options say first-use, against a simulated cluster and one who only listens.
#include "tests/plugins/proxmox/api/listening_server.h"
#include "tests/plugins/proxmox_poll/first_use_of_a_poll.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <tuple>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::ListeningServer;
using simulator::Certificate;
using ::testing::AllOf;
using ::testing::HasSubstr;

// Of whom it trusts from now on.
long warnings(OnePoll& one) {
  const auto logged = one.host.logged();
  return std::ranges::count_if(logged, [](const auto& line) {
    return line.level == PV_LOG_WARN && line.sentence.starts_with("Trusts a node");
  });
}

TEST_F(FirstUseOfAPoll, KeepsTheCertificateOfWhoItAsksWithTheClustersNameAndOfNobodyElse) {
  one.runFor(25'000, options({node(1)}));
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  EXPECT_EQ(one.asked("/cluster/resources"), 3U);
  EXPECT_EQ(known.find(node(1)),
            (KnownCertificate{node(1).url(), one.sim().fingerprint("pve1"), kBeginMs, "sim"}));
  // The others are pinned by what the cluster says of them.
  EXPECT_FALSE(known.find(node(2)));
  EXPECT_EQ(warnings(one), 1);
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
  EXPECT_EQ(warnings(one), 0);
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

}  // namespace
}  // namespace pipevane::proxmox_poll
