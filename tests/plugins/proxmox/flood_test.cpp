// A source that names more than any cluster has.
#include "plugins/proxmox/listed_nodes.h"
#include "plugins/proxmox/objects.h"
#include "tests/plugins/proxmox/fleet.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kMost = Objects::kMost;

std::string guest(std::size_t vmid, const std::string& more = "") {
  const std::string number = std::to_string(vmid);
  return R"(,{"id":"qemu/)" + number + R"(","type":"qemu","vmid":)" + number +
         R"(,"node":"pve1","status":"running")" + more + "}";
}

std::string guests(std::size_t from, std::size_t count) {
  std::string rows = kNode1;
  for (std::size_t i = 0; i < count; ++i) rows += guest(from + i);
  return rows;
}

std::uint64_t surprises(const Fleet& fleet, const std::string& what) {
  const auto& counts = fleet.decoder.surprises().counts();
  const auto found = counts.find(what);
  return found == counts.end() ? 0 : found->second;
}

TEST(Flood, OfGuestsEndsWhereNoClusterIsAndSaysSo) {
  Fleet fleet;
  fleet.list(kNode1 + "," + kVm100);
  EXPECT_EQ(fleet.decoder.leftOut(), "");
  fleet.list(kNode1 + "," + kVm100 + guests(1'000'000, kMost + 10).substr(kNode1.size()));
  EXPECT_EQ(fleet.decoder.entities().size(), kMost);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
  EXPECT_EQ(fleet.attribute("lab/vm/" + std::to_string(1'000'000 + kMost + 9), "status"),
            std::nullopt);
  EXPECT_THAT(fleet.decoder.leftOut(), HasSubstr("leaves out 13 of what"));
  EXPECT_EQ(surprises(fleet, "entry of /cluster/resources that there is no room for"), 13U);
  // Once two lists lack them there is room again.
  for (int i = 1; i <= 3; ++i) fleet.list(kNode1 + "," + kVm100 + guest(7), kT0 + i * 10'000);
  EXPECT_EQ(fleet.attribute("lab/vm/7", "status"), "running");
  EXPECT_EQ(fleet.decoder.leftOut(), "");
}

// A hundred thousand new ones a list: what is remembered of them does not grow with the lists.
TEST(Flood, OfIdsForOneGuestEnds) {
  Fleet fleet;
  std::string rows = kNode1;
  for (std::size_t i = 0; i < 2 * kMost + 10; ++i)
    rows += R"(,{"id":"qemu/)" + std::to_string(i) +
            R"(","type":"qemu","vmid":7,"node":"pve1","status":"running"})";
  fleet.list(rows);
  EXPECT_THAT(fleet.decoder.leftOut(), HasSubstr("leaves out"));
  EXPECT_EQ(fleet.attribute("lab/vm/7", "status"), "running");
}

