// Tasks as Proxmox VE keeps and tells them.
#include "tests/simulator/asked_server.h"
#include "tests/simulator/server/control.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace pipevane::simulator {
namespace {

using ::testing::HasSubstr;
using Keys = std::set<std::string>;
using Row = Poco::JSON::Object::Ptr;

constexpr const char* kLists = "/cluster/tasks";

std::vector<Row> rowsOf(Server& server, const std::string& path) {
  const auto array = server.rows(path);
  std::vector<Row> rows;
  for (unsigned i = 0; i < array->size(); ++i) rows.push_back(array->getObject(i));
  return rows;
}
Keys keysOf(const Row& row) {
  const auto names = row->getNames();
  return {names.begin(), names.end()};
}
std::string textIn(const Row& row, const std::string& key) {
  return row->getValue<std::string>(key);
}
std::string done(Server& server, const Wish& wish) {
  return server.simulator().locked([&](World& world) { return world.task(wish); });
}
std::int64_t totalOf(Server& server, const std::string& path) {
  return Poco::JSON::Parser()
      .parse(server.get("/api2/json" + path).body)
      .extract<Row>()
      ->optValue<std::int64_t>("total", 0);
}
const Wish kBackup{.node = "pve1",
                   .type = "vzdump",
                   .id = "",
                   .user = "root@pam!adm",
                   .seconds = 30,
                   .exit = "job errors",
                   .then = {}};

TEST(Task, HasTheNumberOfItsProcessAndItsTimesInItsName) {
  Server server;
  const std::string upid = done(server, kBackup);
  EXPECT_TRUE(std::regex_match(
      upid, std::regex("UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:vzdump::root@pam!adm:")))
      << upid;
  EXPECT_THAT(upid, HasSubstr(":6AFD86C0:"));  // 1795000000
}

TEST(Task, RunsAndThenEndsWithWhatBecameOfIt) {
  Server server;
  done(server, kBackup);
  Row row = rowsOf(server, kLists).at(0);
  EXPECT_EQ(keysOf(row),
            (Keys{"id", "node", "pid", "starttime", "tokenid", "type", "upid", "user"}));
  EXPECT_EQ(textIn(row, "id"), "");
  EXPECT_EQ(textIn(row, "user"), "root@pam");
  EXPECT_EQ(textIn(row, "tokenid"), "adm");
  server.pass(12);
  row = rowsOf(server, kLists).at(0);
  EXPECT_TRUE(row->get("saved").isString());
  EXPECT_EQ(textIn(row, "saved"), "0");
  server.pass(18);
  row = rowsOf(server, kLists).at(0);
  EXPECT_EQ(keysOf(row), (Keys{"endtime", "id", "node", "saved", "starttime", "status", "tokenid",
                               "type", "upid", "user"}));
  EXPECT_EQ(textIn(row, "status"), "job errors");
  EXPECT_EQ(row->getValue<std::int64_t>("endtime") - row->getValue<std::int64_t>("starttime"), 30);
  EXPECT_TRUE(row->get("saved").isInteger());
  server.pass(10);
  EXPECT_TRUE(rowsOf(server, kLists).at(0)->get("saved").isString());
}

TEST(Task, CanBeAskedForByItself) {
  Server server;
  const std::string upid = done(server, kBackup);
  const std::string path = "/nodes/pve1/tasks/" + upid + "/status";
  const auto status = [&] {
    return Poco::JSON::Parser()
        .parse(server.get("/api2/json" + path).body)
        .extract<Row>()
        ->getObject("data");
  };
  EXPECT_EQ(textIn(status(), "status"), "running");
  EXPECT_FALSE(status()->has("exitstatus"));
  server.pass(30);
  EXPECT_EQ(textIn(status(), "status"), "stopped");
  EXPECT_EQ(textIn(status(), "exitstatus"), "job errors");
  server.simulator().locked([&](World& world) { world.forgetTask(upid); });
  EXPECT_EQ(server.status(path), 400);
  EXPECT_TRUE(rowsOf(server, kLists).empty());
  EXPECT_TRUE(rowsOf(server, "/nodes/pve1/tasks?source=all").empty());
}

TEST(Task, OfADeadNodeRunsUntilTheNodeIsBack) {
  Server server;
  done(server, kBackup);
  server.simulator().locked([](World& world) { world.setOnline("pve1", false); });
  server.pass(100);
  EXPECT_FALSE(rowsOf(server, kLists).at(0)->has("status"));
  server.simulator().locked([](World& world) { world.setOnline("pve1", true); });
  const Row row = rowsOf(server, kLists).at(0);
  EXPECT_EQ(textIn(row, "status"), "unexpected status");
  EXPECT_EQ(row->getValue<std::int64_t>("endtime"), 1'795'000'100);
}

TEST(Tasks, OfAClusterAreTwentyFiveOfANodeWhatRunsFirst) {
  Server server;
  const std::string late =
      done(server, {.node = "pve1", .type = "imgcopy", .id = "", .seconds = 60});
  server.pass(1);
  for (int i = 0; i < 40; ++i) {
    done(server, {.node = "pve1", .type = "qmconfig", .id = std::to_string(i), .seconds = 0});
    server.pass(1);
  }
  done(server, {.node = "pve2", .type = "qmstart", .id = "101"});
  const auto rows = rowsOf(server, kLists);
  std::vector<Row> first;
  std::ranges::copy_if(rows, std::back_inserter(first),
                       [](const Row& row) { return textIn(row, "node") == "pve1"; });
  ASSERT_EQ(first.size(), 25U);
  EXPECT_EQ(rows.size(), 26U);
  EXPECT_EQ(textIn(first[0], "upid"), late);
  EXPECT_EQ(textIn(first[1], "id"), "39");
  EXPECT_EQ(textIn(first[24], "id"), "16");
  server.pass(30);
  // Its end is new, but it began before all that are told.
  EXPECT_EQ(textIn(rowsOf(server, "/nodes/pve1/tasks").at(0), "upid"), late);
  EXPECT_EQ(textIn(rowsOf(server, "/nodes/pve1/tasks").at(1), "id"), "39");
}

TEST(Tasks, OfANodeAreNeverMoreThan32KiB) {
  Server server;
  for (int i = 0; i < 10; ++i)
    done(
        server,
        {.node = "pve1", .type = "vzdump", .id = "", .seconds = 0, .exit = std::string(4000, 'x')});
  EXPECT_EQ(rowsOf(server, kLists).size(), 7U);
  EXPECT_EQ(rowsOf(server, "/nodes/pve1/tasks").size(), 10U);
}

TEST(Tasks, ComeNodeByNodeInAnyOrder) {
  Server server;
  for (const char* node : {"pve1", "pve2", "pve3"})
    done(server, {.node = node, .type = "aptupdate", .id = ""});
  std::set<std::string> first;
  for (int i = 0; i < 40; ++i, server.pass(1))
    first.insert(textIn(rowsOf(server, kLists).at(0), "node"));
  EXPECT_EQ(first.size(), 3U);
}

TEST(Tasks, AreNotForATokenWithoutTheRightButItsNodesShowItsOwn) {
  Server server;
  done(server, kBackup);
  done(server, {.node = "pve1",
                .type = "qmstart",
                .id = "100",
                .user = "monitor@pve!pipevane",
                .seconds = 0});
  server.simulator().grant(Rights::none());
  EXPECT_TRUE(rowsOf(server, kLists).empty());
  const auto own = rowsOf(server, "/nodes/pve1/tasks?source=all");
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(textIn(own[0], "tokenid"), "pipevane");
}

TEST(TasksOfANode, AreChosenAndPaged) {
  Server server;
  done(server, {.node = "pve1", .type = "qmstart", .id = "100", .seconds = 0});
  server.pass(10);
  done(server, {.node = "pve1",
                .type = "vzdump",
                .id = "",
                .user = "alice@pve",
                .seconds = 0,
                .exit = "WARNINGS: 2"});
  server.pass(10);
  done(server, {.node = "pve1", .type = "qmstop", .id = "101", .seconds = 0, .exit = "it broke"});
  done(server,
       {.node = "pve1", .type = "qmstart", .id = "101", .user = "root@pam!adm", .seconds = 100});
  const std::string path = "/nodes/pve1/tasks";
  const struct {
    const char* query;
    std::vector<std::string> types;
    std::int64_t total;
  } cases[] = {
      {"", {"qmstop", "vzdump", "qmstart"}, 3},
      {"?source=active", {"qmstart"}, 1},
      {"?source=all", {"qmstart", "qmstop", "vzdump", "qmstart"}, 4},
      {"?limit=1", {"qmstop"}, 3},
      {"?start=1&limit=1", {"vzdump"}, 3},
      {"?start=9", {}, 3},
      {"?since=1795000010", {"qmstop", "vzdump"}, 2},
      {"?until=1795000010", {"vzdump", "qmstart"}, 2},
      {"?typefilter=qmst", {}, 0},
      {"?typefilter=qmstop", {"qmstop"}, 1},
      {"?userfilter=lice", {"vzdump"}, 1},
      {"?vmid=101", {"qmstop"}, 1},
      {"?errors=1", {"qmstop", "vzdump"}, 2},
      {"?statusfilter=warning,ok", {"vzdump", "qmstart"}, 2},
      {"?statusfilter=unknown", {}, 0},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.query);
    std::vector<std::string> types;
    for (const Row& row : rowsOf(server, path + each.query)) types.push_back(textIn(row, "type"));
    EXPECT_EQ(types, each.types);
    EXPECT_EQ(totalOf(server, path + each.query), each.total);
  }
  const Row running = rowsOf(server, path + "?source=active").at(0);
  EXPECT_EQ(textIn(running, "status"), "RUNNING");
  EXPECT_EQ(textIn(running, "user"), "root@pam!adm");
  EXPECT_FALSE(running->has("endtime"));
  EXPECT_EQ(server.status(path + "?source=others"), 400);
}

TEST(Burst, IsMoreThanTheListOfTheClusterHolds) {
  Server server;
  server.simulator().locked([](World& world) { world.burst("pve1"); });
  server.pass(10);
  EXPECT_EQ(rowsOf(server, kLists).size(), 25U);
  EXPECT_EQ(rowsOf(server, "/nodes/pve1/tasks?limit=500").size(), 200U);
  EXPECT_EQ(totalOf(server, "/nodes/pve1/tasks"), 200);
}

TEST(IndexFiles, AreTwoOfFiftyKilobytes) {
  Server server;
  server.simulator().locked([](World& world) { world.burst("pve1", 5000); });
  server.pass(10);
  const std::int64_t kept = totalOf(server, "/nodes/pve1/tasks");
  EXPECT_GT(kept, 500);
  EXPECT_LT(kept, 2000);
}

TEST(ManagedStart, IsAskedForHereAndDoneThere) {
  Server server;
  server.simulator().locked([](World& world) {
    world.stop(100);
    world.startManaged(100, "pve3");
  });
  server.pass(20);
  std::vector<std::string> all;
  server.simulator().locked([&](World& world) {
    for (const Task& each : world.tasks()) all.push_back(each.node + " " + each.type);
    EXPECT_TRUE(world.guest(100).running);
  });
  EXPECT_EQ(all, (std::vector<std::string>{"pve1 qmshutdown", "pve3 hastart", "pve1 qmstart"}));
}

TEST(Guest, ChangesAsItsTaskEndsWhereThatTakesTime) {
  Server server;
  server.simulator().locked([](World& world) {
    world.stop(100, {.seconds = 20});
    world.migrate(101, "pve3", {.seconds = 20});
    world.stop(102, {.seconds = 20, .exit = "VM quit/powerdown failed - got timeout"});
  });
  server.pass(10);
  server.simulator().locked([](World& world) {
    EXPECT_TRUE(world.guest(100).running);
    EXPECT_EQ(world.guest(101).node, "pve2");
    EXPECT_EQ(world.guest(101).lock, "migrate");
  });
  server.pass(20);
  server.simulator().locked([](World& world) {
    EXPECT_FALSE(world.guest(100).running);
    EXPECT_EQ(world.guest(101).node, "pve3");
    EXPECT_EQ(world.guest(101).lock, "");
    EXPECT_TRUE(world.guest(102).running);
  });
}

TEST(Control, BeginsAndEndsTasks) {
  Server server;
  const auto ask = [&](const std::string& body) {
    return control(server.simulator(), "POST", "/__fault", body).status;
  };
  EXPECT_EQ(ask(R"({"kind": "task", "node": "pve1", "type": "vzdump", "endless": true})"), 200);
  const std::string upid = textIn(rowsOf(server, kLists).at(0), "upid");
  EXPECT_EQ(ask(R"({"kind": "end-task", "upid": ")" + upid + R"(", "exit": "WARNINGS: 1"})"), 200);
  EXPECT_EQ(textIn(rowsOf(server, kLists).at(0), "status"), "WARNINGS: 1");
  EXPECT_EQ(ask(R"({"kind": "forget-task", "upid": ")" + upid + R"("})"), 200);
  EXPECT_EQ(ask(R"({"kind": "burst", "node": "pve2", "count": 3})"), 200);
  EXPECT_EQ(ask(R"({"kind": "ha-start", "vmid": 100, "node": "pve2"})"), 200);
  EXPECT_THROW(ask(R"({"kind": "end-task", "upid": "UPID:nothing"})"), std::out_of_range);
  EXPECT_THROW(ask(R"({"kind": "burst", "node": "pve2", "count": 0})"), std::out_of_range);
}

}  // namespace
}  // namespace pipevane::simulator
