// What the simulator answers, asked as Proxmox VE is asked.
#include "tests/simulator/asked_server.h"

#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using proxmox::Answer;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::set<std::string> typesIn(const Poco::JSON::Array::Ptr& rows) {
  std::set<std::string> types;
  for (unsigned i = 0; i < rows->size(); ++i)
    types.insert(rows->getObject(i)->getValue<std::string>("type"));
  return types;
}

TEST(Server, LetsOnlyTheTokenIn) {
  Server server;
  EXPECT_EQ(server.get("/api2/json/version").status, 200);
  const Answer refused = server.get("/api2/json/version", "another");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.body, "");
}

TEST(Server, RefusesAsProxmoxDoes) {
  Server server;
  EXPECT_EQ(server.get("/api2/json/nothing").status, 501);
  EXPECT_EQ(server.get("/elsewhere").status, 501);
  EXPECT_EQ(server.get("/api2/json/cluster/resources?colour=red").status, 400);
  EXPECT_EQ(server.get("/api2/json/nodes/pve9/status").status, 500);
  EXPECT_EQ(server.get("/api2/json/nodes/pve1/status").status, 200);
}

TEST(Server, PlaysAReleaseWithWhatItHas) {
  const auto of = [](const std::string& release) {
    Settings settings = Server::small();
    settings.pve_release = release;
    return settings;
  };
  Server early(of("8.1.4")), ticks(of("8.2.7")), later(of("8.3.4"));
  EXPECT_THAT(early.get("/api2/json/version").body, HasSubstr("8.1.4"));
  EXPECT_EQ(early.status("/cluster/metrics/export"), 501);
  // Ticks since the start, where later ones have a part of 1.
  EXPECT_THAT(ticks.exported(""),
              ContainsRegex(R"("cpu_iowait","timestamp":[0-9]+,"type":"gauge","value":[0-9]{4})"));
  EXPECT_THAT(later.exported(""),
              ContainsRegex(R"("cpu_iowait","timestamp":[0-9]+,"type":"gauge","value":0\.)"));
  for (const char* none : {"6.4-15", "8", "10.0.1", "nine"})
    EXPECT_THROW(Server{of(none)}, std::invalid_argument) << none;
}

TEST(Server, NamesThePushTargetsThatItHas) {
  Server server;
  EXPECT_EQ(server.rows("/cluster/metrics/server")->size(), 0U);
  server.simulator().locked([](World& world) {
    world.addPushTarget({.id = "g", .type = "graphite", .server = "192.0.2.9", .port = 2003});
    world.addPushTarget({.id = "g", .type = "graphite", .server = "192.0.2.9", .port = 2004});
  });
  const auto rows = server.rows("/cluster/metrics/server");
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->getObject(0)->getValue<int>("port"), 2004);
  EXPECT_EQ(rows->getObject(0)->getValue<int>("disable"), 0);
  server.simulator().locked([](World& world) { world.removePushTarget("g"); });
  EXPECT_EQ(server.rows("/cluster/metrics/server")->size(), 0U);
}

TEST(Server, PlaysTheVersionThatItIsTold) {
  Server seven(7), nine(9);
  EXPECT_THAT(seven.get("/api2/json/version").body, HasSubstr("7.4-20"));
  EXPECT_EQ(seven.get("/api2/json/cluster/metrics/export").status, 501);
  EXPECT_EQ(nine.get("/api2/json/cluster/metrics/export").status, 200);
  EXPECT_THAT(seven.get("/api2/json/cluster/resources").body, Not(HasSubstr("memhost")));
  EXPECT_THAT(nine.get("/api2/json/cluster/resources").body, HasSubstr("memhost"));
  EXPECT_EQ(typesIn(seven.rows("/cluster/resources")),
            (std::set<std::string>{"lxc", "node", "pool", "qemu", "storage"}));
  EXPECT_EQ(typesIn(nine.rows("/cluster/resources")),
            (std::set<std::string>{"lxc", "network", "node", "pool", "qemu", "storage"}));
  EXPECT_EQ(typesIn(nine.rows("/cluster/resources?type=vm")),
            (std::set<std::string>{"lxc", "qemu"}));
}

