// Guests that the token may not see in the list any more, while it may read the metrics export,
// which names all.
#include "tests/plugins/proxmox/fleet.h"

#include <string>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kCycleMs = 10'000;

class HiddenGuest : public ::testing::Test {
 protected:
  HiddenGuest() {
    fleet.version("9.2.11");
    permissions("VM.Audit");
    fleet.list(kNode1 + "," + kVm100);
    told(0, true);
    permissions("Pool.Audit");
  }
  void permissions(const std::string& of_vms) {
    fleet.answer("/access/permissions",
                 R"({"data":{"/":{"Sys.Audit":1},"/vms":{")" + of_vms + R"(":1}}})");
  }
  void told(int cycle, bool guest) {
    const std::int64_t time_s = kT0 / 1000 + 10 * cycle;
    fleet.figures(row("node/pve1", "uptime", time_s, std::to_string(1000 + 10 * cycle)) +
                      (guest ? "," + row("qemu/100", "uptime", time_s, "500") + "," +
                                   row("qemu/100", "cpu_current", time_s, "0.5")
                             : ""),
                  kT0 + cycle * kCycleMs);
  }
  void cycle(int number, bool guest) {
    fleet.list(kNode1, kT0 + number * kCycleMs);
    told(number, guest);
  }
  Quality now() { return fleet.quality("lab/vm/100", "cpu_usage_ratio"); }

  Fleet fleet;
};

TEST_F(HiddenGuest, HasFiguresAsFreshAsEverInAnUnknownState) {
  for (int each = 1; each <= 20; ++each) {
    cycle(each, true);
    EXPECT_EQ(fleet.attribute("lab/vm/100", "status"), "unknown");
    EXPECT_EQ(now(), Quality::kLive) << each;
    EXPECT_EQ(fleet.samples("lab/vm/100", "cpu_usage_ratio").back().time_ms, kT0 + each * kCycleMs);
  }
}

// It may have been destroyed meanwhile, which nobody says.
TEST_F(HiddenGuest, IsStaleOnceTheExportTellsOfItNoMoreAndLiveWhenItDoes) {
  cycle(1, true);
  for (int each = 2; each <= 4; ++each) cycle(each, false);
  EXPECT_EQ(now(), Quality::kLive) << "a cycle or two may be left out";
  for (int each = 5; each <= 7; ++each) cycle(each, false);
  EXPECT_EQ(now(), Quality::kStale);
  cycle(8, true);
  EXPECT_EQ(now(), Quality::kLive);
  cycle(9, true);
  EXPECT_EQ(now(), Quality::kLive);
}

}  // namespace
}  // namespace pipevane::proxmox