TEST(Flood, OfNamesLeavesWhatIsKnownAliveWhereTheEngineHasNoRoomForMore) {
  Fleet fleet;
  fleet.list(kNode1 + "," + kVm100 + guest(101));
  fleet.host.dictionary().limitEntities(0);
  fleet.list(kNode1 + "," + edited(kVm100, R"("running")", R"("stopped")") + guest(101) + guest(7) +
                 guest(8),
             kT0 + 10'000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "stopped");
  EXPECT_EQ(fleet.attribute("lab/vm/101", "status"), "running");
  EXPECT_EQ(fleet.attribute("lab/vm/7", "status"), std::nullopt);
  EXPECT_THAT(fleet.decoder.leftOut(), HasSubstr("leaves out 2 nodes, guests"));
  EXPECT_THAT(fleet.decoder.leftOut(), HasSubstr("restart pipevane"));
  // What was known once and comes back costs nothing.
  for (int i = 2; i <= 4; ++i) fleet.list(kNode1 + "," + kVm100, kT0 + i * 10'000);
  EXPECT_EQ(fleet.attribute("lab/vm/101", "status"), std::nullopt);
  fleet.list(kNode1 + "," + kVm100 + guest(101), kT0 + 50'000);
  EXPECT_EQ(fleet.attribute("lab/vm/101", "status"), "running");
  EXPECT_EQ(fleet.decoder.leftOut(), "");
}

// Totals are made of every pool and node that a guest names.
TEST(Flood, OfPoolsAndNodesThatGuestsNameCountsAsTheirSources) {
  Fleet fleet;
  fleet.list(kNode1 + "," + kVm100);
  EXPECT_NE(fleet.host.dictionary().findEntity("lab/pool/prod"), PV_NONE);
  fleet.host.dictionary().limitEntities(0);
  fleet.list(kNode1 + "," +
                 edited(edited(kVm100, R"("pool":"prod")", R"("pool":"p2")"), R"("node":"pve1")",
                        R"("node":"pve9")"),
             kT0 + 10'000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "pool"), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), std::nullopt);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "unknown");
  EXPECT_THAT(fleet.decoder.leftOut(), HasSubstr("leaves out 2 "));
  fleet.list(kNode1 + "," + kVm100, kT0 + 20'000);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "pool"), "prod");
  EXPECT_EQ(fleet.attribute("lab/vm/100", "node"), "pve1");
}

TEST(Flood, OfNodesEndsAndThoseThatWereThereStay) {
  Fleet fleet;
  fleet.list(kNode1);
  std::string rows;
  for (std::size_t i = 0; i < ListedNodes::kMost + 10; ++i)
    rows += nodeNamed("n" + std::to_string(i)) + ",";
  fleet.list(rows + kNode1 + "," + kVm100, kT0 + 10'000);
  EXPECT_EQ(fleet.attribute("lab/node/pve1", "status"), "online");
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
  EXPECT_EQ(fleet.decoder.onlineNodes().size(), ListedNodes::kMost + 1);
  EXPECT_THAT(fleet.decoder.leftOut(), HasSubstr("leaves out 10 of what"));
}

struct Long {
  const char* key;
  std::size_t longest;
};
void PrintTo(const Long& each, std::ostream* out) { *out << each.key; }

class LongText : public ::testing::TestWithParam<Long> {};

TEST_P(LongText, IsNotKept) {
  const auto& [key, longest] = GetParam();
  for (const bool fits : {true, false}) {
    SCOPED_TRACE(fits);
    Fleet fleet;
    const std::string value(longest + (fits ? 0 : 1), 'x');
    fleet.list(kNode1 + guest(7, R"(,")" + std::string(key) + R"(":")" + value + '"'));
    const std::string attribute = key == std::string("hastate") ? "ha_state" : key;
    EXPECT_EQ(fleet.attribute("lab/vm/7", attribute), fits ? std::optional(value) : std::nullopt);
    EXPECT_EQ(fleet.attribute("lab/vm/7", "status"), "running");
    EXPECT_EQ(fleet.decoder.surprises().total(), fits ? 0U : 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(Keys, LongText,
                         ::testing::Values(Long{"name", 256}, Long{"tags", 1024}, Long{"pool", 256},
                                           Long{"lock", 64}, Long{"hastate", 64}),
                         [](const auto& each) { return std::string(each.param.key); });

// What is a part of a key.
TEST(Flood, OfLongNamesIsCountedAndHurtsNothingElse) {
  const std::string name(300, 'x'), megabyte(1 << 20, 'x'), digits(10, '9');
  for (const std::string& row :
       {R"({"id":")" + name + R"(","type":"qemu","vmid":7,"node":"pve1","status":"running"})",
        R"({"id":"qemu/7","type":"qemu","vmid":)" + digits + R"(,"node":"pve1"})",
        R"({"id":"storage/pve1/x","type":"storage","node":"pve1","storage":")" + megabyte + R"("})",
        R"({"id":"/pool/x","type":"pool","pool":")" + name + R"("})"}) {
    Fleet fleet;
    fleet.list(kNode1 + "," + row + "," + kVm100);
    EXPECT_EQ(fleet.entities.size(), 3U) << row.substr(0, 80);  // and the cluster
    EXPECT_GE(fleet.decoder.surprises().total(), 1U) << row.substr(0, 80);
    EXPECT_EQ(fleet.decoder.leftOut(), "");
  }
}

}  // namespace
}  // namespace pipevane::proxmox
