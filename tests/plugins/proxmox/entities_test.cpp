#include "tests/plugins/proxmox/fleet.h"

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kCycle = 10'000;

TEST(Entities, CarryWhatTheListSaysOfThem) {
  Fleet fleet;
  fleet.list(
      kNode1 + "," + kVm100 + R"(,{"id":"/pool/prod","type":"pool","pool":"prod"})" +
      R"(,{"id":"storage/pve1/local","type":"storage","storage":"local","node":"pve1","status":"available","shared":0,"content":"iso,backup","plugintype":"dir","disk":1,"maxdisk":2})");
  using Attributes = std::map<std::string, std::string>;
  EXPECT_EQ(fleet.entities.at("lab/vm/100"), (Attributes{{"name", "web01"},
                                                         {"vmid", "100"},
                                                         {"status", "running"},
                                                         {"node", "pve1"},
                                                         {"template", "false"},
                                                         {"tags", "prod;web"},
                                                         {"pool", "prod"},
                                                         {"memory_source", "balloon"}}));
  EXPECT_EQ(
      fleet.entities.at("lab/node/pve1"),
      (Attributes{{"name", "pve1"}, {"status", "online"}, {"level", "c"}, {"cgroup_mode", "2"}}));
  EXPECT_EQ(fleet.entities.at("lab/storage/pve1/local"), (Attributes{{"name", "local"},
                                                                     {"status", "available"},
                                                                     {"node", "pve1"},
                                                                     {"shared", "false"},
                                                                     {"content", "backup,iso"},
                                                                     {"storage_type", "dir"}}));
  EXPECT_EQ(fleet.entities.at("lab/pool/prod"), (Attributes{{"name", "prod"}}));
}

TEST(Entities, AreSentOnlyWhereTheyChanged) {
  Fleet fleet;
  fleet.list(kNode1 + "," + kVm100);
  fleet.host.clearPushed();
  fleet.list(kVm100 + "," + kNode1, kT0 + kCycle);
  for (const auto& batch : fleet.host.pushed()) EXPECT_TRUE(batch.changes().empty());
}

TEST(Entities, ForgetATagAPoolAndALockThatAreListedNoMore) {
  Fleet fleet;
  fleet.list(kNode1 + "," + edited(kVm100, R"("pool":"prod")", R"("pool":"prod","lock":"backup")"));
  EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), "backup");
  fleet.list(kNode1 + "," +
             edited(edited(kVm100, R"("pool":"prod",)", ""), R"("tags":"prod;web",)", ""));
  EXPECT_EQ(fleet.attribute("lab/vm/100", "tags"), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "pool"), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "lock"), std::nullopt);
}

// The next one is believed: by then it was asked who answers.
TEST(Entities, AreNotTakenFromAListOfOtherNodesAloneButOnce) {
  Fleet fleet;
  fleet.list(kNode1 + "," + kVm100);
  const std::string others =
      nodeNamed("pve7") + "," + edited(edited(kVm100, "pve1", "pve7"), "web01", "mail");
  const Decoded decoded = fleet.list(others, kT0 + kCycle);
  EXPECT_FALSE(decoded.understood);
  EXPECT_NE(decoded.why.find("another cluster"), std::string::npos) << decoded.why;
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "web01");
  EXPECT_TRUE(fleet.list(others, kT0 + 2 * kCycle).understood);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "mail");
  EXPECT_TRUE(fleet.list(others + "," + kNode1, kT0 + 3 * kCycle).understood);
  EXPECT_TRUE(fleet.list(kNode1, kT0 + 4 * kCycle).understood);
}

// As behind an address that two clusters take turns at.
TEST(Entities, AreNotTakenFromAListOfOtherNodesHoweverOftenOneComesBetweenTheirOwn) {
  Fleet fleet;
  const std::string own = kNode1 + "," + kVm100, others = nodeNamed("pve7");
  fleet.list(own);
  for (int turn = 1; turn < 6; turn += 2) {
    EXPECT_FALSE(fleet.list(others, kT0 + turn * kCycle).understood);
    EXPECT_TRUE(fleet.list(own, kT0 + (turn + 1) * kCycle).understood);
  }
}

