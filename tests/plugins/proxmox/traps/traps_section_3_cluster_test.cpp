// Sections 3.1, 3.2 and 3.4: the version, the cluster's status and the nodes; and errors in place
// of answers.
#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/version.h"
#include "tests/plugins/proxmox/traps/traps.h"

namespace pipevane::proxmox::traps {
namespace {

const std::string kPin = [] {
  std::string pin = "AB";
  for (int i = 1; i < 32; ++i) pin += ":AB";
  return pin;
}();

Input answer(const std::string& path, const std::string& data) {
  return [=](Fleet& fleet) { return fleet.answer(path, R"({"data":)" + data + "}"); };
}

Trap version(const char* name, const std::string& json, std::array<int, 3> parts, bool exports) {
  return {name,
          "3.1",
          answer("/version", R"({"version":)" + json + R"(,"release":"x","repoid":"1"})"),
          {[=](Fleet& fleet) {
            EXPECT_EQ(fleet.decoder.version(), Version{parts});
            EXPECT_EQ(fleet.decoder.exportWorks(), exports);
          }}};
}

std::vector<Trap> versions() {
  return {
      version("VersionWithTheExport", R"("8.2.5")", {8, 2, 5}, true),
      version("VersionJustBeforeTheExport", R"("8.2.4")", {8, 2, 4}, false),
      version("VersionIsComparedByPart", R"("8.2.10")", {8, 2, 10}, true),
      version("VersionWithADash", R"("7.4-17")", {7, 4, 0}, false),
      version("VersionOfTwoParts", R"("9.2")", {9, 2, 0}, true),
      version("VersionWithLetters", R"("9.0.0~beta1")", {9, 0, 0}, true),
      version("VersionThatIsANumber", "8.4", {8, 4, 0}, true),
      {"VersionOfLettersOnly",
       "3.1",
       answer("/version", R"({"version":"latest"})"),
       {[](Fleet& fleet) { EXPECT_EQ(fleet.decoder.version(), std::nullopt); }},
       {"version that is no number"}},
      {"VersionThatIsAbsent",
       "3.1",
       answer("/version", R"({"release":"9.2"})"),
       {},
       {},
       "names no version"},
  };
}

std::string cluster(const std::string& quorate) {
  return R"([{"type":"cluster","id":"cluster","name":"rig","nodes":2,"version":4,"quorate":)" +
         quorate +
         R"(},{"type":"node","id":"node/pve1","name":"pve1","nodeid":1,"ip":"192.0.2.1","local":1,)"
         R"("online":1,"level":""},{"type":"node","id":"node/pve2","name":"pve2","nodeid":2,)"
         R"("local":0,"online":0,"level":""}])";
}

Trap quorate(const char* name, const std::string& json, const std::string& expected) {
  return {name,
          "3.2",
          answer("/cluster/status", cluster(json)),
          {attribute("lab/cluster/lab", "quorate", expected)}};
}

std::vector<Trap> statuses() {
  return {
      {"StandAloneNodeHasNoClusterEntry",
       "3.2",
       [](Fleet& fleet) {
         fleet.answer("/cluster/status",
                      R"({"data":[{"type":"node","id":"node/pve1","name":"pve1","nodeid":0,)"
                      R"("online":1,"local":1,"level":"","ip":"192.0.2.1"}]})");
         return fleet.list(kNode1);
       },
       {attribute("source/node/pve1", "status", "online"),
        absent("source/cluster/source", "quorate")},
       {},
       "",
       ""},
      {"IpIsAbsentWhereItWasNeverLearnt",
       "3.2",
       answer("/cluster/status", cluster("1")),
       {[](Fleet& fleet) {
         const auto& members = fleet.decoder.clusterStatus().members;
         ASSERT_EQ(members.size(), 2u);
         EXPECT_EQ(members[0].address, "192.0.2.1");
         EXPECT_TRUE(members[0].local && members[0].online);
         EXPECT_EQ(members[1].name, "pve2");
         EXPECT_EQ(members[1].address, "");
         EXPECT_FALSE(members[1].local || members[1].online);
       }}},
      {"NamesThatNoNodeAndNoClusterMayHave",
       "3.2",
       answer("/cluster/status",
              R"([{"type":"cluster","name":"rig/../all","nodes":2,"version":4,"quorate":1},)"
              R"({"type":"node","name":"pve1?x=1","nodeid":1,"ip":"192.0.2.1","online":1},)"
              R"({"type":"node","name":"pve2","nodeid":2,"ip":"192.0.2.2","online":1}])"),
       {[](Fleet& fleet) {
         const auto& status = fleet.decoder.clusterStatus();
         EXPECT_EQ(status.name, "");
         ASSERT_EQ(status.members.size(), 1u);
         EXPECT_EQ(status.members[0].name, "pve2");
       }},
       {"name in /cluster/status that no cluster may have",
        "name in /cluster/status that no node may have"}},
      {"NodesOfTheListWhoseNamesNoNodeMayHave",
       "3.2",
       [](Fleet& fleet) {
         return fleet.list(kNode1 + R"(,{"id":"node/a/b","type":"node","node":"a/b","status":)"
                                    R"("online","uptime":5})");
       },
       {attribute("lab/node/pve1", "status", "online"),
        [](Fleet& fleet) { EXPECT_EQ(fleet.entities.count("lab/node/a/b"), 0U); }},
       {"entry of /cluster/resources on a node whose name no node may have"}},
      quorate("QuorateIs1", "1", "true"),
      quorate("QuorateIs0WhereTheOthersOnlySeemOffline", "0", "false"),
      quorate("QuorateIsText1", R"("1")", "true"),
      quorate("QuorateIsText0", R"("0")", "false"),
      {"VersionOfTheClusterIsThatOfItsConfiguration",
       "3.2",
       [](Fleet& fleet) {
         fleet.version("9.2.11");
         return answer("/cluster/status", cluster("1"))(fleet);
       },
       {attribute("lab/cluster/lab", "version", "9.2.11")}},
      {"FingerprintsAreNullOrAbsentWhereTheyCannotBeRead",
       "3.4",
       answer("/nodes", R"([{"id":"node/pve1","type":"node","node":"pve1","status":"online",)"
                        R"("ssl_fingerprint":")" +
                            kPin +
                            R"("},{"id":"node/pve2","type":"node","node":"pve2",)"
                            R"("status":"offline","ssl_fingerprint":null},)"
                            R"({"id":"node/pve3","type":"node","node":"pve3"}])"),
       {[](Fleet& fleet) {
         EXPECT_EQ(fleet.decoder.nodePins().size(), 1u);
         EXPECT_EQ(fleet.decoder.nodePins().at("pve1"), kPin);
       }}},
  };
}

