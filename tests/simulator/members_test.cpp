// A cluster whose nodes listen each on a port of its own.
#include "plugins/proxmox/api/https_client.h"
#include "tests/simulator/asked_server.h"

#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using proxmox::Failure;
using ::testing::HasSubstr;
using ::testing::Not;

Settings eachListens() {
  Settings settings = Server::small();
  settings.each_listens = true;
  return settings;
}

TEST(Members, HavePortsAndCertificatesOfTheirOwn) {
  Server server(eachListens());
  Simulator& all = server.simulator();
  EXPECT_NE(all.port("pve1"), all.port("pve2"));
  EXPECT_NE(all.fingerprint("pve1"), all.fingerprint("pve2"));
  EXPECT_EQ(server.row("/nodes", "node/pve2")->getValue<std::string>("ssl_fingerprint"),
            all.fingerprint("pve2"));
  EXPECT_EQ(server.row("/cluster/status", "node/pve2")->getValue<std::string>("ip"), "127.0.0.1");
  EXPECT_THAT(server.getAt("pve2", "/nodes/pve2/certificates/info").body,
              HasSubstr(all.fingerprint("pve2")));
  EXPECT_THAT(server.getAt("pve3", "/cluster/metrics/export?local-only=1").body,
              HasSubstr("node/pve3"));
  EXPECT_THAT(server.getAt("pve3", "/cluster/metrics/export?local-only=1").body,
              Not(HasSubstr("node/pve1")));
  EXPECT_THROW(all.port("pve4"), std::out_of_range);
}

TEST(Members, TellTheOneAuthorityOfTheirClusterAndOfNoOther) {
  Server server(eachListens()), other(eachListens());
  const std::string root = server.simulator().root().fingerprint;
  for (const char* node : {"pve1", "pve2", "pve3"}) {
    const auto row =
        Poco::JSON::Parser()
            .parse(server.getAt(node, std::string("/nodes/") + node + "/certificates/info").body)
            .extract<Poco::JSON::Object::Ptr>()
            ->getArray("data")
            ->getObject(0);
    EXPECT_EQ(row->getValue<std::string>("filename"), "pve-root-ca.pem");
    EXPECT_EQ(row->getValue<std::string>("fingerprint"), root);
    EXPECT_NE(root, server.simulator().fingerprint(node));
  }
  EXPECT_EQ(server.simulator().settings().cluster, other.simulator().settings().cluster);
  EXPECT_NE(other.simulator().root().fingerprint, root);
}

TEST(Members, DieAndTheOthersAnswer) {
  Server server(eachListens());
  auto kept = server.client("pve1");
  EXPECT_EQ(kept.get("/api2/json/version").status, 200);
  server.simulator().locked([](World& world) { world.setOnline("pve1", false); });
  EXPECT_EQ(kept.get("/api2/json/version").status, 0);
  EXPECT_EQ(server.getAt("pve1", "/version").status, 0);
  EXPECT_EQ(server.getAt("pve2", "/version").status, 200);
  EXPECT_THAT(server.getAt("pve2", "/cluster/resources?type=node").body, HasSubstr("offline"));
  server.simulator().locked([](World& world) { world.setOnline("pve1", true); });
  EXPECT_EQ(server.getAt("pve1", "/version").status, 200);
}

TEST(Members, HangAndKeepTheOthersWaiting) {
  Settings settings = eachListens();
  settings.export_wait_s = 20;
  Server server(settings);
  server.simulator().locked([](World& world) { world.hangApi("pve2", true); });
  EXPECT_EQ(server.getAt("pve2", "/version", 200).failure, Failure::kTimeout);
  // The clock stands still: nobody is through with waiting.
  EXPECT_EQ(server.getAt("pve1", "/cluster/metrics/export", 200).failure, Failure::kTimeout);
  EXPECT_EQ(server.getAt("pve1", "/cluster/metrics/export?node-list=pve1,pve3").status, 200);
  EXPECT_EQ(server.getAt("pve1", "/cluster/metrics/export?local-only=1").status, 200);
  server.simulator().locked([](World& world) { world.hangApi("pve2", false); });
  EXPECT_EQ(server.getAt("pve2", "/version").status, 200);
}

TEST(Members, FailOneByOne) {
  Server server(eachListens());
  server.simulator().faults().add(
      Fault::parse(R"({"path": "/version", "status": 500, "node": "pve2"})"));
  EXPECT_EQ(server.getAt("pve1", "/version").status, 200);
  EXPECT_EQ(server.getAt("pve2", "/version").status, 500);
}

TEST(Members, SeeThemselvesAloneWithoutQuorum) {
  Server server(eachListens());
  server.simulator().locked([](World& world) { world.isolate("pve1", true); });
  EXPECT_THAT(server.getAt("pve1", "/cluster/status").body, HasSubstr("\"quorate\":0"));
  EXPECT_THAT(server.getAt("pve2", "/cluster/status").body, HasSubstr("\"quorate\":1"));
  EXPECT_EQ(server.getAt("pve1", "/nodes/pve2/status").status, 595);
}

TEST(Members, HaveClocksOfTheirOwn) {
  Server server(eachListens());
  server.simulator().locked([](World& world) { world.skewClock("pve2", 3600); });
  const auto date = [&](const std::string& node) {
    for (const auto& [name, value] : server.getAt(node, "/version").headers)
      if (name == "date") return value;
    return std::string();
  };
  EXPECT_THAT(date("pve1"), HasSubstr(" 11:06:40 GMT"));
  EXPECT_THAT(date("pve2"), HasSubstr(" 12:06:40 GMT"));
}

TEST(Certificate, ChangesFromTheNextConnectionOn) {
  for (const bool each : {false, true}) {
    Settings settings = Server::small();
    settings.each_listens = each;
    Server server(settings);
    const std::string before = server.simulator().fingerprint("");
    auto pinned = server.client();
    EXPECT_EQ(pinned.get("/api2/json/version").status, 200);
    server.simulator().changeCertificate(each ? "pve1" : "");
    EXPECT_NE(server.simulator().fingerprint(), before);
    EXPECT_EQ(pinned.get("/nowhere").status, 501) << "its connection goes on, and is closed";
    EXPECT_EQ(pinned.get("/api2/json/version").failure, Failure::kFingerprint);
    EXPECT_EQ(server.row("/nodes", "node/pve1")->getValue<std::string>("ssl_fingerprint"),
              server.simulator().fingerprint());
  }
}

TEST(Members, HaveAddressesOfTheirOwnAtOnePort) {
  Settings settings = eachListens();
  settings.own_addresses = true;
  Server server(settings);
  Simulator& all = server.simulator();
  EXPECT_EQ(all.port("pve1"), all.port("pve3"));
  EXPECT_EQ(server.row("/cluster/status", "node/pve3")->getValue<std::string>("ip"), "127.0.0.3");
  proxmox::HttpsClient third(
      {.endpoint = {.host = "127.0.0.3", .port = all.port()},
       .token = proxmox::Token(all.settings().token_id, all.settings().token_secret),
       .trust = {.fingerprint = all.fingerprint("pve3"), .ca_file = ""},
       .timeout_ms = 20'000},
      [] { return false; });
  EXPECT_THAT(third.get("/api2/json/cluster/metrics/export?local-only=1").body,
              HasSubstr("node/pve3"));
}

}  // namespace
}  // namespace pipevane::simulator
