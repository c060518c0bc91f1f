// What the API says while things happen to nodes and guests.
#include "tests/simulator/answers/truth.h"
#include "tests/simulator/asked_server.h"
#include "tests/simulator/server/control.h"

#include <gmock/gmock.h>

#include <sstream>

namespace pipevane::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Keys = std::set<std::string>;

std::string text(Server& server, const std::string& id, const std::string& key) {
  return server.row("/cluster/resources", id)->getValue<std::string>(key);
}
double number(Server& server, const std::string& id, const std::string& key) {
  return server.row("/cluster/resources", id)->getValue<double>(key);
}
Poco::JSON::Object::Ptr truthOf(Server& server, const std::string& entity) {
  std::ostringstream all;
  server.simulator().locked([&](const World& world) { truth(world, "sim", 1000).stringify(all); });
  return Poco::JSON::Parser()
      .parse(all.str())
      .extract<Poco::JSON::Object::Ptr>()
      ->getObject("entities")
      ->getObject(entity);
}

TEST(DeadNode, LeavesItsGuestsFrozenForFiveMinutesAndThenUnknown) {
  Server server;
  server.simulator().locked([](World& world) { world.setOnline("pve1", false); });
  const double before = number(server, "qemu/100", "netin");
  server.pass(290);
  EXPECT_EQ(text(server, "qemu/100", "status"), "running");
  EXPECT_EQ(number(server, "qemu/100", "netin"), before);
  EXPECT_EQ(text(server, "node/pve1", "status"), "offline");
  EXPECT_EQ(truthOf(server, "sim/vm/100")->getValue<std::string>("status"), "stopped");
  server.pass(20);
  EXPECT_EQ(server.keys("/cluster/resources", "qemu/100"),
            (Keys{"id", "node", "pool", "status", "tags", "type", "vmid"}));
  EXPECT_EQ(text(server, "qemu/100", "status"), "unknown");
  EXPECT_EQ(server.keys("/cluster/resources", "node/pve1"),
            (Keys{"cgroup-mode", "hastate", "id", "node", "status", "type"}));
  EXPECT_EQ(server.keys("/cluster/resources", "storage/pve1/local"),
            (Keys{"content", "id", "node", "plugintype", "shared", "status", "storage", "type"}));
}

TEST(DeadNode, BootsWithNewCountersAndNothingInItsCache) {
  Server server;
  server.simulator().locked([](World& world) { world.task("pve1", "vzdump", "100", 60); });
  server.simulator().locked([](World& world) { world.setOnline("pve1", false); });
  server.pass(100);
  EXPECT_FALSE(server.rows("/cluster/tasks")->getObject(0)->has("status"));
  server.simulator().locked([](World& world) { world.setOnline("pve1", true); });
  server.pass(30);
  EXPECT_LE(number(server, "node/pve1", "uptime"), 30);
  EXPECT_LE(number(server, "qemu/100", "uptime"), 30);
  EXPECT_EQ(server.rows("/cluster/tasks")->getObject(0)->getValue<std::string>("status"),
            "unexpected status");
  // The half hour before is lost.
  const auto rows = server.exported("?history=1&node-list=pve1");
  EXPECT_THAT(rows, HasSubstr("node/pve1"));
  EXPECT_LT(rows.size(), server.exported("?history=1&node-list=pve2").size() / 2);
}

TEST(Guest, CountsFromZeroAfterARestart) {
  Server server;
  const double before = number(server, "qemu/100", "netin");
  server.simulator().locked([](World& world) { world.restart(100); });
  server.pass(10);
  EXPECT_LT(number(server, "qemu/100", "netin"), before);
  EXPECT_LE(number(server, "qemu/100", "uptime"), 10);
  EXPECT_EQ(text(server, "qemu/100", "status"), "running");
}

TEST(Guest, MovesWithItsNumberAndNewCounters) {
  Server server;
  const double before = number(server, "qemu/100", "netin");
  server.simulator().locked([](World& world) { world.migrate(100, "pve2"); });
  server.pass(10);
  EXPECT_EQ(text(server, "qemu/100", "node"), "pve2");
  EXPECT_LT(number(server, "qemu/100", "netin"), before);
  EXPECT_EQ(truthOf(server, "sim/vm/100")->getValue<std::string>("node"), "pve2");
  // What it did before the old node tells.
  EXPECT_THAT(server.exported("?node-list=pve1&history=1"), HasSubstr("qemu/100\""));
  EXPECT_THAT(server.exported("?node-list=pve1"), Not(HasSubstr("qemu/100\"")));
  EXPECT_THAT(server.exported("?node-list=pve2"), HasSubstr("qemu/100\""));
}

