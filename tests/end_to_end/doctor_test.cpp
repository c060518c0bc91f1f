// What `pipevane doctor` says of a cluster and of its token.
#include "tests/end_to_end/examined.h"

#include <Poco/Net/ServerSocket.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <tuple>

namespace pipevane::testing {
namespace {

using simulator::Fault;
using simulator::Rights;
using simulator::Simulator;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;

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

TEST_F(Doctor, NamesAMemberThatIsOnlineAndTellsNothingAndOneWithAnotherTime) {
  simulator::Settings settings = small();
  settings.nodes = 3;
  Simulator cluster(settings);
  cluster.locked([](simulator::World& world) {
    world.refuseMembers("pve2", true);
    world.skewClock("pve3", 300);
  });
  const Examined examined = examine(cluster);
  EXPECT_EQ(examined.code, 0);
  const JsonPtr member = examined.of("members");
  EXPECT_EQ(textIn(member, "state"), "warning");
  EXPECT_EQ(textIn(member->getObject("facts"), "node"), "pve2");
  EXPECT_THAT(textIn(member, "sentence"),
              AllOf(HasSubstr("pve2 is online, but does not answer"), HasSubstr("595")));
  EXPECT_THAT(examined.text, HasSubstr("the clock of node pve3 is"));
}

}  // namespace
}  // namespace pipevane::testing
