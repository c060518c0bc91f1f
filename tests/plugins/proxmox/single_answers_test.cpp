// Answers that are read beside the pipeline, and what a token may do by one of them.
#include "plugins/proxmox/single_answers.h"
#include "tests/fixtures/recordings.h"

#include <gmock/gmock.h>
#include <pipevane/error.h>

namespace pipevane::proxmox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PermissionsOfAToken, HoldOnAPathAndPassDownWhereTheySaySo) {
  const Permissions all =
      permissionsIn(R"({"data":{"/":{"Sys.Audit":1,"Pool.Audit":0},"/nodes":{"Sys.Audit":1},)"
                    R"("/vms":{"VM.Audit":"1"},"/vms/100":{}}})");
  EXPECT_FALSE(all.empty());
  EXPECT_TRUE(all.have("/", "Sys.Audit"));
  EXPECT_TRUE(all.have("/nodes/pve1", "Sys.Audit"));
  EXPECT_TRUE(all.have("/", "Pool.Audit"));
  EXPECT_FALSE(all.have("/pool", "Pool.Audit")) << "it is not passed down";
  EXPECT_TRUE(all.have("/vms/101", "VM.Audit"));
  EXPECT_FALSE(all.have("/storage", "VM.Audit"));
  EXPECT_FALSE(all.have("/sdn", "Sys.Audit")) << "it is always looked at: absent, there is nothing";
  EXPECT_FALSE(all.have("/vms", "Sys.Audit")) << "what is named has its own";
}

TEST(PermissionsOfAToken, NameWhatIsOtherwiseBelow) {
  const Permissions some = permissionsIn(
      R"({"data":{"/vms":{"Sys.Audit":1},"/vms/100":{"VM.Audit":1},"/vmsx":{"VM.Audit":1}}})");
  EXPECT_THAT(some.exceptions("/vms", "VM.Audit"), ElementsAre("/vms/100"));
  EXPECT_THAT(some.exceptions("/vms", "Sys.Audit"), ElementsAre("/vms/100"));
  EXPECT_THAT(some.exceptions("/storage", "Datastore.Audit"), IsEmpty());
}

TEST(PermissionsOfAToken, AreNoneWhereTheAnswerIsEmpty) {
  EXPECT_TRUE(permissionsIn(R"({"data":{}})").empty());
  EXPECT_TRUE(permissionsIn(R"({"data":{"/":1}})").empty());
}

TEST(SingleAnswers, OfAnotherShapeAreRefused) {
  EXPECT_THROW(permissionsIn(R"({"data":[]})"), Error);
  EXPECT_THROW(permissionsIn("<html>"), Error);
  EXPECT_THROW(metricServersIn(R"({"data":{}})"), Error);
  EXPECT_THROW(resourcesIn(R"({"data":null})"), Error);
  EXPECT_THROW(ownFiguresIn(R"({"data":[]})"), Error);
  EXPECT_THROW(newestRowsIn(R"({"data":[]})"), Error);
  EXPECT_THROW(nodeTimeIn(R"({"data":{"time":0}})"), Error);
  EXPECT_THROW(versionIn(R"({"data":{}})"), Error);
  EXPECT_THROW(clusterStatusIn("{}"), Error);
}

TEST(SingleAnswers, TellTheNewestRowOfEachNodeThatHasATime) {
  const NewestRows newest = newestRowsIn(
      R"({"data":{"data":[{"id":"node/a","timestamp":0},{"id":"node/b","timestamp":"17"},
          {"id":"node/b","timestamp":19},{"id":"node/b","timestamp":16},{"id":"qemu/1","timestamp":18},{"id":"node/c"},7]}})");
  EXPECT_THAT(newest, ElementsAre(::testing::Pair("b", 19)));
  EXPECT_EQ(nodeTimeIn(R"({"data":{"time":"1795000000"}})"), 1'795'000'000);
}

TEST(SingleAnswers, TellMetricServersInEveryShape) {
  const MetricServers servers = metricServersIn(
      R"({"data":[{"id":"g","type":"graphite","server":"a","port":"2003"},7,
          {"id":"o","type":"opentelemetry","port":4318,"disable":1}]})");
  ASSERT_EQ(servers.size(), 2U);
  EXPECT_EQ(servers[0].port, 2003);
  EXPECT_TRUE(servers[0].enabled && servers[0].mayUseUdp());
  EXPECT_FALSE(servers[1].enabled || servers[1].mayUseUdp());
}

TEST(SingleAnswers, TellAnEmptyListFromOneThatIsHidden) {
  const auto hidden = [](const std::string& rows) {
    return resourcesIn(R"({"data":[)" + rows + "]}").maybeHidden();
  };
  const std::string node = R"({"id":"node/a","type":"node","node":"a","status":"online")";
  const std::string guest = R"(,{"id":"qemu/1","type":"qemu","node":"a","vmid":1})";
  EXPECT_FALSE(hidden(node + R"(,"maxcpu":4})" + guest));
  EXPECT_TRUE(hidden(node + R"(,"maxcpu":4})"));
  EXPECT_TRUE(hidden(node + "}" + guest));
  EXPECT_FALSE(hidden(R"({"id":"node/b","type":"node","node":"b","status":"offline"})" + guest));
}

TEST(SingleAnswers, CountNoRowsOfAFailedCycle) {
  const OwnFigures figures = ownFiguresIn(
      R"({"data":{"data":[{"id":"node/a","metric":"uptime","timestamp":0,"type":"gauge","value":0},
          {"id":"qemu/1","metric":"uptime","timestamp":17,"value":3},
          {"id":"qemu/1","metric":"cpu_max","timestamp":17,"value":3},
          {"id":"storage/a/local","metric":"disk_used","timestamp":"18","value":3}]}})");
  EXPECT_EQ(figures.node_s, 0);
  EXPECT_EQ(figures.guests, 1U);
  EXPECT_EQ(figures.storages, 1U);
}

// Against answers of the real product, which are not part of the source.
TEST(SingleAnswers, AreReadAsTheProductGivesThem) {
  if (!std::filesystem::exists(testing::recordings())) GTEST_SKIP() << "no recordings here";
  const auto body = [](const std::string& name) { return testing::recordedText(name + ".body"); };
  const Permissions auditor = permissionsIn(body("mon-access_permissions"));
  for (const char* path : {"/", "/nodes/pve1", "/vms/4711", "/storage/local", "/pool/x"})
    EXPECT_TRUE(auditor.have(path, "VM.Audit")) << path;
  EXPECT_THAT(auditor.exceptions("/", "Sys.Audit"), IsEmpty());
  EXPECT_TRUE(permissionsIn(body("blind-access_permissions")).empty());
  EXPECT_TRUE(resourcesIn(body("blind-cluster_resources")).maybeHidden());
  EXPECT_FALSE(resourcesIn(body("mon-cluster_resources")).maybeHidden());
  const MetricServers servers = metricServersIn(body("mon-cluster_metrics_server"));
  ASSERT_EQ(servers.size(), 5U);
  EXPECT_EQ(servers[3].id, "iudp");
  EXPECT_TRUE(servers[3].enabled && servers[3].mayUseUdp());
  EXPECT_GT(ownFiguresIn(body("mon-cluster_metrics_export")).node_s, 0);
}

}  // namespace
}  // namespace pipevane::proxmox
