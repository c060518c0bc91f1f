// What `pipevane doctor` says of who answers, and whether that is who it should be.
#include "tests/end_to_end/examined.h"

#include <fstream>
#include <optional>
#include <tuple>

namespace pipevane::testing {
namespace {

using simulator::Certificate;
using simulator::Fault;
using simulator::Simulator;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;

TEST_F(Doctor, ExplainsAnotherSecret) {
  const Simulator cluster(small());
  const Examined examined =
      examine(yamlOf(sourceYaml("lab", cluster)), "99999999-2222-3333-4444-555555555555");
  EXPECT_EQ(examined.code, 69);
  EXPECT_THAT(textIn(examined.of("token"), "sentence"), HasSubstr("does not know the token"));
  EXPECT_THAT(textIn(examined.of("token"), "remedy"), HasSubstr("pveum user token list"));
}

TEST_F(Doctor, ExplainsAWrongPinAndOffersTheOneThatIsShown) {
  const Simulator cluster(small());
  std::string wrong = cluster.fingerprint();
  wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
  const Examined examined = examineTrusting(cluster, "fingerprint: \"" + wrong + "\"");
  EXPECT_EQ(examined.code, 69);
  const JsonPtr finding = examined.of("certificate");
  EXPECT_EQ(textIn(finding, "state"), "failed");
  EXPECT_THAT(textIn(finding, "sentence"), HasSubstr("expected is " + wrong));
  EXPECT_THAT(textIn(finding, "remedy"),
              HasSubstr("set fingerprint: \"" + cluster.fingerprint() + "\""));
  EXPECT_EQ(textIn(finding->getObject("facts"), "fingerprint"), cluster.fingerprint());
  EXPECT_EQ(textIn(finding->getObject("facts"), "expected"), wrong);
}

TEST_F(Doctor, ExplainsACertificateThatNobodyVouchesFor) {
  const Simulator cluster(small());
  const Examined examined = examineTrusting(cluster, "timeout: 5s");
  EXPECT_EQ(examined.code, 69);
  EXPECT_THAT(textIn(examined.of("certificate"), "sentence"), HasSubstr("self-signed"));
  EXPECT_THAT(textIn(examined.of("certificate"), "remedy"),
              HasSubstr("set fingerprint: \"" + cluster.fingerprint() + "\""));
}

TEST_F(Doctor, WarnsWhereNoCertificateIsLookedAt) {
  const Simulator cluster(small());
  const Examined examined = examineTrusting(cluster, "verify_tls: false");
  EXPECT_EQ(examined.code, 0);
  EXPECT_EQ(textIn(examined.of("certificate"), "state"), "warning");
  EXPECT_THAT(textIn(examined.of("certificate"), "remedy"), HasSubstr(cluster.fingerprint()));
}

TEST_F(Doctor, ExplainsACertificateOutOfItsTime) {
  for (const auto& [lifetime, sentence, remedy] :
       {std::tuple{Certificate::Lifetime{.begins_in_s = -864'000, .ends_in_s = -86'400},
                   "its certificate has expired", "pvecm updatecerts --force"},
        {Certificate::Lifetime{.begins_in_s = 86'400, .ends_in_s = 864'000},
         "its certificate is not valid yet", "timedatectl"}}) {
    SCOPED_TRACE(sentence);
    simulator::Settings settings = small();
    settings.certificate = Certificate::make(lifetime);
    const Simulator cluster(settings);
    const std::string authority = (folder_.path / "ca.pem").string();
    std::ofstream(authority) << cluster.certificatePem();
    const Examined examined = examineTrusting(cluster, "ca_file: \"" + authority + "\"");
    EXPECT_EQ(examined.code, 69);
    EXPECT_THAT(textIn(examined.of("certificate"), "sentence"), HasSubstr(sentence));
    EXPECT_THAT(textIn(examined.of("certificate"), "remedy"), HasSubstr(remedy));
    // Nothing says whom to trust: that it is out of its time is said all the same.
    if (std::string(remedy) != "timedatectl") {
      const Examined unpinned = examineTrusting(cluster, "timeout: 5s");
      EXPECT_THAT(textIn(unpinned.of("certificate"), "sentence"),
                  AllOf(HasSubstr("self-signed"), HasSubstr("it has expired as well")));
      EXPECT_THAT(textIn(unpinned.of("certificate"), "remedy"), HasSubstr(remedy));
    }
    // By its pin it is trusted all the same, and that is worth a word.
    const Examined pinned = examine(cluster);
    EXPECT_EQ(pinned.code, 0);
    EXPECT_EQ(textIn(pinned.of("certificate"), "state"), "warning");
  }
}

TEST_F(Doctor, ExplainsAPortThatRefuses) {
  std::optional<Simulator> cluster(small());
  const std::string yaml = yamlOf(sourceYaml("lab", *cluster));
  const std::string secret = cluster->settings().token_secret;
  cluster.reset();
  const Examined examined = examine(yaml, secret);
  EXPECT_EQ(examined.code, 69);
  EXPECT_THAT(textIn(examined.of("reach"), "sentence"),
              AllOf(HasSubstr("cannot connect to"), HasSubstr("refused")));
  EXPECT_THAT(textIn(examined.of("reach"), "remedy"), HasSubstr("firewall"));
  EXPECT_EQ(examined.findings.size(), 1U);
}

TEST_F(Doctor, ExplainsANameThatIsNotKnown) {
  const Examined examined =
      examine(yamlOf("  lab: {type: proxmox_poll, endpoints: [no-such-host.invalid], token_id: "
                     "\"a@pve!b\", token_secret: \"${env:SECRET}\"}\n"),
              "11111111-2222-3333-4444-555555555555");
  EXPECT_EQ(examined.code, 69);
  EXPECT_THAT(textIn(examined.of("reach"), "sentence"), HasSubstr("cannot find"));
}

TEST_F(Doctor, ExplainsANodeThatSaysNothing) {
  Simulator cluster(small());
  cluster.faults().add({.path = "", .kind = Fault::Kind::kHang, .count = -1});
  const Examined examined = examine(cluster);  // with a time-out of one second
  EXPECT_EQ(examined.code, 69);
  EXPECT_THAT(textIn(examined.of("reach"), "sentence"),
              HasSubstr(" to /version: no whole answer within 1 s"));
}

// As the running source does.
TEST_F(Doctor, TakesTheCertificatesThatThePinnedNodeTellsOfTheOthers) {
  simulator::Settings settings = small();
  settings.each_listens = true;
  Simulator cluster(settings);
  const auto yaml = [&](const std::string& pin) {
    return yamlOf("  lab: {type: proxmox_poll, endpoints: [\"127.0.0.1:" +
                  std::to_string(cluster.port("pve1")) + "\", \"127.0.0.1:" +
                  std::to_string(cluster.port("pve2")) + "\"], token_id: \"" + settings.token_id +
                  "\", token_secret: \"${env:SECRET}\", fingerprint: \"" + pin + "\"}\n");
  };
  ASSERT_NE(cluster.fingerprint("pve1"), cluster.fingerprint("pve2"));
  const Examined well = examine(yaml(cluster.fingerprint("pve1")), settings.token_secret);
  EXPECT_EQ(well.code, 0);
  EXPECT_THAT(well.states(), Each(std::string("ok"))) << well.text;
  EXPECT_THAT(lettersOf(well.text),
              HasSubstr(lettersOf("as another node of its cluster, which is trusted, names it")));
  // Nobody is left to tell.
  std::string wrong = cluster.fingerprint("pve1");
  wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
  EXPECT_EQ(examine(yaml(wrong), settings.token_secret).code, 69);
}

TEST_F(Doctor, ExplainsAConnectionThatIsClosed) {
  Simulator cluster(small());
  cluster.faults().add({.path = "", .kind = Fault::Kind::kClose, .count = -1});
  const Examined examined = examine(cluster);
  EXPECT_EQ(examined.code, 69);
  EXPECT_THAT(textIn(examined.of("reach"), "sentence"), HasSubstr("closed the connection"));
  EXPECT_THAT(textIn(examined.of("reach"), "remedy"), HasSubstr("systemctl status pveproxy"));
}

}  // namespace
}  // namespace pipevane::testing