// What was known stays as it is.
Trap error(const char* name, const char* section, int status, const std::string& body) {
  return {name,
          section,
          [=](Fleet& fleet) {
            list(kVm100)(fleet);
            for (const char* path : {"/cluster/status", "/version", "/cluster/metrics/export"})
              fleet.answer(path, body, kT0 + kCycle, status);
            return fleet.answer("/cluster/resources", body, kT0 + kCycle, status);
          },
          {attribute("lab/vm/100", "status", "running"),
           listed("lab/vm/100", "memory_used_bytes", 1000),
           count("lab/vm/100", "memory_used_bytes", 1)}};
}

std::vector<Trap> errors() {
  Trap null = error("NullDataThatCallsItselfGood", "7", 200, R"({"data":null})");
  null.refused = "is no list of resources";
  return {
      error("BadLoginHasAnEmptyBody", "1", 401, ""),
      error("NoRouteHasAnEmptyBody", "1", 595, ""),
      error("TimeoutHasAnEmptyBody", "1", 596, ""),
      error("RefusalHasNullDataAndAMessage", "1", 403,
            R"({"data":null,"message":"Permission check failed (/, Sys.Audit)\n"})"),
      error("OlderRefusalHasNullDataAlone", "1", 403, R"({"data":null})"),
      error("DeathIsA500WithAMessage", "1", 500,
            R"({"data":null,"message":"hostname lookup 'pve9' failed"})"),
      error("BadParameterHasErrors", "1", 400,
            R"({"data":null,"errors":{"node-list":"property is not defined in schema"}})"),
      null,
  };
}

INSTANTIATE_TEST_SUITE_P(Section3Versions, Traps, ::testing::ValuesIn(versions()), nameOf);
INSTANTIATE_TEST_SUITE_P(Section3Statuses, Traps, ::testing::ValuesIn(statuses()), nameOf);
INSTANTIATE_TEST_SUITE_P(Errors, Traps, ::testing::ValuesIn(errors()), nameOf);

}  // namespace
}  // namespace pipevane::proxmox::traps