TEST(Server, TellsOfTheNetworkAsThatVersionDoes) {
  Server eight(8), nine(9);
  EXPECT_THAT(typesIn(eight.rows("/cluster/resources")), ::testing::Contains("sdn"));
  EXPECT_EQ(typesIn(eight.rows("/cluster/resources?type=sdn")), (std::set<std::string>{"sdn"}));
  EXPECT_THAT(typesIn(nine.rows("/cluster/resources")), Not(::testing::Contains("sdn")));
}

TEST(Server, RefusesParametersThatDoNotFit) {
  Server eight(8), nine(9);
  for (const char* path :
       {"/cluster/resources?type=bogus", "/cluster/metrics/export?start-time=abc",
        "/cluster/metrics/export?history=perhaps", "/nodes/pve1/rrddata",
        "/nodes/pve1/rrddata?timeframe=bogus", "/nodes/pve1/tasks?limit=x",
        "/nodes/pve1/tasks?source=elsewhere", "/nodes/pve1/qemu?colour=red"}) {
    EXPECT_EQ(nine.status(path), 400) << path;
    EXPECT_EQ(nine.status("/version"), 200);
  }
  EXPECT_EQ(nine.status("/nodes/pve1/rrddata?timeframe=decade"), 200);
  EXPECT_EQ(eight.status("/nodes/pve1/rrddata?timeframe=decade"), 400);
  EXPECT_EQ(nine.status("/cluster/metrics/export?node-list=nobody"), 500);
}

TEST(Server, ListsTheGuestsOfANodeAsThatVersionDoes) {
  Server seven(7), nine(9);
  const auto vm = [](Server& server) { return server.rows("/nodes/pve1/qemu")->getObject(0); };
  EXPECT_TRUE(vm(seven)->has("diskread"));
  EXPECT_FALSE(vm(nine)->has("diskread"));
  EXPECT_FALSE(vm(seven)->has("memhost"));
  EXPECT_TRUE(vm(nine)->has("memhost"));
  EXPECT_TRUE(vm(nine)->get("pressurecpusome").isNumeric());
  const auto container = nine.rows("/nodes/pve1/lxc")->getObject(0);
  EXPECT_EQ(container->getValue<std::string>("type"), "lxc");
  EXPECT_TRUE(container->get("pressurecpusome").isString());
  EXPECT_TRUE(container->get("diskread").isInteger());
}

TEST(Server, TellsWhatANodeIs) {
  Server seven(7), nine(9);
  EXPECT_THAT(seven.get("/api2/json/nodes/pve1/status").body, Not(HasSubstr("available")));
  EXPECT_THAT(nine.get("/api2/json/nodes/pve1/status").body, HasSubstr("\"available\":"));
  const std::string& pin = nine.simulator().fingerprint();
  EXPECT_EQ(nine.keys("/nodes", "node/pve1"),
            (std::set<std::string>{"cpu", "disk", "id", "level", "maxcpu", "maxdisk", "maxmem",
                                   "mem", "node", "ssl_fingerprint", "status", "type", "uptime"}));
  EXPECT_EQ(nine.row("/nodes", "node/pve1")->getValue<std::string>("ssl_fingerprint"), pin);
  EXPECT_EQ(nine.rows("/nodes/pve1/certificates/info")
                ->getObject(1)
                ->getValue<std::string>("fingerprint"),
            pin);
  EXPECT_THAT(nine.get("/api2/json/access/permissions").body, HasSubstr("VM.GuestAgent.Audit"));
  EXPECT_THAT(seven.get("/api2/json/access/permissions").body, Not(HasSubstr("Mapping.Audit")));
  EXPECT_EQ(nine.rows("/cluster/log?max=5")->size(), 0U);
}