// Five minutes after its node's last word a guest is listed without its name.
TEST(Entities, KeepTheirNameWhileNothingIsKnownOfThem) {
  Fleet fleet;
  fleet.list(kNode1 + "," + kVm100);
  fleet.list(kNode1 +
             R"(,{"id":"qemu/100","type":"qemu","vmid":100,"node":"pve1","status":"unknown"})");
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "web01");
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "unknown");
}

TEST(Entities, OfANodeThatIsNotOnlineNeverRun) {
  for (const std::string status : {"offline", "unknown"}) {
    Fleet fleet;
    fleet.list(kNode1 + "," + kVm100);
    fleet.list(kVm100 + "," + edited(kNode1, "online", status), kT0 + kCycle);
    EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "unknown") << status;
    EXPECT_EQ(fleet.attribute("lab/node/pve1", "status"), status);
  }
}

TEST(Entities, AreTheSameAfterAMigration) {
  Fleet fleet;
  const std::string other =
      edited(edited(edited(kNode1, "node/pve1", "node/pve2"), "pve1", "pve2"), "online", "online");
  fleet.list(kNode1 + "," + other + "," + kVm100);
  fleet.list(kNode1 + "," + other + "," + edited(kVm100, "pve1", "pve2"));
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), "pve2");
}

TEST(Entities, GoAwayWhenTwoWholeListsInARowLackThem) {
  const std::string others =
      kNode1 + "," +
      edited(edited(kVm100, "qemu/100", "qemu/101"), R"("vmid":100)", R"("vmid":101)");
  Fleet fleet;
  fleet.list(others + "," + kVm100);
  fleet.list(others);
  EXPECT_EQ(fleet.entities.count("lab/vm/100"), 1u);
  fleet.answer("/cluster/resources", R"({"data":[]})", kT0, 200, "type=storage");
  EXPECT_EQ(fleet.entities.count("lab/vm/100"), 1u) << "a list of storages says nothing of guests";
  fleet.list(others);
  EXPECT_EQ(fleet.entities.count("lab/vm/100"), 0u);
  fleet.list(others + "," + kVm100);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "name"), "web01") << "and come back whole";
}

TEST(Entities, StayAsUnknownOnesWhereATokenSeesNothingAnyMore) {
  const std::string blind =
      R"({"id":"node/pve1","type":"node","node":"pve1","status":"online","level":"","cgroup-mode":2})";
  const std::string storage =
      R"({"id":"storage/pve1/local","type":"storage","storage":"local","node":"pve1","status":"available","shared":0,"disk":1,"maxdisk":2})";
  for (const std::string& rows : {blind, std::string()}) {
    Fleet fleet;
    fleet.list(kNode1 + "," + kVm100 + "," + storage);
    fleet.answer("/cluster/resources", R"({"data":[]})", kT0 + 1, 200, "type=sdn");
    EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running") << "it was not asked for";
    for (int i = 1; i <= 5; ++i) fleet.list(rows, kT0 + i * kCycle);
    EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "unknown");
    EXPECT_EQ(fleet.attribute("lab/storage/pve1/local", "status"), "unknown");
    EXPECT_EQ(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kStale);
    EXPECT_GT(fleet.decoder.surprises().total(), 0u);
    fleet.list(kNode1 + "," + kVm100 + "," + storage, kT0 + 6 * kCycle);
    EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
    EXPECT_EQ(fleet.attribute("lab/storage/pve1/local", "status"), "available");
  }
}

TEST(Entities, ComeWholeAfterARefresh) {
  Fleet fleet;
  fleet.list(kNode1 + "," + kVm100);
  const auto before = fleet.entities;
  fleet.entities.clear();
  fleet.decoder.refresh();
  fleet.list(kNode1 + "," + kVm100);
  EXPECT_EQ(fleet.entities, before);
}

