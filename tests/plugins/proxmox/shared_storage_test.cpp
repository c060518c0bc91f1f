// A shared storage, which every node reports.
#include "tests/plugins/proxmox/fleet.h"

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kT0s = kT0 / 1000;
constexpr std::int64_t kCycle = 10'000;

std::string cephOf(const std::string& node, const std::string& shared = "1") {
  return R"(,{"id":"storage/)" + node + R"(/ceph","type":"storage","storage":"ceph","node":")" +
         node + R"(","status":"available","shared":)" + shared + "}";
}

// It does not say whether it is shared.
std::string silentCephOf(const std::string& node) {
  return edited(cephOf(node), R"(,"shared":1)", "");
}

constexpr const char* kSilent = "row of a shared storage that does not say that it is shared";

std::uint64_t silentOnes(const Fleet& fleet) {
  const auto& counts = fleet.decoder.surprises().counts();
  const auto known = counts.find(kSilent);
  return known == counts.end() ? 0 : known->second;
}

// Three nodes that share a storage, each with a clock phase of its own.
class SharedStorage : public ::testing::Test {
 protected:
  SharedStorage() {
    fleet.version("9.2.11");
    fleet.list(kNode1 + "," + nodeNamed("pve2") + "," + nodeNamed("pve3") + cephOf("pve1") +
               cephOf("pve2") + cephOf("pve3"));
  }
  static std::string from(const std::string& node, std::int64_t time_s, const std::string& used,
                          const std::string& total) {
    return row("storage/" + node + "/ceph", "disk_used", time_s, used) + "," +
           row("storage/" + node + "/ceph", "disk_total", time_s, total);
  }
  // What the node says in that cycle.
  static std::string said(const std::string& node, int cycle, const std::string& used = "5",
                          const std::string& total = "9") {
    return from(node, kT0s + 10 * cycle + (node.back() - '0'), used, total);
  }
  void answered(int cycle, const std::string& rows) { fleet.figures(rows, kT0 + cycle * kCycle); }
  std::vector<std::int64_t> times() {
    std::vector<std::int64_t> all;
    for (const auto& each : fleet.samples("lab/storage/ceph", "disk_used_bytes"))
      all.push_back((each.time_ms - kT0) / 1000);
    return all;
  }

  Fleet fleet;
};

TEST_F(SharedStorage, IsToldByOneNodeAndByAnotherWhenThatIsSilent) {
  answered(0, said("pve1", 0) + "," + said("pve2", 0));
  answered(1, said("pve1", 1) + "," + said("pve2", 1));
  EXPECT_EQ(times().size(), 2u);
  for (int cycle = 2; cycle < 8; ++cycle) answered(cycle, said("pve2", cycle));
  EXPECT_EQ(times().back(), 72);
}

TEST_F(SharedStorage, IsToldByOneOfTheOthersAloneWhenTheFirstIsSilent) {
  answered(0, said("pve3", 0));
  for (int cycle = 1; cycle < 8; ++cycle)
    answered(cycle, said("pve1", cycle) + "," + said("pve2", cycle));
  const std::vector<std::int64_t> all = times();
  ASSERT_GE(all.size(), 4u);
  for (std::size_t i = 2; i < all.size(); ++i) EXPECT_EQ(all[i] - all[i - 1], 10) << i;
}

TEST_F(SharedStorage, LostOnOneNodeIsToldByAnotherAtOnce) {
  answered(0, said("pve1", 0) + "," + said("pve2", 0));
  answered(1, said("pve1", 1) + "," + said("pve2", 1));
  const std::string reporter = times().back() % 10 == 1 ? "pve1" : "pve2";
  const std::string other = reporter == "pve1" ? "pve2" : "pve1";
  for (int cycle = 2; cycle < 5; ++cycle)
    answered(cycle, said(reporter, cycle, "0", "0") + "," + said(other, cycle, "6", "10"));
  const auto used = fleet.samples("lab/storage/ceph", "disk_used_bytes");
  ASSERT_EQ(used.size(), 5u);
  for (const auto& each : used) EXPECT_EQ(each.quality, Quality::kLive);
  EXPECT_EQ(used.back().value, 6);
}