TEST(Guest, GivesItsNumberToAnother) {
  Server server;
  server.simulator().locked([](World& world) { world.reuse(100, true, "another"); });
  EXPECT_EQ(text(server, "lxc/100", "status"), "unknown");
  EXPECT_FALSE(server.row("/cluster/resources", "lxc/100")->has("name"));
  server.pass(10);
  EXPECT_EQ(text(server, "lxc/100", "name"), "another");
  EXPECT_LE(number(server, "lxc/100", "uptime"), 10);
  EXPECT_THROW(server.row("/cluster/resources", "qemu/100"), std::out_of_range);
  EXPECT_EQ(truthOf(server, "sim/container/100")->getValue<std::string>("name"), "another");
  EXPECT_EQ(truthOf(server, "sim/vm/100"), nullptr);
}

TEST(StatisticsThatHang, MakeALiveNodeUnknown) {
  Server server;
  server.simulator().locked([](World& world) { world.hangStatistics("pve1", true); });
  server.pass(310);
  EXPECT_EQ(text(server, "node/pve1", "status"), "unknown");
  EXPECT_EQ(text(server, "qemu/100", "status"), "unknown");
  EXPECT_EQ(server.status("/nodes/pve1/status"), 200);
  EXPECT_EQ(server.row("/cluster/status", "node/pve1")->getValue<int>("online"), 1);
  const auto guest = truthOf(server, "sim/vm/100");
  EXPECT_EQ(guest->getValue<std::string>("status"), "running");
  const auto cycles = guest->getArray("cycles");
  const auto newest = cycles->getObject(static_cast<unsigned>(cycles->size() - 1));
  EXPECT_FALSE(newest->getValue<bool>("told"));
  EXPECT_GT(newest->getObject("metrics")->getValue<double>("memory_used_bytes"), 0);
}

TEST(StatisticsThatThrow, LeaveZerosInThePlainHistoryOnly) {
  Server server;
  server.simulator().locked([](World& world) { world.breakStatistics("pve1", true); });
  server.pass(20);
  EXPECT_THAT(server.exported("?history=1"), HasSubstr("\"timestamp\":0"));
  EXPECT_THAT(server.exported("?history=1&start-time=1"), Not(HasSubstr("\"timestamp\":0")));
  EXPECT_THAT(server.exported(""), Not(HasSubstr("\"timestamp\":0")));
  server.pass(300);
  EXPECT_EQ(text(server, "qemu/100", "status"), "running");
  EXPECT_EQ(text(server, "lxc/103", "status"), "unknown");
}

TEST(LostStorage, StaysAvailableInTheListAndIsNothingInTheExport) {
  Server server;
  server.simulator().locked([](World& world) { world.setActive("pve1", "local", false); });
  server.pass(20);
  EXPECT_EQ(text(server, "storage/pve1/local", "status"), "available");
  EXPECT_GT(number(server, "storage/pve1/local", "maxdisk"), 0);
  EXPECT_THAT(server.exported("?node-list=pve1"),
              HasSubstr(R"("id":"storage/pve1/local","metric":"disk_total")"));
  const auto rows = server.rows("/nodes/pve1/storage");
  EXPECT_EQ(rows->getObject(0)->getValue<int>("active"), 0);
  EXPECT_FALSE(rows->getObject(0)->has("used_fraction"));
  server.pass(300);
  EXPECT_EQ(text(server, "storage/pve1/local", "status"), "unknown");
}

TEST(SkewedClock, IsInWhatTheNodeWritesDown) {
  Server server;
  server.simulator().locked([](World& world) { world.skewClock("pve2", 3600); });
  server.pass(20);
  const auto time = [&](const std::string& node) {
    const auto answer = server.get("/api2/json/nodes/" + node + "/time").body;
    return Poco::JSON::Parser()
        .parse(answer)
        .extract<Poco::JSON::Object::Ptr>()
        ->getObject("data")
        ->getValue<std::int64_t>("time");
  };
  EXPECT_EQ(time("pve2") - time("pve1"), 3600);
  const std::string later = "?start-time=" + std::to_string(time("pve1"));
  EXPECT_THAT(server.exported(later), HasSubstr("node/pve2"));
  EXPECT_THAT(server.exported(later), Not(HasSubstr("node/pve1")));
}

