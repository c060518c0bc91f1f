// Trust on first use against real TLS servers.
#include "plugins/proxmox/api/first_use.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/https_client.h"
#include "tests/plugins/proxmox/api/listening_server.h"
#include "tests/plugins/web/temporary_folder.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <utility>

namespace pipevane::proxmox {
namespace {

using simulator::Certificate;
using simulator::Simulator;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Pair;

constexpr const char* kVersion = "/api2/json/version";
constexpr std::int64_t kNowMs = 1'795'922'335'000;
const std::string kOtherPin = Trust::parseFingerprint(std::string(64, 'b'));

// What OpenSSL takes for the system's authorities, while it lives.
class SystemAuthorities {
 public:
  SystemAuthorities(const web::TemporaryFolder& folder, const std::string& pem) {
    folder.write("authorities.pem", pem);
    ::setenv(kVariable, (folder.path / "authorities.pem").c_str(), 1);
  }
  ~SystemAuthorities() { ::unsetenv(kVariable); }

 private:
  static constexpr const char* kVariable = "SSL_CERT_FILE";
};

struct FirstUseTest : ::testing::Test {
  Simulator server{[] {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 1;
    settings.past_s = 60;
    return settings;
  }()};
  web::TemporaryFolder folder;
  std::vector<std::pair<LogLevel, std::string>> logged;
  std::shared_ptr<const FirstUse> first_use = std::make_shared<const FirstUse>(FirstUse::Settings{
      .folder = folder.path / "data",
      .now_ms = [] { return kNowMs; },
      .log = [this](LogLevel level,
                    const std::string& line) { logged.emplace_back(level, line); }});
  KnownCertificates known{folder.path / "data"};

