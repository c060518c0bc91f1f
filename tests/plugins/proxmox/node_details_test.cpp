#include "tests/plugins/proxmox/fleet.h"

#include <cmath>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kT0s = kT0 / 1000;
constexpr char kNode[] = "lab/node/pve1";
constexpr char kStatus[] = "/nodes/pve1/status";
constexpr char kHistory[] = "/nodes/pve1/rrddata";
const std::string kBody =
    R"({"data":{"cpu":0.77,"wait":0.5,"uptime":7,"loadavg":["0.53","1.01","1.28"],"memory":{"total":1,"used":1},"swap":{"total":8000,"used":"300","free":7700},"rootfs":{"total":5,"used":5}}})";

// A server of before the metrics export.
struct NodeStatus : ::testing::Test {
  NodeStatus() {
    fleet.version("7.4-20");
    fleet.list(kNode1 + "," + kVm100);
    fleet.host.clearPushed();
  }
  Fleet fleet;
};

TEST_F(NodeStatus, TellsLoadAndSwapAtTheTimeOfAsking) {
  fleet.answer(kStatus, kBody, kT0 + 1'000);
  for (const auto& [metric, value] : std::map<std::string, double>{{"load_average_1m", 0.53},
                                                                   {"load_average_5m", 1.01},
                                                                   {"load_average_15m", 1.28},
                                                                   {"swap_used_bytes", 300},
                                                                   {"swap_total_bytes", 8000}}) {
    const auto samples = fleet.samples(kNode, metric);
    ASSERT_EQ(samples.size(), 1u) << metric;
    EXPECT_EQ(samples[0].value, value) << metric;
    EXPECT_EQ(samples[0].time_ms, kT0 + 1'000) << metric;
    EXPECT_EQ(samples[0].quality, Quality::kEstimated) << metric;
  }
}

// They are deltas against whatever that worker of the server saw last: 0 at its first call.
TEST_F(NodeStatus, NeverTellsTheProcessorNorWhatTheListTells) {
  fleet.answer(kStatus, kBody, kT0 + 1'000);
  for (const char* metric : {"cpu_usage_ratio", "cpu_iowait_ratio", "uptime_seconds",
                             "memory_used_bytes", "disk_used_bytes"})
    EXPECT_TRUE(fleet.samples(kNode, metric).empty()) << metric;
}

TEST_F(NodeStatus, IsStaleOnceItFailsAndUnknownWithItsNode) {
  fleet.answer(kStatus, kBody, kT0 + 1'000);
  for (int i = 1; i <= 2; ++i) fleet.answer(kStatus, "", kT0 + i * 60'000, 596);
  const auto load = fleet.samples(kNode, "load_average_1m");
  ASSERT_EQ(load.size(), 2u) << "said once";
  EXPECT_EQ(load[1].value, 0.53);
  EXPECT_EQ(load[1].quality, Quality::kStale);
  fleet.list(edited(kNode1, "online", "offline"), kT0 + 130'000);
  EXPECT_EQ(fleet.quality(kNode, "load_average_1m"), Quality::kUnknown);
  fleet.answer(kStatus, kBody, kT0 + 140'000);
  EXPECT_EQ(fleet.quality(kNode, "load_average_1m"), Quality::kUnknown) << "it is not a member";
}

// Its statistics hang: the list repeats itself, and the node answers.
TEST_F(NodeStatus, IsAsFreshAsEverWhereTheListIsNot) {
  for (int cycle = 1; cycle <= 6; ++cycle) {
    fleet.list(kNode1, kT0 + cycle * 10'000);
    fleet.answer(kStatus, kBody, kT0 + cycle * 10'000 + 1);
  }
  fleet.list(kNode1, kT0 + 70'000);
  EXPECT_EQ(fleet.quality(kNode, "cpu_usage_ratio"), Quality::kStale);
  EXPECT_EQ(fleet.quality(kNode, "load_average_1m"), Quality::kEstimated);
}

TEST_F(NodeStatus, IsReadLeniently) {
  fleet.answer(kStatus, R"({"data":{"loadavg":[1,"x",-3,4],"swap":[]}})", kT0 + 1'000);
  EXPECT_EQ(fleet.host.latest(kNode, "load_average_1m"), 1);
  EXPECT_TRUE(fleet.samples(kNode, "load_average_5m").empty());
  EXPECT_TRUE(fleet.samples(kNode, "swap_used_bytes").empty());
  EXPECT_EQ(fleet.decoder.surprises().total(), 3u);
  EXPECT_FALSE(fleet.answer(kStatus, R"({"data":[]})").understood);
  EXPECT_TRUE(fleet.answer("/nodes/nobody/status", kBody).understood);
  EXPECT_TRUE(fleet.answer("/nodes//status", kBody).understood);
}

TEST(NodeStatusBesideTheExport, IsNotLookedAt) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1);
  fleet.answer(kStatus, kBody, kT0 + 1'000);
  EXPECT_TRUE(fleet.samples(kNode, "load_average_1m").empty()) << "the export has its own times";
  fleet.refuseExport();
  fleet.answer(kStatus, kBody, kT0 + 2'000);
  EXPECT_EQ(fleet.host.latest(kNode, "load_average_1m"), 0.53);
}

std::string minute(std::int64_t time_s, const std::string& figures) {
  return R"({"time":)" + std::to_string(time_s) + (figures.empty() ? "" : ",") + figures + "}";
}

struct NodeHistory : ::testing::Test {
  NodeHistory() {
    fleet.version("9.2.11");
    fleet.list(kNode1);
    fleet.host.clearPushed();
  }
  Decoded history(const std::string& rows, std::int64_t time_ms = kT0, int status = 200) {
    return fleet.answer(kHistory, R"({"data":[)" + rows + "]}", time_ms, status,
                        "timeframe=hour&cf=AVERAGE");
  }
  Fleet fleet;
};

TEST_F(NodeHistory, TellsTheCacheOfZfsAndTheMemoryWithoutItOfTheSameMinute) {
  history(minute(kT0s - 660, R"("memtotal":16e9,"memused":9e9,"arcsize":5e9)") + "," +
          minute(kT0s - 60, R"("memtotal":16e9,"memused":12e9,"arcsize":"7e9")") + "," +
          minute(kT0s, ""));
  const auto arc = fleet.samples(kNode, "memory_arc_bytes");
  ASSERT_EQ(arc.size(), 2u);
  EXPECT_EQ(arc[1].value, 7e9);
  EXPECT_EQ(arc[1].time_ms, kT0 - 60'000);
  EXPECT_EQ(arc[1].quality, Quality::kEstimated);
  const auto without = fleet.samples(kNode, "memory_used_without_arc_bytes");
  ASSERT_EQ(without.size(), 2u);
  EXPECT_EQ(without[1].value, 5e9);
  EXPECT_EQ(fleet.host.pushed()[0].flags(), PV_BACKFILL) << "ten minutes old";
  EXPECT_EQ(fleet.host.pushed()[1].flags(), 0u);
  EXPECT_EQ(fleet.decoder.arcOf("pve1"), Arc::kSome);
}

TEST_F(NodeHistory, TellsEachMinuteOnce) {
  const std::string first = minute(kT0s - 60, R"("memtotal":16e9,"memused":12e9,"arcsize":7e9)");
  history(first);
  history(first + "," + minute(kT0s, R"("memtotal":16e9,"memused":12e9,"arcsize":6e9)"),
          kT0 + 60'000);
  EXPECT_EQ(fleet.samples(kNode, "memory_arc_bytes").size(), 2u);
}

TEST_F(NodeHistory, NeverTellsLessThanNothing) {
  history(minute(kT0s - 60, R"("memtotal":16e9,"memused":3e9,"arcsize":7e9)"));
  EXPECT_EQ(fleet.host.latest(kNode, "memory_arc_bytes"), 7e9);
  EXPECT_TRUE(fleet.samples(kNode, "memory_used_without_arc_bytes").empty());
}

TEST_F(NodeHistory, TellsNothingOfANodeWithoutZfs) {
  history(minute(kT0s - 60, R"("memtotal":16e9,"memused":3e9,"arcsize":0)"));
  EXPECT_TRUE(fleet.samples(kNode, "memory_arc_bytes").empty());
  EXPECT_EQ(fleet.decoder.arcOf("pve1"), Arc::kNone);
  history(minute(kT0s - 60, ""), kT0 + 1);
  EXPECT_EQ(fleet.decoder.arcOf("pve1"), Arc::kUnknown) << "nothing is known of the last minutes";
}

TEST_F(NodeHistory, IsUnknownOnceItIsTooOld) {
  history(minute(kT0s - 60, R"("memtotal":16e9,"memused":12e9,"arcsize":7e9)"));
  history("", kT0 + 400'000, 500);
  EXPECT_EQ(fleet.quality(kNode, "memory_arc_bytes"), Quality::kEstimated);
  history("", kT0 + 700'000, 500);
  for (const char* metric : {"memory_arc_bytes", "memory_used_without_arc_bytes"}) {
    const auto samples = fleet.samples(kNode, metric);
    ASSERT_EQ(samples.size(), 2u) << metric;
    EXPECT_TRUE(std::isnan(samples[1].value)) << metric;
  }
}

TEST_F(NodeHistory, IsUnknownOnceThePoolsAreGone) {
  history(minute(kT0s - 60, R"("memtotal":16e9,"memused":12e9,"arcsize":7e9)"));
  history(minute(kT0s, R"("memtotal":16e9,"memused":5e9,"arcsize":0)"), kT0 + 60'000);
  EXPECT_EQ(fleet.quality(kNode, "memory_arc_bytes"), Quality::kUnknown);
}

TEST_F(NodeHistory, OfALongerTimeOrOfMaximaIsNotLookedAt) {
  for (const char* query : {"timeframe=day&cf=AVERAGE", "timeframe=hour&cf=MAX"})
    fleet.answer(kHistory,
                 R"({"data":[)" +
                     minute(kT0s - 60, R"("memtotal":16e9,"memused":12e9,"arcsize":7e9)") + "]}",
                 kT0, 200, query);
  EXPECT_TRUE(fleet.samples(kNode, "memory_arc_bytes").empty());
}

}  // namespace
}  // namespace pipevane::proxmox
