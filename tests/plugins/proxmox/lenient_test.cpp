#include "tests/plugins/proxmox/fleet.h"

namespace pipevane::proxmox {
namespace {

TEST(Lenient, NumbersMayBeTextAndTextANumber) {
  Fleet fleet;
  fleet.version("7.4");
  fleet.list(
      kNode1 +
      R"(,{"id":"lxc/205","type":"lxc","vmid":"205","node":"pve1","status":"running","name":123,"template":"","lock":"","maxcpu":"1.5","mem":"10","maxmem":18446744073709551615,"disk":"7","maxdisk":9.5})");
  EXPECT_EQ(fleet.attribute("lab/container/205", "name"), "123");
  EXPECT_EQ(fleet.attribute("lab/container/205", "template"), "false");
  EXPECT_EQ(fleet.attribute("lab/container/205", "lock"), std::nullopt);
  EXPECT_EQ(fleet.host.latest("lab/container/205", "cpu_count"), 1.5);
  EXPECT_EQ(fleet.host.latest("lab/container/205", "memory_used_bytes"), 10);
  EXPECT_EQ(fleet.host.latest("lab/container/205", "memory_total_bytes"), 18446744073709551615.0);
  EXPECT_EQ(fleet.host.latest("lab/container/205", "disk_used_bytes"), 7);
  EXPECT_EQ(fleet.decoder.surprises().total(), 0u);
}

TEST(Lenient, ANodeMayBeToldAsANumber) {
  Fleet fleet;
  fleet.version("7.4");
  fleet.list(R"({"id":"node/123","type":"node","node":123,"status":"online","maxcpu":8},)"
             R"({"id":"qemu/7","type":"qemu","vmid":7,"node":123,"status":"running","maxcpu":2})");
  EXPECT_EQ(fleet.attribute("lab/node/123", "status"), "online");
  EXPECT_EQ(fleet.attribute("lab/vm/7", "status"), "running");
  EXPECT_EQ(fleet.attribute("lab/vm/7", "node"), "123");
  EXPECT_EQ(fleet.host.latest("lab/vm/7", "cpu_count"), 2);
  EXPECT_TRUE(fleet.decoder.online("123"));
}

struct Odd {
  const char* name;
  const char* entry;
};

void PrintTo(const Odd& odd, std::ostream* out) { *out << odd.name; }

class LenientOdd : public ::testing::TestWithParam<Odd> {};

TEST_P(LenientOdd, IsCountedAndHurtsNothingElse) {
  Fleet fleet;
  fleet.list(std::string(GetParam().entry) + "," + kNode1 + "," + kVm100);
  EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "running");
  EXPECT_GE(fleet.decoder.surprises().total(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Entries, LenientOdd,
    ::testing::Values(
        Odd{"NoObject", "5"}, Odd{"NoId", R"({"type":"qemu","vmid":1})"},
        Odd{"NoType", R"({"id":"qemu/1"})"}, Odd{"NewType", R"({"id":"fabric/x","type":"fabric"})"},
        Odd{"GuestWithoutVmid", R"({"id":"qemu/1","type":"qemu","node":"pve1"})"},
        Odd{"StorageWithoutNode", R"({"id":"storage/x/y","type":"storage","storage":"y"})"},
        Odd{"NewKey", R"({"id":"lxc/7","type":"lxc","vmid":7,"node":"pve1","brand-new":1})"},
        Odd{"NegativeMemory", R"({"id":"lxc/7","type":"lxc","vmid":7,"node":"pve1","mem":-5})"},
        Odd{"WordForANumber", R"({"id":"lxc/7","type":"lxc","vmid":7,"node":"pve1","mem":"much"})"},
        Odd{"ListForAName", R"({"id":"lxc/7","type":"lxc","vmid":7,"node":"pve1","name":[1]})"},
        Odd{"OddFlag", R"({"id":"lxc/7","type":"lxc","vmid":7,"node":"pve1","template":"maybe"})"}),
    [](const auto& odd) { return odd.param.name; });

class LenientGarbage : public ::testing::TestWithParam<const char*> {};

TEST_P(LenientGarbage, IsRefusedWithAReasonAndChangesNothing) {
  Fleet fleet;
  fleet.version("9.2");
  fleet.list(kNode1 + "," + kVm100);
  const auto before = fleet.entities;
  fleet.host.clearPushed();
  for (const char* path : {"/cluster/resources", "/cluster/metrics/export", "/cluster/status"}) {
    const Decoded decoded = fleet.answer(path, GetParam());
    EXPECT_FALSE(decoded.understood) << path;
    EXPECT_EQ(decoded.why.find("the answer to " + std::string(path) + " "), 0u) << decoded.why;
  }
  EXPECT_TRUE(fleet.host.pushed().empty());
  EXPECT_EQ(fleet.entities, before);
}

INSTANTIATE_TEST_SUITE_P(Bodies, LenientGarbage,
                         ::testing::Values("", "<html>", "{", "null", "[]", "5", R"({"data":null})",
                                           R"({"data":5})", R"({"dat)", R"({"data":"\ud800"})"));

TEST(Lenient, DepthIsBounded) {
  Fleet fleet;
  const std::string deep =
      R"({"data":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_FALSE(fleet.answer("/cluster/resources", deep).understood);
}

TEST(Lenient, KindsOfSurpriseAreBounded) {
  Fleet fleet;
  std::string keys;
  for (int i = 0; i < 1000; ++i) keys += R"(,"key)" + std::to_string(i) + R"(":1)";
  fleet.list(R"({"id":"lxc/7","type":"lxc","vmid":7,"node":"pve1","status":"stopped")" + keys +
             "}");
  EXPECT_EQ(fleet.decoder.surprises().total(), 1000u);
  EXPECT_LE(fleet.decoder.surprises().counts().size(), Surprises::kKindsMax + 1);
}

// Names come from outside, and are kept.
TEST(Lenient, NamesOfSurprisesAreBoundedAndEndWithAWholeCharacter) {
  Fleet fleet;
  for (const char* lead : {"", "x"})
    for (const std::string path : {"resources", "metrics/export"}) {
      std::string key = lead;
      while (key.size() < 100'000) key += "\u00fc";
      const std::string entry = "{\"" + key + R"(":1,"id":"node/a","type":"node","node":"a",)" +
                                R"("metric":"m","timestamp":1,"value":1,"status":"online"})";
      fleet.answer("/cluster/" + path,
                   R"({"data":)" +
                       (path == "resources" ? "[" + entry + "]" : R"({"data":[)" + entry + "]}") +
                       "}");
    }
  EXPECT_GE(fleet.decoder.surprises().counts().size(), 4u);
  for (const auto& each : fleet.decoder.surprises().counts()) {
    EXPECT_LE(each.first.size(), Surprises::kLongest);
    EXPECT_NE(each.first.back(), '\xc3') << each.first;
  }
}

}  // namespace
}  // namespace pipevane::proxmox