TEST(Entities, OfASharedStorageAreOneAndAvailableWhereAnyNodeCanUseIt) {
  Fleet fleet;
  const auto storage = [](const std::string& node, const std::string& status) {
    return R"({"id":"storage/)" + node + R"(/ceph","type":"storage","storage":"ceph","node":")" +
           node + R"(","status":")" + status + R"(","shared":1,"content":"images"})";
  };
  const std::string other = nodeNamed("pve2");
  fleet.list(kNode1 + "," + other + "," + storage("pve1", "unknown") + "," +
             storage("pve2", "available"));
  EXPECT_EQ(fleet.attribute("lab/storage/ceph", "status"), "available");
  EXPECT_EQ(fleet.attribute("lab/storage/ceph", "node"), std::nullopt);
  fleet.host.clearPushed();
  fleet.list(kNode1 + "," + other + "," + storage("pve1", "unknown") + "," +
             storage("pve2", "available"));
  EXPECT_TRUE(fleet.host.pushed().at(0).changes().empty()) << "it did not change meanwhile";
  fleet.list(kNode1 + "," + other + "," + storage("pve2", "unknown") + "," +
             storage("pve1", "unknown"));
  EXPECT_EQ(fleet.attribute("lab/storage/ceph", "status"), "unknown");
}

TEST(Entities, OfAStorageThatBecameSharedIsOneAndTheOldOnesGo) {
  Fleet fleet;
  const auto list = [&](const std::string& shared) {
    std::string rows = kNode1 + "," + nodeNamed("pve2");
    for (const std::string node : {"pve1", "pve2"})
      rows += R"(,{"id":"storage/)" + node + R"(/nfs","type":"storage","storage":"nfs","node":")" +
              node + R"(","status":"available","shared":)" + shared + "}";
    fleet.list(rows);
  };
  list("0");
  EXPECT_EQ(fleet.entities.count("lab/storage/pve1/nfs"), 1u);
  for (int i = 0; i < 2; ++i) list("1");
  EXPECT_EQ(fleet.attribute("lab/storage/nfs", "status"), "available");
  EXPECT_EQ(fleet.entities.count("lab/storage/pve1/nfs"), 0u);
  EXPECT_EQ(fleet.entities.count("lab/storage/pve2/nfs"), 0u);
  for (int i = 0; i < 2; ++i) list("0");
  EXPECT_EQ(fleet.entities.count("lab/storage/nfs"), 0u);
  EXPECT_EQ(fleet.attribute("lab/storage/pve2/nfs", "node"), "pve2");
}

TEST(Entities, AreNamedAfterTheClusterTheSourceOrTheOption) {
  const std::string status =
      R"({"data":[{"type":"cluster","id":"cluster","name":"rig","quorate":1},{"type":"node","id":"node/pve1","name":"pve1","online":1,"local":1}]})";
  const std::string alone =
      R"({"data":[{"type":"node","id":"node/pve1","name":"pve1","online":1,"local":1,"nodeid":0}]})";
  Fleet cluster("");
  cluster.answer("/cluster/status", status);
  cluster.list(kNode1);
  EXPECT_EQ(cluster.entities.count("rig/node/pve1"), 1u);
  EXPECT_EQ(cluster.attribute("rig/cluster/rig", "quorate"), "true");
  Fleet single("");
  single.answer("/cluster/status", alone);
  single.list(kNode1);
  EXPECT_EQ(single.entities.count("source/node/pve1"), 1u);
  Fleet chosen("mine");
  chosen.answer("/cluster/status", status);
  chosen.list(kNode1);
  EXPECT_EQ(chosen.entities.count("mine/node/pve1"), 1u);
}

TEST(Entities, WaitForTheClustersName) {
  Fleet fleet("");
  fleet.list(kNode1 + "," + kVm100);
  EXPECT_TRUE(fleet.entities.empty());
}

}  // namespace
}  // namespace pipevane::proxmox