TEST(Server, TellsTasksThatRunAndThatEnded) {
  Server server;
  server.simulator().locked([](World& world) {
    world.task("pve1", "vzdump", "100", 3600);
    world.task("pve1", "qmstart", "101", 1, "it broke");
  });
  server.pass(10);
  const auto all = server.rows("/cluster/tasks");
  ASSERT_EQ(all->size(), 2U);
  // What runs comes first, whenever it began.
  EXPECT_TRUE(all->getObject(0)->has("pid"));
  EXPECT_FALSE(all->getObject(0)->has("status"));
  EXPECT_FALSE(all->getObject(1)->has("pid"));
  EXPECT_TRUE(all->getObject(1)->has("endtime"));

  const auto types = [&](const std::string& query) {
    return typesIn(server.rows("/nodes/pve1/tasks" + query));
  };
  using Types = std::set<std::string>;
  EXPECT_EQ(types(""), Types{"qmstart"});
  EXPECT_EQ(types("?source=active"), Types{"vzdump"});
  EXPECT_EQ(types("?source=all&limit=1"), Types{"vzdump"});
  EXPECT_EQ(types("?source=all&start=1"), Types{"qmstart"});
  EXPECT_EQ(types("?errors=1"), Types{"qmstart"});
  EXPECT_EQ(types("?statusfilter=ok,warning"), Types{});
  EXPECT_THAT(server.get("/api2/json/nodes/pve1/tasks").body, HasSubstr("\"total\":1"));
}

TEST(Server, RemembersHistoryInTheStepsOfThatVersion) {
  Server eight(8), nine(9);
  const std::string day = "/nodes/pve1/qemu/100/rrddata?timeframe=day&cf=AVERAGE";
  for (const auto& [server, count, step_s] :
       {std::tuple(&eight, 70U, 1800), std::tuple(&nine, 1440U, 60)}) {
    const auto rows = server->rows(day);
    ASSERT_EQ(rows->size(), count);
    EXPECT_EQ(rows->getObject(1)->getValue<int>("time") - rows->getObject(0)->getValue<int>("time"),
              step_s);
    // Nothing was known then.
    EXPECT_EQ(rows->getObject(0)->size(), 1U);
  }
  const auto newest = nine.rows("/nodes/pve1/rrddata?timeframe=hour")->getObject(59);
  EXPECT_GT(newest->getValue<double>("netin"), 0);
  EXPECT_TRUE(newest->has("memavailable"));
  EXPECT_EQ(nine.rows("/nodes/pve1/storage/local/rrddata?timeframe=week")->size(), 336U);
  EXPECT_EQ(nine.status("/nodes/pve1/qemu/999/rrddata?timeframe=hour"), 500);
}

TEST(Server, ForgetsAfterFiveMinutesWhatADeadNodeSaid) {
  Server server;
  server.simulator().locked([](World& world) { world.setOnline("pve1", false); });
  const auto guest = [&] { return server.row("/cluster/resources", "qemu/100"); };
  const auto node = [&] { return server.row("/cluster/resources", "node/pve1"); };
  server.pass(200);
  EXPECT_EQ(guest()->getValue<std::string>("status"), "running");
  EXPECT_EQ(node()->getValue<std::string>("status"), "offline");
  EXPECT_FALSE(node()->has("cpu"));
  EXPECT_TRUE(node()->has("maxcpu"));
  server.pass(200);
  EXPECT_EQ(guest()->getValue<std::string>("status"), "unknown");
  EXPECT_FALSE(guest()->has("name"));
  EXPECT_TRUE(guest()->has("tags"));
  EXPECT_FALSE(node()->has("maxcpu"));
  EXPECT_EQ(server.keys("/nodes", "node/pve1"),
            (std::set<std::string>{"id", "node", "ssl_fingerprint", "status", "type"}));
  const auto storage = server.row("/cluster/resources", "storage/pve1/local");
  EXPECT_EQ(storage->getValue<std::string>("status"), "unknown");
  EXPECT_FALSE(storage->has("maxdisk"));
  EXPECT_EQ(server.status("/nodes/pve1/status"), 595);
  EXPECT_EQ(server.status("/nodes/pve1/rrddata?timeframe=hour"), 200);
  EXPECT_EQ(server.status("/nodes/pve1/qemu/100/rrddata?timeframe=hour"), 200);
  EXPECT_EQ(server.status("/nodes/pve1/storage/local/rrddata?timeframe=hour"), 595);
  const auto exported = server.get("/api2/json/cluster/metrics/export?history=1").body;
  EXPECT_THAT(exported, Not(HasSubstr("qemu/100\"")));
  EXPECT_THAT(exported, HasSubstr("node/pve2"));
}

