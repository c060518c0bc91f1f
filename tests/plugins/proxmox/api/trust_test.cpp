// To whom a token is sent.
#include "plugins/proxmox/api/explain.h"
#include "tests/plugins/proxmox/api/asked_node.h"

#include <gmock/gmock.h>
#include <pipevane/error.h>

#include <fstream>

namespace pipevane::proxmox {
namespace {

using simulator::Certificate;
using simulator::Simulator;
using ::testing::HasSubstr;
using ::testing::Not;

class Trusting : public AskedNode {};

TEST_F(Trusting, TrustsByFingerprintInAnyWriting) {
  std::string plain = server.fingerprint();
  std::erase(plain, ':');
  std::ranges::transform(plain, plain.begin(), [](char c) { return std::tolower(c); });
  for (const std::string& written : {server.fingerprint(), plain})
    EXPECT_EQ(failureWith({.fingerprint = Trust::parseFingerprint(written), .ca_file = ""}),
              Failure::kNone);
}

TEST_F(Trusting, SaysNothingToAnotherCertificate) {
  std::string other = server.fingerprint();
  other[0] = other[0] == 'A' ? 'B' : 'A';
  EXPECT_EQ(failureWith({.fingerprint = other, .ca_file = ""}), Failure::kFingerprint);
  EXPECT_EQ(failureWith({.fingerprint = "", .ca_file = ""}), Failure::kIssuer);
  EXPECT_EQ(server.stats().requests(kVersion), 0U);
}

TEST_F(Trusting, TrustsAnAuthorityForTheNamesThatItVouchesFor) {
  const std::string file = certificateFile();
  EXPECT_EQ(failureWith({.fingerprint = "", .ca_file = file}), Failure::kNone);
  ApiClient::Settings elsewhere = settings({.fingerprint = "", .ca_file = file});
  elsewhere.endpoint.host = "127.0.0.2";  // the same machine under a name that is not vouched for
  EXPECT_EQ(HttpsClient(elsewhere, never()).get(kVersion).status, 0);
  EXPECT_THROW(HttpsClient(settings({.fingerprint = "", .ca_file = "/no/such.pem"}), never()),
               Error);
}

TEST_F(Trusting, SaysWhyACertificateIsNotTrustedAndShowsItAllTheSame) {
  for (const auto& [lifetime, failure, said] :
       {std::tuple{Certificate::Lifetime{.begins_in_s = -864'000, .ends_in_s = -86'400},
                   Failure::kExpired, "has expired: it ended on 20"},
        {Certificate::Lifetime{.begins_in_s = 86'400, .ends_in_s = 864'000}, Failure::kNotYetValid,
         "is not valid yet: it begins on 20"}}) {
    SCOPED_TRACE(said);
    server.changeCertificate("", Certificate::make(lifetime));
    HttpsClient client(settings({.fingerprint = "", .ca_file = certificateFile()}), never());
    EXPECT_FALSE(client.certificate());
    const Answer answer = client.get(kVersion);
    EXPECT_EQ(answer.failure, failure);
    EXPECT_THAT(answer.reason, HasSubstr(said));
    ASSERT_TRUE(client.certificate());
    EXPECT_EQ(client.certificate()->fingerprint, server.fingerprint());
    EXPECT_EQ(client.certificate()->subject, "CN=localhost");
    EXPECT_EQ(client.certificate()->ends_ms - client.certificate()->begins_ms,
              (lifetime.ends_in_s - lifetime.begins_in_s) * 1000);
    // Its pin is enough.
    EXPECT_EQ(failureWith({.fingerprint = server.fingerprint(), .ca_file = ""}), Failure::kNone);
  }
}

TEST_F(Trusting, SetsNothingForACertificateThatAClusterTold) {
  std::string wrong = server.fingerprint();
  wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
  for (const bool told : {false, true}) {
    HttpsClient client(settings({.fingerprint = wrong, .ca_file = "", .told_by_cluster = told}),
                       never());
    const std::string said = explain(client.get(kVersion), client.endpoint(), kVersion, "a@pve!b");
    EXPECT_EQ(said.find("set the new fingerprint") == std::string::npos, told) << said;
    EXPECT_EQ(said.find("nothing is to be set") != std::string::npos, told) << said;
  }
}

}  // namespace
}  // namespace pipevane::proxmox