TEST(HungMember, IsMissingInTheExportWithoutAWord) {
  Settings settings = Server::small();
  settings.export_wait_s = settings.proxy_wait_s = 0;
  Server server(settings);
  server.simulator().locked([](World& world) { world.hangApi("pve2", true); });
  EXPECT_THAT(server.exported(""), Not(HasSubstr("node/pve2")));
  EXPECT_THAT(server.exported(""), HasSubstr("node/pve3"));
  EXPECT_EQ(server.row("/cluster/status", "node/pve2")->getValue<int>("online"), 1);
  EXPECT_EQ(server.status("/nodes/pve2/status"), 596);
  EXPECT_EQ(text(server, "node/pve2", "status"), "online");
}

TEST(RefusingMember, IsMissingInTheExportAtOnceAndAnswersWhoAsksItItself) {
  Settings settings = Server::small();
  settings.each_listens = true;
  Server server(settings);
  server.simulator().locked([](World& world) { world.refuseMembers("pve2", true); });
  EXPECT_THAT(server.exported(""), Not(HasSubstr("node/pve2")));
  EXPECT_THAT(server.exported(""), HasSubstr("node/pve3"));
  EXPECT_EQ(text(server, "node/pve2", "status"), "online");
  EXPECT_EQ(server.status("/nodes/pve2/status"), 595);
  EXPECT_THAT(server.getAt("pve2", "/cluster/metrics/export?local-only=1").body,
              HasSubstr("node/pve2"));
}

TEST(Export, OfSomeNodesOnlyIsNewWithNine) {
  Server eight(8), nine(9);
  EXPECT_EQ(eight.status("/cluster/metrics/export?node-list=pve1"), 400);
  EXPECT_EQ(eight.status("/cluster/metrics/export?local-only=1"), 200);
  nine.simulator().locked([](World& world) { world.setOnline("pve2", false); });
  EXPECT_EQ(nine.exported("?node-list=pve2"), R"({"data":{"data":[]}})");
}

TEST(Control, MakesThingsHappenAndTakesThemBack) {
  Server server;
  const auto ask = [&](const std::string& body) {
    return control(server.simulator(), "POST", "/__fault", body).status;
  };
  EXPECT_EQ(ask(R"({"kind": "dead", "node": "pve1"})"), 200);
  EXPECT_EQ(text(server, "node/pve1", "status"), "offline");
  EXPECT_EQ(ask(R"({"kind": "migrate", "vmid": 100, "node": "pve2"})"), 200);
  EXPECT_EQ(text(server, "qemu/100", "node"), "pve2");
  EXPECT_EQ(ask(R"({"kind": "rights", "without": ["Sys.Audit"]})"), 200);
  EXPECT_EQ(server.status("/cluster/status"), 403);
  EXPECT_THROW(ask(R"({"kind": "dead", "node": "nobody"})"), std::out_of_range);
  EXPECT_THROW(ask(R"({"kind": "reuse", "vmid": 100})"), Poco::Exception);
  EXPECT_EQ(control(server.simulator(), "DELETE", "/__fault", "").status, 200);
  EXPECT_EQ(server.status("/cluster/status"), 200);
  EXPECT_EQ(text(server, "node/pve1", "status"), "online");
}

TEST(LostQuorum, IsWhatTheNodeSaysThatIsAlone) {
  Server server;
  server.simulator().locked([](World& world) { world.isolate("pve1", true); });
  server.pass(310);
  EXPECT_EQ(server.row("/cluster/status", "cluster")->getValue<int>("quorate"), 0);
  EXPECT_EQ(server.row("/cluster/status", "node/pve2")->getValue<int>("online"), 0);
  EXPECT_EQ(text(server, "node/pve2", "status"), "offline");
  EXPECT_EQ(text(server, "qemu/101", "status"), "unknown");
  EXPECT_EQ(text(server, "qemu/100", "status"), "running");
  server.simulator().locked([](World& world) { world.heal(); });
  EXPECT_EQ(server.row("/cluster/status", "cluster")->getValue<int>("quorate"), 1);
}

}  // namespace
}  // namespace pipevane::simulator