TEST_F(SharedStorage, LostOnAllNodesIsUnknownOnceUntilOneHasItAgain) {
  answered(0, said("pve1", 0) + "," + said("pve2", 0));
  for (int cycle = 1; cycle < 4; ++cycle)
    answered(cycle, said("pve1", cycle, "0", "0") + "," + said("pve2", cycle, "0", "0"));
  auto used = fleet.samples("lab/storage/ceph", "disk_used_bytes");
  ASSERT_EQ(used.size(), 2u);
  EXPECT_EQ(used[1].quality, Quality::kUnknown);
  answered(4, said("pve1", 4, "0", "0") + "," + said("pve2", 4));
  used = fleet.samples("lab/storage/ceph", "disk_used_bytes");
  ASSERT_EQ(used.size(), 3u);
  EXPECT_EQ(used[2].value, 5);
}

TEST_F(SharedStorage, StaysOneWhereItsRowsDoNotSayThatItIsShared) {
  answered(0, said("pve1", 0) + "," + said("pve2", 0));
  EXPECT_EQ(silentOnes(fleet), 0u);
  for (int cycle = 1; cycle < 5; ++cycle) {
    // A node that came lately, first.
    fleet.list(kNode1 + "," + nodeNamed("pve2") + "," + nodeNamed("pve3") + "," +
                   nodeNamed("pve4") + silentCephOf("pve4") + silentCephOf("pve1") +
                   (cycle < 3 ? silentCephOf("pve2") : cephOf("pve2")) + silentCephOf("pve3"),
               kT0 + cycle * kCycle);
    answered(cycle, said("pve1", cycle) + "," + said("pve2", cycle));
  }
  EXPECT_EQ(times().size(), 5u);
  EXPECT_EQ(fleet.attribute("lab/storage/ceph", "shared"), "true");
  EXPECT_EQ(fleet.attribute("lab/storage/ceph", "status"), "available");
  for (const char* node : {"pve1", "pve2", "pve3", "pve4"})
    EXPECT_FALSE(fleet.attribute(std::string("lab/storage/") + node + "/ceph", "name")) << node;
  EXPECT_EQ(silentOnes(fleet), 4u + 4u + 3u + 3u);
}

TEST(SharedStorageAtFirst, IsOneWhereSomeOfItsRowsSayIt) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + "," + nodeNamed("pve2") + silentCephOf("pve1") + cephOf("pve2"));
  EXPECT_EQ(fleet.attribute("lab/storage/ceph", "shared"), "true");
  EXPECT_FALSE(fleet.attribute("lab/storage/pve1/ceph", "name"));
  EXPECT_EQ(silentOnes(fleet), 1u);
}

TEST(SharedStorageAtFirst, IsTheNodesOwnWhereNothingSaysThatItIsShared) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + silentCephOf("pve1"));
  EXPECT_EQ(fleet.attribute("lab/storage/pve1/ceph", "shared"), "false");
  EXPECT_EQ(fleet.decoder.surprises().total(), 0u);
}

TEST_F(SharedStorage, IsTheNodesOwnOnceTheySaySo) {
  for (int cycle = 1; cycle < 4; ++cycle)
    fleet.list(kNode1 + "," + nodeNamed("pve2") + "," + nodeNamed("pve3") + cephOf("pve1", "0") +
                   cephOf("pve2", "0") + cephOf("pve3", "0"),
               kT0 + cycle * kCycle);
  EXPECT_EQ(fleet.attribute("lab/storage/pve1/ceph", "shared"), "false");
  EXPECT_EQ(fleet.attribute("lab/storage/pve2/ceph", "node"), "pve2");
  EXPECT_FALSE(fleet.attribute("lab/storage/ceph", "name"));
  EXPECT_EQ(silentOnes(fleet), 0u);
}

// A storage's state is one of two, however a newer Proxmox VE may call others.
TEST_F(SharedStorage, OfAStateThatNobodyKnowsIsUnknownAndThatIsCounted) {
  const auto listed = [this](const std::string& status, int cycle) {
    std::string rows = kNode1 + "," + nodeNamed("pve2") + "," + nodeNamed("pve3");
    for (const char* node : {"pve1", "pve2", "pve3"})
      rows += edited(cephOf(node), "available", status);
    fleet.list(rows, kT0 + cycle * kCycle);
  };
  listed("unknown", 1);
  EXPECT_EQ(fleet.decoder.surprises().total(), 0u);
  listed("degraded", 2);
  EXPECT_EQ(fleet.attribute("lab/storage/ceph", "status"), "unknown");
  const std::string said = R"(status "degraded" of a storage, taken for unknown)";
  const auto& counts = fleet.decoder.surprises().counts();
  ASSERT_TRUE(counts.contains(said));
  EXPECT_EQ(counts.at(said), 3u);
  EXPECT_TRUE(fleet.decoder.surprises().isNew(said));
}

}  // namespace
}  // namespace pipevane::proxmox
