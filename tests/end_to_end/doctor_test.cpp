// `pipevane doctor` against simulated clusters over real TLS.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <tuple>

namespace pipevane::testing {
namespace {

using simulator::Certificate;
using simulator::Fault;
using simulator::Rights;
using simulator::Simulator;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

simulator::Settings small() {
  simulator::Settings settings;
  settings.nodes = 2;
  settings.guests = 4;
  settings.past_s = 60;
  return settings;
}

simulator::Settings ofRelease(const std::string& release) {
  simulator::Settings settings = small();
  settings.pve_release = release;
  return settings;
}

// A pipeline of these sources; it has to have a sink.
std::string yamlOf(const std::string& sources) {
  return "version: 1\nsources:\n" + sources +
         "sinks:\n  web: {type: web, port: 0, inputs: [\"*\"]}\n";
}

std::string textIn(const JsonPtr& finding, const std::string& key) {
  return finding->optValue<std::string>(key, "");
}

struct Examined {
  int code = 0;
  std::string text;               // as it is printed for people
  std::vector<JsonPtr> findings;  // as JSON

  // The one of that check, which there is once.
  JsonPtr of(const std::string& check) const {
    JsonPtr found;
    for (const JsonPtr& each : findings)
      if (textIn(each, "check") == check) {
        EXPECT_TRUE(found.isNull()) << "two of " << check;
        found = each;
      }
    if (found.isNull()) throw std::out_of_range("no finding of " + check + " in\n" + text);
    return found;
  }
  std::vector<std::string> states() const {
    std::vector<std::string> all;
    for (const JsonPtr& each : findings) all.push_back(textIn(each, "state"));
    return all;
  }
};

class Doctor : public ::testing::Test {
 protected:
  // Both forms, which have to say the same.
  Examined examine(const std::string& yaml, const std::string& secret) {
    const std::string file = (folder_.path / "pipeline.yaml").string();
    std::ofstream(file) << yaml;
    const Process::Environment environment = {{"SECRET", secret}};
    Examined examined;
    Process text({pipevaneProgram(), "doctor", "--config", file}, environment);
    examined.code = text.awaitEnd();
    examined.text = text.output();
    Process json({pipevaneProgram(), "doctor", "--format", "json", "--config", file}, environment);
    EXPECT_EQ(json.awaitEnd(), examined.code);
    const auto list =
        Poco::JSON::Parser().parse(json.output()).extract<JsonPtr>()->getArray("findings");
    for (unsigned i = 0; i < list->size(); ++i) examined.findings.push_back(list->getObject(i));
    for (const JsonPtr& each : examined.findings)
      for (const char* key : {"component", "target", "check", "state", "sentence", "remedy"})
        EXPECT_THAT(examined.text, HasSubstr(textIn(each, key)));
    for (const std::string& output : {examined.text, json.output()}) {
      EXPECT_THAT(output, Not(HasSubstr(secret)));
      EXPECT_THAT(output, Not(HasSubstr("PVEAPIToken")));
    }
    return examined;
  }
  // With this instead of the certificate's true fingerprint.
  Examined examineTrusting(const Simulator& cluster, const std::string& trust) {
    return examine(
        yamlOf("  lab: {type: proxmox_poll, endpoints: [\"127.0.0.1:" +
               std::to_string(cluster.port()) + "\"], token_id: \"" + cluster.settings().token_id +
               "\", token_secret: \"${env:SECRET}\", " + trust + "}\n"),
        cluster.settings().token_secret);
  }
  Examined examine(const Simulator& cluster) {
    return examine(yamlOf(sourceYaml("lab", cluster)), cluster.settings().token_secret);
  }

