// A node that the export lacks, and of which the list of resources tells from then on.
#include "tests/plugins/proxmox/fleet.h"

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kCycle = 10'000;

struct ListTakesOver : ::testing::Test {
  // Of pve1 figures all the time, of pve2 up to and with the second answer.
  ListTakesOver() {
    fleet.version("9.2.11");
    for (int cycle = 0; cycle < 9; ++cycle) {
      const std::int64_t now_ms = kT0 + cycle * kCycle;
      // What it tells is new where the uptime is.
      const std::string uptime = R"("uptime":)" + std::to_string(1000 + 10 * cycle);
      fleet.list(kNode1 + "," + edited(nodeNamed("pve2"), R"("uptime":1000)", uptime), now_ms);
      std::string rows = of("pve1", now_ms / 1000);
      if (cycle < 2) rows += "," + of("pve2", now_ms / 1000);
      fleet.figures(rows, now_ms);
    }
  }
  static std::string of(const std::string& node, std::int64_t time_s) {
    return row("node/" + node, "cpu_current", time_s, "0.5") + "," +
           row("node/" + node, "cpu_avg1", time_s, "2");
  }
  Fleet fleet;
};

TEST_F(ListTakesOver, AndWhatItDoesNotTellIsStale) {
  EXPECT_EQ(fleet.quality("lab/node/pve2", "load_average_1m"), Quality::kStale);
  EXPECT_EQ(fleet.samples("lab/node/pve2", "load_average_1m").size(), 3U) << "it is said once";
}

TEST_F(ListTakesOver, AndWhatItTellsGoesOn) {
  const auto cpu = fleet.samples("lab/node/pve2", "cpu_usage_ratio");
  ASSERT_GE(cpu.size(), 4U);
  EXPECT_GE(cpu.back().time_ms, kT0 + 7 * kCycle);
  for (const auto& each : cpu) EXPECT_NE(each.quality, Quality::kStale) << each.time_ms - kT0;
}

TEST_F(ListTakesOver, OnlyTheNodeThatIsMissing) {
  for (const auto& each : fleet.samples("lab/node/pve1", "load_average_1m"))
    EXPECT_EQ(each.quality, Quality::kLive) << each.time_ms - kT0;
}

}  // namespace
}  // namespace pipevane::proxmox