  Endpoint endpoint(const std::string& host = "127.0.0.1") {
    return {.host = host, .port = server.port()};
  }
  ApiClient::Settings settings(const Endpoint& to) {
    return {.endpoint = to,
            .token = Token(server.settings().token_id, server.settings().token_secret),
            .trust = {.fingerprint = "", .ca_file = "", .first_use = first_use},
            .timeout_ms = 20'000};
  }
  Answer ask(const Endpoint& to, std::vector<std::string> also = {}) {
    HttpsClient client(settings(to), [] { return false; });
    client.trustAlso(std::move(also));
    return client.get(kVersion);
  }
  Answer ask() { return ask(endpoint()); }
  void keep(const Endpoint& at, const std::string& fingerprint) {
    known.change(at, [&](const auto&) {
      return KnownCertificate{
          .endpoint = {}, .fingerprint = fingerprint, .since_ms = kNowMs, .cluster = "lab"};
    });
  }
  std::string kept(const Endpoint& at) {
    const auto found = known.find(at);
    return found ? found->fingerprint : "nothing";
  }
  std::string kept() { return kept(endpoint()); }
};

TEST_F(FirstUseTest, KeepsWhatItMeetsAndWarnsOnceHowToCompareIt) {
  EXPECT_TRUE(ask().ok());
  EXPECT_TRUE(ask().ok());
  EXPECT_EQ(known.find(endpoint()),
            (KnownCertificate{endpoint().url(), server.fingerprint(), kNowMs, ""}));
  ASSERT_EQ(logged.size(), 1U);
  EXPECT_EQ(logged[0].first, LogLevel::kWarn);
  EXPECT_THAT(logged[0].second,
              AllOf(HasSubstr("endpoint=" + endpoint().url()),
                    HasSubstr("fingerprint=" + server.fingerprint()),
                    HasSubstr("pvenode cert info"), HasSubstr("openssl x509"),
                    HasSubstr("PROXMOX_NODE_..._FINGERPRINT of the number whose HOST it is"),
                    HasSubstr(known.file())));
}

TEST_F(FirstUseTest, SaysNothingToAnotherCertificateLater) {
  ListeningServer impostor(Certificate::make());
  const Endpoint there{.host = "127.0.0.1", .port = impostor.port()};
  keep(there, kOtherPin);
  const Answer answer = ask(there);
  EXPECT_EQ(answer.failure, Failure::kChanged);
  EXPECT_EQ(impostor.heardIn(1), "");
  EXPECT_EQ(kept(there), kOtherPin);
  EXPECT_THAT(logged, IsEmpty());
}

TEST_F(FirstUseTest, SaysTheTokenOnlyOnceItIsKept) {
  ListeningServer first(Certificate::make());
  const Endpoint there{.host = "127.0.0.1", .port = first.port()};
  folder.write("data", "a file where the folder should be");
  const Answer answer = ask(there);
  EXPECT_EQ(answer.failure, Failure::kNotKept);
  EXPECT_THAT(explain(answer, there, kVersion, "a@pve!b"),
              AllOf(HasSubstr("cannot be looked up or kept"), HasSubstr("data_dir")));
  EXPECT_EQ(first.heardIn(1), "");
}

TEST_F(FirstUseTest, SaysWhatChangedSinceWhenAndWhatToDo) {
  ASSERT_TRUE(ask().ok());
  const std::string before = server.fingerprint();
  server.changeCertificate();
  const Answer answer = ask();
  EXPECT_EQ(answer.failure, Failure::kChanged);
  EXPECT_EQ(server.stats().requests(kVersion), 1U);
  EXPECT_THAT(explain(answer, endpoint(), kVersion, "a@pve!b"),
              AllOf(HasSubstr("refuses to speak with " + endpoint().url()), HasSubstr(before),
                    HasSubstr(server.fingerprint()), HasSubstr("since 2026-11-29 03:18 UTC"),
                    HasSubstr("the token was not sent"),
                    HasSubstr("take the line of " + endpoint().url() + " out of " + known.file())));
}

TEST_F(FirstUseTest, TrustsAnewWhereTheLineIsTakenOut) {
  ASSERT_TRUE(ask().ok());
  server.changeCertificate();
  ASSERT_FALSE(ask().ok());
  std::filesystem::remove(known.file());
  EXPECT_TRUE(ask().ok());
  EXPECT_EQ(kept(), server.fingerprint());
}

TEST_F(FirstUseTest, GoesBackToTheFirstOneWithoutAWord) {
  const Certificate first = server.certificate();
  ASSERT_TRUE(ask().ok());
  server.changeCertificate();
  ASSERT_FALSE(ask().ok());
  server.changeCertificate("", first);
  EXPECT_TRUE(ask().ok());
}

TEST_F(FirstUseTest, OfADamagedFileTrustsNobodyNotEvenWhoIsNew) {
  ASSERT_TRUE(ask().ok());
  std::ofstream(known.file(), std::ios::app) << "x\n";
  const Answer answer = ask();
  EXPECT_EQ(answer.failure, Failure::kNotKept);
  EXPECT_THAT(answer.reason, HasSubstr("something stands behind the end"));
  EXPECT_THAT(answer.remedy, HasSubstr("put the line right or take it out"));
  EXPECT_EQ(ask(endpoint("localhost")).failure, Failure::kNotKept);
  EXPECT_EQ(server.stats().requests(kVersion), 1U);
}

TEST_F(FirstUseTest, FollowsARenewalThatAnotherMemberVouchesFor) {
  ASSERT_TRUE(ask().ok());
  const std::string before = server.fingerprint();
  server.changeCertificate();
  EXPECT_FALSE(ask(endpoint(), {kOtherPin, before}).ok());
  EXPECT_TRUE(ask(endpoint(), {kOtherPin, server.fingerprint()}).ok());
  EXPECT_EQ(kept(), server.fingerprint());
  ASSERT_EQ(logged.size(), 2U);
  EXPECT_EQ(logged[1].first, LogLevel::kInfo);
  EXPECT_THAT(logged[1].second,
              AllOf(HasSubstr("another node of its cluster"), HasSubstr("before=" + before)));
  // For good.
  EXPECT_TRUE(ask().ok());
}

TEST_F(FirstUseTest, DoesNotWarnOfAFirstOneThatAnotherMemberVouchesFor) {
  EXPECT_TRUE(ask(endpoint(), {server.fingerprint()}).ok());
  EXPECT_EQ(kept(), server.fingerprint());
  EXPECT_THAT(logged, ElementsAre(Pair(LogLevel::kInfo, HasSubstr("vouches for it"))));
}

TEST_F(FirstUseTest, FollowsARenewalThatAnAuthorityOfTheSystemVouchesFor) {
  ASSERT_TRUE(ask().ok());
  server.changeCertificate();
  const SystemAuthorities authorities(folder, server.certificatePem());
  EXPECT_TRUE(ask().ok());
  EXPECT_EQ(kept(), server.fingerprint());
  EXPECT_THAT(logged.back(), Pair(LogLevel::kInfo, HasSubstr("an authority that this system")));
}

TEST_F(FirstUseTest, HeedsNoAuthorityForAnotherNameThanTheOneThatIsAsked) {
  const Endpoint there = endpoint("127.0.0.2");  // the same machine
  Simulator everywhere([this] {
    simulator::Settings settings = server.settings();
    settings.bind = "127.0.0.2";
    settings.port = server.port();
    return settings;
  }());
  keep(there, kOtherPin);
  const SystemAuthorities authorities(folder, everywhere.certificatePem());
  EXPECT_EQ(ask(there).failure, Failure::kChanged);
}

// Else whoever comes after one that an authority vouched for would be the first.
TEST_F(FirstUseTest, KeepsAlsoWhatAnAuthorityVouchesForSoThatNobodyElseComesFirst) {
  const SystemAuthorities authorities(folder, server.certificatePem());
  ASSERT_TRUE(ask().ok());
  EXPECT_THAT(logged, ElementsAre(Pair(LogLevel::kInfo, HasSubstr("vouches for it"))));
  server.changeCertificate();
  EXPECT_EQ(ask().failure, Failure::kChanged);
}

TEST_F(FirstUseTest, OfWhoOnlyLooksTrustsNobodyNewAndWritesNothing) {
  first_use = first_use->looking();
  const Answer answer = ask();
  EXPECT_EQ(answer.failure, Failure::kUnknown);
  EXPECT_THAT(explain(answer, endpoint(), kVersion, "a@pve!b"),
              AllOf(HasSubstr(server.fingerprint() + ", would be trusted at first use"),
                    HasSubstr("pvenode cert info")));
  EXPECT_EQ(server.stats().requests(kVersion), 0U);
  EXPECT_FALSE(std::filesystem::exists(folder.path / "data"));
  // What an authority or another member vouches for needs nothing to be kept.
  EXPECT_TRUE(ask(endpoint(), {server.fingerprint()}).ok());
  EXPECT_FALSE(std::filesystem::exists(folder.path / "data"));
  keep(endpoint(), server.fingerprint());
  EXPECT_TRUE(ask().ok());
  keep(endpoint(), kOtherPin);
  EXPECT_EQ(ask().failure, Failure::kChanged);
  EXPECT_TRUE(ask(endpoint(), {server.fingerprint()}).ok());
  EXPECT_EQ(kept(), kOtherPin);
  EXPECT_THAT(logged, IsEmpty());
}

TEST_F(FirstUseTest, IsHeldAgainstConnectionsThatTakeUpASessionToo) {
  HttpsClient client(settings(endpoint()), [] { return false; });
  // Every error ends the connection.
  EXPECT_EQ(client.get("/api2/json/nothing").status, 501);
  EXPECT_EQ(client.get("/api2/json/nothing").status, 501);
  EXPECT_EQ(client.counters().resumptions, 1U);
  keep(endpoint(), kOtherPin);
  EXPECT_EQ(client.get(kVersion).failure, Failure::kChanged);
}

TEST_F(FirstUseTest, NotesTheClusterWhereTheNodeIsKnownAndTheNameIsPlain) {
  first_use->noteCluster(endpoint(), "lab");
  EXPECT_FALSE(std::filesystem::exists(folder.path / "data"));
  ASSERT_TRUE(ask().ok());
  for (const std::string& name : {std::string("lab"), std::string("two words"), std::string("a\nb"),
                                  std::string(65, 'x'), std::string("-"), std::string()})
    first_use->noteCluster(endpoint(), name);
  EXPECT_THAT(known.find(endpoint()), Optional(Field(&KnownCertificate::cluster, "lab")));
  // It stays with the node through a renewal.
  server.changeCertificate();
  ASSERT_TRUE(ask(endpoint(), {server.fingerprint()}).ok());
  EXPECT_THAT(known.find(endpoint()), Optional(Field(&KnownCertificate::cluster, "lab")));
}

TEST_F(FirstUseTest, IsProvenWithoutAQuestion) {
  ListeningServer silent(Certificate::make());
  const Endpoint there{.host = "127.0.0.1", .port = silent.port()};
  HttpsClient client(settings(there), [] { return false; });
  EXPECT_TRUE(client.prove({}).ok());
  keep(there, kOtherPin);
  EXPECT_EQ(client.prove({}).failure, Failure::kChanged);
  EXPECT_EQ(silent.heardIn(2), "");
}

TEST_F(FirstUseTest, HasTheSecretInNoFile) {
  ASSERT_TRUE(ask().ok());
  for (const auto& each : std::filesystem::directory_iterator(folder.path / "data"))
    EXPECT_THAT(web::contentOf(each.path()), AllOf(Not(HasSubstr(server.settings().token_secret)),
                                                   Not(HasSubstr(server.settings().token_id))));
}

TEST(UntrustedCertificate, IsToldWithItsFingerprintAndAllThreeWaysToTrustIt) {
  Simulator server([] {
    simulator::Settings settings;
    settings.nodes = 1;
    settings.guests = 1;
    settings.past_s = 60;
    return settings;
  }());
  const Endpoint there{.host = "127.0.0.1", .port = server.port()};
  HttpsClient client({.endpoint = there, .token = Token("a@pve!b", "secret"), .trust = {}},
                     [] { return false; });
  EXPECT_THAT(explain(client.get(kVersion), there, kVersion, "a@pve!b"),
              AllOf(HasSubstr(server.fingerprint()), HasSubstr("set that fingerprint"),
                    HasSubstr("ca_file"), HasSubstr("first-use")));
}

}  // namespace
}  // namespace pipevane::proxmox