  web::TemporaryFolder folder_;
};

TEST_F(Doctor, FindsNothingWrongWithAHealthyCluster) {
  for (const auto& settings : {small(), ofRelease("8.4.1")}) {
    const Examined examined = examine(Simulator(settings));
    EXPECT_EQ(examined.code, 0);
    EXPECT_THAT(examined.states(), Each(std::string("ok"))) << examined.text;
    for (const char* check : {"reach", "certificate", "token", "version", "clock", "privileges",
                              "quorum", "members", "metric_servers", "export"})
      EXPECT_NO_THROW(examined.of(check));
  }
}

TEST_F(Doctor, ExplainsATokenWithoutRightsAndHowItGetsThem) {
  Simulator cluster(small());
  cluster.grant(Rights::none());
  const Examined examined = examine(cluster);
  EXPECT_EQ(examined.code, 69);
  const JsonPtr finding = examined.of("privileges");
  EXPECT_EQ(textIn(finding, "state"), "failed");
  EXPECT_THAT(textIn(finding, "sentence"),
              AllOf(HasSubstr("monitor@pve!pipevane has no privilege at all"),
                    HasSubstr("privilege separation")));
  EXPECT_THAT(textIn(finding, "remedy"),
              HasSubstr("pveum acl modify / --tokens 'monitor@pve!pipevane' --roles PVEAuditor"));
  EXPECT_EQ(textIn(examined.of("token"), "state"), "ok");
}

TEST_F(Doctor, NamesThePrivilegeThatIsMissingAndWhere) {
  Simulator cluster(small());
  cluster.grant(Rights::auditor(cluster.version()).without("VM.Audit"));
  const Examined examined = examine(cluster);
  EXPECT_EQ(examined.code, 69);
  const JsonPtr finding = examined.of("privileges");
  EXPECT_THAT(textIn(finding, "sentence"), HasSubstr("lacks VM.Audit on /vms"));
  EXPECT_THAT(textIn(finding, "remedy"),
              HasSubstr("pveum acl modify / --tokens 'monitor@pve!pipevane' --roles PVEAuditor"));
  EXPECT_EQ(textIn(finding->getObject("facts"), "path"), "/vms");
}

TEST_F(Doctor, ExplainsAnEntryBelowThatTakesAwayWhatIsGrantedAbove) {
  Simulator cluster(small());
  const auto commandsNow = [&] {
    const Examined examined = examine(cluster);
    EXPECT_EQ(examined.code, 69);
    const JsonPtr finding = examined.of("privileges");
    EXPECT_THAT(textIn(finding, "sentence"), HasSubstr("lacks VM.Audit on /vms"));
    std::vector<std::string> commands;
    for (unsigned i = 0; i < finding->getArray("commands")->size(); ++i)
      commands.push_back(finding->getArray("commands")->getElement<std::string>(i));
    return commands;
  };
  cluster.grant(Rights::auditor(cluster.version()).withNoAccess("/vms"));
  EXPECT_EQ(commandsNow(),
            (std::vector<std::string>{
                "pveum acl delete /vms --tokens 'monitor@pve!pipevane' --roles NoAccess",
                "pveum acl delete /vms --users 'monitor@pve' --roles NoAccess", "pveum acl list"}));
  cluster.grant(Rights::auditor(cluster.version()).without("VM.Audit", "/vms"));
  EXPECT_EQ(commandsNow(),
            (std::vector<std::string>{
                "pveum acl list",
                "pveum acl modify /vms --tokens 'monitor@pve!pipevane' --roles PVEAuditor"}));
}

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

TEST_F(Doctor, FailsWhereTheListFailsAndTellsWhatElseItSees) {
  Simulator cluster(small());
  cluster.faults().add({.path = "/cluster/resources",
                        .kind = Fault::Kind::kStatus,
                        .status = 500,
                        .reason = "unable to read",
                        .count = -1});
  const Examined examined = examine(cluster);
  EXPECT_EQ(examined.code, 69);
  EXPECT_EQ(textIn(examined.of("answers"), "state"), "failed");
  EXPECT_THAT(textIn(examined.of("answers"), "sentence"),
              HasSubstr("failed on /api2/json/cluster/resources (500 unable to read)"));
  for (const char* check : {"token", "version", "clock", "privileges", "quorum", "export"})
    EXPECT_EQ(textIn(examined.of(check), "state"), "ok") << check;
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
  EXPECT_THAT(well.text, HasSubstr("as another node of its cluster, which is trusted, names it"));
  // Nobody is left to tell.
  std::string wrong = cluster.fingerprint("pve1");
  wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
  EXPECT_EQ(examine(yaml(wrong), settings.token_secret).code, 69);
}

TEST_F(Doctor, ExplainsWhatAnOldVersionLacks) {
  for (const auto& [release, lacks, remedy] :
       {std::tuple{"7.4-20", "no metrics export", "8.2.5"},
        {"8.1.4", "no metrics export", "update it to 8.2.5 or newer"},
        {"8.2.7", "cpu_iowait_ratio is unknown", "8.3.4"}}) {
    SCOPED_TRACE(release);
    const Examined examined = examine(Simulator(ofRelease(release)));
    EXPECT_EQ(examined.code, 0) << examined.text;
    const JsonPtr finding = examined.of("version");
    EXPECT_EQ(textIn(finding, "state"), "note");
    EXPECT_THAT(textIn(finding, "sentence"), AllOf(HasSubstr(release), HasSubstr(lacks)));
    EXPECT_THAT(textIn(finding, "remedy"), HasSubstr(remedy));
  }
}

TEST_F(Doctor, TellsOfTheMetricServersWhatCanBeKnownFromHere) {
  Simulator cluster(small());
  cluster.locked([](simulator::World& world) {
    world.addPushTarget({.id = "graphs", .type = "influxdb", .server = "192.0.2.60", .port = 8089});
  });
  const Examined examined = examine(cluster);
  EXPECT_EQ(examined.code, 0);
  const JsonPtr finding = examined.of("metric_servers");
  EXPECT_EQ(textIn(finding, "state"), "note");
  EXPECT_THAT(textIn(finding, "sentence"),
              AllOf(HasSubstr("\"graphs\" (influxdb at 192.0.2.60, port 8089)"),
                    HasSubstr("cannot be seen from here")));
}

TEST_F(Doctor, ExaminesEveryEndpointByItself) {
  const Simulator cluster(small());
  std::optional<Simulator> gone(small());
  const std::string yaml = yamlOf(sourceYaml("gone", *gone) + sourceYaml("lab", cluster));
  gone.reset();
  const Examined examined = examine(yaml, cluster.settings().token_secret);
  EXPECT_EQ(examined.code, 69);
  EXPECT_THAT(examined.states(), Contains(std::string("failed")).Times(1)) << examined.text;
  EXPECT_EQ(textIn(examined.of("privileges"), "component"), "lab");
}

TEST_F(Doctor, PrintsNoSecretThatAPeerShows) {
  Simulator cluster(small());
  for (const int status : {200, 400, 401, 500}) {
    SCOPED_TRACE(status);
    cluster.faults().clear();
    cluster.faults().add(
        {.path = "", .kind = Fault::Kind::kEcho, .status = status, .reason = "", .count = -1});
    EXPECT_EQ(examine(cluster).code, 69);
  }
}

TEST_F(Doctor, BindsNoPortAndStartsNothing) {
  const Simulator cluster(small());
  Poco::Net::ServerSocket taken(Poco::Net::SocketAddress("127.0.0.1", 0));
  const Examined examined =
      examine("version: 1\nsources:\n" + sourceYaml("lab", cluster) +
                  "sinks:\n  web: {type: web, port: " + std::to_string(taken.address().port()) +
                  ", inputs: [lab]}\n  rec: {type: recorder, path: \"" +
                  (folder_.path / "a.session.zst").string() + "\", inputs: [lab]}\n",
              cluster.settings().token_secret);
  EXPECT_EQ(examined.code, 0) << examined.text;
  EXPECT_FALSE(std::filesystem::exists(folder_.path / "a.session.zst"));
}

TEST_F(Doctor, IsPartOfAValidationOnDemand) {
  Simulator cluster(small());
  cluster.grant(Rights::none());
  const std::string file = (folder_.path / "pipeline.yaml").string();
  std::ofstream(file) << yamlOf(sourceYaml("lab", cluster));
  const Process::Environment environment = {{"SECRET", cluster.settings().token_secret}};
  EXPECT_EQ(Process({pipevaneProgram(), "validate", "--config", file}, environment).awaitEnd(), 0);
  Process online({pipevaneProgram(), "validate", "--online", "--config", file}, environment);
  EXPECT_EQ(online.awaitEnd(), 69);
  EXPECT_THAT(online.output(), AllOf(HasSubstr("is fine"), HasSubstr("--roles PVEAuditor")));
}

TEST_F(Doctor, SaysWhereNothingIsConfigured) {
  Process nobody({pipevaneProgram(), "doctor"}, {});
  EXPECT_EQ(nobody.awaitEnd(), 78);
  EXPECT_THAT(nobody.output(), HasSubstr("No node is configured"));
  Process unknown({pipevaneProgram(), "doctor", "--format", "xml"}, {});
  EXPECT_EQ(unknown.awaitEnd(), 64);
}

TEST_F(Doctor, TellsWhichComponentRefusesItsOptions) {
  const Simulator cluster(small());
  const Examined examined = examineTrusting(cluster, "ca_file: /no/such.pem");
  EXPECT_EQ(examined.code, 78);
  EXPECT_THAT(textIn(examined.of("options"), "sentence"), HasSubstr("/no/such.pem"));
}

// What the running program says of a component.
JsonPtr statusOf(const RunningPipevane& pipevane, const std::string& id) {
  const auto components = pipevane.json("/api/status")->getArray("components");
  for (unsigned i = 0; i < components->size(); ++i)
    if (textIn(components->getObject(i), "id") == id) return components->getObject(i);
  throw std::out_of_range("no component " + id);
}

TEST_F(Doctor, IsInTheStatusOfTheRunningProgram) {
  Simulator cluster(small());
  cluster.grant(Rights::auditor(cluster.version()).without("VM.Audit"));
  const RunningPipevane pipevane(yamlOf(sourceYaml("lab", cluster)),
                                 {{"SECRET", cluster.settings().token_secret}});
  const std::string why = pipevane.awaitState("lab", "degraded");
  EXPECT_THAT(why, AllOf(HasSubstr("lacks VM.Audit on /vms"),
                         HasSubstr("pveum acl modify / --tokens 'monitor@pve!pipevane'")));
  const auto findings = statusOf(pipevane, "lab")->getObject("details")->getArray("doctor");
  std::vector<std::string> failed;
  for (unsigned i = 0; i < findings->size(); ++i)
    if (textIn(findings->getObject(i), "state") == "failed")
      failed.push_back(textIn(findings->getObject(i), "sentence"));
  EXPECT_EQ(failed, std::vector{textIn(examine(cluster).of("privileges"), "sentence")});
}

}  // namespace
}  // namespace pipevane::testing