TEST(Server, IsAClusterOrANodeOnItsOwn) {
  Server cluster, alone(9, "");
  EXPECT_EQ(typesIn(cluster.rows("/cluster/status")), (std::set<std::string>{"cluster", "node"}));
  EXPECT_EQ(typesIn(alone.rows("/cluster/status")), (std::set<std::string>{"node"}));
}

TEST(Server, ExportsWhatIsNewerThanAsked) {
  Server server;
  const auto count = [&](const std::string& query) {
    const auto answer = server.get("/api2/json/cluster/metrics/export" + query);
    return Poco::JSON::Parser()
        .parse(answer.body)
        .extract<Poco::JSON::Object::Ptr>()
        ->getObject("data")
        ->getArray("data")
        ->size();
  };
  EXPECT_GT(count("?history=1"), 5 * count(""));
  EXPECT_EQ(count("?history=1&start-time=99999999999"), 0U);
}

TEST(Server, ExportsOnlyTheNodesThatAreAsked) {
  Server server;
  const auto body = [&](const std::string& query) {
    return server.get("/api2/json/cluster/metrics/export" + query).body;
  };
  EXPECT_THAT(body("?local-only=1"), Not(HasSubstr("node/pve2")));
  EXPECT_THAT(body("?local-only=1&node-list=pve2,pve3"), Not(HasSubstr("node/pve1")));
  EXPECT_THAT(body("?node-list=pve2"), HasSubstr("node/pve2"));
}

TEST(Server, CountsWhatItIsAsked) {
  Server server;
  server.get("/api2/json/version");
  server.get("/api2/json/version?");
  EXPECT_EQ(server.simulator().stats().requests("/api2/json/version"), 2U);
  EXPECT_THAT(server.get("/__stats").body, HasSubstr("\"handshakes\":3"));
  EXPECT_THAT(server.get("/__truth").body, HasSubstr("sim/vm/100"));
}

TEST(Server, FailsAsOftenAsItIsTold) {
  Server server;
  server.simulator().faults().add(Fault::parse(
      R"({"path": "/version", "status": 595, "reason": "No route to host", "count": 2})"));
  EXPECT_EQ(server.get("/api2/json/version").status, 595);
  EXPECT_EQ(server.get("/api2/json/cluster/status").status, 200);
  EXPECT_EQ(server.get("/api2/json/version").reason, "No route to host");
  EXPECT_EQ(server.get("/api2/json/version").status, 200);
  EXPECT_THROW(Fault::parse(R"({"kind": "flood"})"), std::invalid_argument);
}

struct Refusal {
  int version;
  const char* fault;
  std::string reason, body;
};

TEST(Server, RefusesInTheWordsOfThatVersion) {
  const std::string no_guest =
      "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist";
  for (
      const Refusal& each :
      {Refusal{9, R"({"status": 401})", "authentication failure", ""},
       {9, R"({"status": 595})", "No route to host", ""},
       {9, R"({"status": 596})", "Connection timed out", ""},
       {7, R"({"status": 403})", "Permission check failed (/, Sys.Audit)", R"({"data":null})"},
       {7, R"({"status": 500, "reason": "it broke"})", "it broke", R"({"data":null})"},
       {9, R"({"status": 500, "reason": "it broke"})", "it broke",
        R"({"data":null,"message":"it broke\n"})"},
       {9,
        R"({"status": 500, "reason": "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist", "body": "{}"})",
        no_guest, "{}"}}) {
    SCOPED_TRACE(each.fault);
    Server server(each.version);
    server.simulator().faults().add(Fault::parse(each.fault));
    const Answer answer = server.get("/api2/json/cluster/resources");
    EXPECT_EQ(answer.reason, each.reason);
    EXPECT_EQ(answer.body, each.body);
  }
}

}  // namespace
}  // namespace pipevane::simulator
