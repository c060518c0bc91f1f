// What a token sees that may not see everything.
#include "tests/simulator/asked_server.h"

#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using Keys = std::set<std::string>;

Rights all() { return Rights::auditor(Version::ofMajor(9)); }

TEST(TokenWithoutRights, SeesEmptyListsAndNodesWithoutNumbers) {
  Server server;
  server.simulator().grant(Rights::none());
  const auto rows = server.rows("/cluster/resources");
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ(server.keys("/cluster/resources", "node/pve1"),
            (Keys{"cgroup-mode", "id", "level", "node", "status", "type"}));
  for (const char* path :
       {"/cluster/tasks", "/nodes/pve1/qemu", "/nodes/pve1/lxc", "/nodes/pve1/storage"})
    EXPECT_EQ(server.rows(path)->size(), 0U) << path;
  EXPECT_EQ(server.get("/api2/json/access/permissions").body, R"({"data":{}})");
  for (const char* path : {"/version", "/nodes", "/nodes/pve1/certificates/info"})
    EXPECT_EQ(server.status(path), 200) << path;
}

TEST(TokenThatLacksAPrivilege, IsToldWhichAndWhere) {
  Server server;
  server.simulator().grant(all().without("Sys.Audit"));
  for (const auto& [path, where] : {std::pair{"/cluster/status", "/"},
                                    {"/cluster/metrics/export", "/"},
                                    {"/cluster/metrics/server", "/"},
                                    {"/nodes/pve1/status", "/nodes/pve1"},
                                    {"/nodes/pve1/time", "/nodes/pve1"},
                                    {"/nodes/pve1/rrddata?timeframe=hour", "/nodes/pve1"}}) {
    const auto answer = server.get(std::string("/api2/json") + path);
    EXPECT_EQ(answer.status, 403) << path;
    EXPECT_EQ(answer.reason, std::string("Permission check failed (") + where + ", Sys.Audit)");
  }
  EXPECT_TRUE(server.row("/cluster/resources", "qemu/100")->has("cpu"));
}

TEST(TokenThatLacksAPrivilege, MayLackItOnOnePathOnly) {
  Server server;
  server.simulator().grant(all().without("VM.Audit", "/vms/100"));
  EXPECT_THROW(server.row("/cluster/resources", "qemu/100"), std::out_of_range);
  EXPECT_TRUE(server.row("/cluster/resources", "qemu/101")->has("cpu"));
  EXPECT_EQ(server.get("/api2/json/nodes/pve1/qemu/100/rrddata?timeframe=hour").reason,
            "Permission check failed (/vms/100, VM.Audit)");
  server.simulator().grant(all());
  EXPECT_TRUE(server.row("/cluster/resources", "qemu/100")->has("cpu"));
}

TEST(TokenWithNoAccessOnAPath, SeesNothingThereAndIsNotToldOfIt) {
  Server server;
  server.simulator().grant(all().withNoAccess("/vms"));
  EXPECT_THROW(server.row("/cluster/resources", "qemu/100"), std::out_of_range);
  const std::string told = server.get("/api2/json/access/permissions").body;
  EXPECT_THAT(told, ::testing::HasSubstr(R"("/storage")"));
  EXPECT_THAT(told, ::testing::Not(::testing::HasSubstr(R"("/vms)")));
}

}  // namespace
}  // namespace pipevane::simulator
