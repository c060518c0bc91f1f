#include "tests/plugins/proxmox/fleet.h"

#include <cmath>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kT0s = kT0 / 1000;
constexpr std::int64_t kCycle = 10'000;

// A server whose export works, and which has listed a node and a machine.
class Samples : public ::testing::Test {
 protected:
  Samples() {
    fleet.version("9.2.11");
    fleet.list(kNode1 + "," + kVm100);
    fleet.host.clearPushed();
  }
  Fleet fleet;
};

TEST_F(Samples, HaveTheTimesOfTheSourceInOrder) {
  fleet.figures(row("qemu/100", "uptime", kT0s - 1, "100") + "," +
                row("qemu/100", "cpu_current", kT0s - 1, "0.5") + "," +
                row("node/pve1", "cpu_current", kT0s - 3, "0.25") + "," +
                row("qemu/100", "uptime", kT0s - 11, "90"));
  std::vector<std::int64_t> times;
  for (const auto& batch : fleet.host.pushed()) times.push_back(batch.timeMs());
  EXPECT_EQ(times, (std::vector<std::int64_t>{kT0 - 11'000, kT0 - 3'000, kT0 - 1'000}));
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "cpu_usage_ratio"), 0.5);
  EXPECT_EQ(fleet.host.latest("lab/node/pve1", "cpu_usage_ratio"), 0.25);
  EXPECT_EQ(fleet.host.pushed().back().flags(), PV_END_OF_CYCLE);
}

TEST_F(Samples, ComeOnceThoughAnswersOverlap) {
  const std::string rows =
      row("qemu/100", "uptime", kT0s, "100") + "," + row("qemu/100", "net_in", kT0s, "7");
  fleet.figures(rows);
  fleet.figures(rows + "," + row("qemu/100", "uptime", kT0s + 10, "110") + "," +
                row("qemu/100", "net_in", kT0s + 10, "9"));
  const auto samples = fleet.samples("lab/vm/100", "network_receive_bytes_total");
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[1].value, 9);
}

TEST_F(Samples, OfTheHistoryAreFlagged) {
  fleet.figures(row("qemu/100", "uptime", kT0s - 600, "100") + "," +
                row("qemu/100", "uptime", kT0s, "700"));
  ASSERT_EQ(fleet.host.pushed().size(), 2u);
  EXPECT_EQ(fleet.host.pushed()[0].flags(), PV_BACKFILL);
  EXPECT_EQ(fleet.host.pushed()[1].flags(), PV_END_OF_CYCLE);
}

// Meanwhile the list told something, at times of its own.
TEST_F(Samples, OfATimeInWhichTheExportFailedAreToldOnceItWorksAgain) {
  const auto cpu = [](int second, const std::string& value) {
    return row("qemu/100", "cpu_current", kT0s + second, value);
  };
  fleet.figures(cpu(0, "0.5"));
  fleet.refuseExport();
  fleet.list(kNode1 + "," + edited(kVm100, R"("uptime":500)", R"("uptime":530)"), kT0 + 34'000);
  ASSERT_EQ(fleet.quality("lab/vm/100", "cpu_usage_ratio"), Quality::kEstimated);
  const std::string all =
      cpu(0, "0.5") + "," + cpu(10, "0.6") + "," + cpu(30, "0.25") + "," + cpu(40, "0.75");
  for (int times = 0; times < 2; ++times) fleet.figures(all, kT0 + 44'000 + times);
  std::map<std::int64_t, double> told;
  const auto samples = fleet.samples("lab/vm/100", "cpu_usage_ratio");
  for (const auto& each : samples) told[each.time_ms - kT0] = each.value;
  EXPECT_EQ(told, (std::map<std::int64_t, double>{
                      {0, 0.5}, {10'000, 0.6}, {30'000, 0.25}, {34'000, 0.25}, {40'000, 0.75}}));
  EXPECT_EQ(samples.size(), told.size()) << "each once";
  EXPECT_EQ(samples.back().time_ms, kT0 + 40'000);
  for (const auto& batch : fleet.host.pushed()) {
    const bool late = batch.timeMs() == kT0 + 10'000 || batch.timeMs() == kT0 + 30'000;
    EXPECT_EQ(batch.flags() == PV_BACKFILL, late) << batch.timeMs();
  }
}

// As of three members that hang or are upgraded, while the node that is asked for all goes on.
TEST_F(Samples, ComeFromTheExportThoughOtherNodesRefuseTheirOwn) {
  const std::string path = "/cluster/metrics/export", asked = fleet.asked;
  for (const int status : {0, 0, 0, 403}) {
    fleet.asked = "https://192.0.2.2:8006";
    fleet.answer(path, "", kT0, status, "history=1&local-only=1");
    fleet.asked = asked;
    fleet.answer(path, "", kT0, status == 403 ? 0 : status, "history=1&node-list=pve2");
  }
  EXPECT_TRUE(fleet.decoder.exportWorks());
  for (int i = 0; i < 3; ++i) fleet.answer(path, "", kT0, 0, "history=1");
  EXPECT_FALSE(fleet.decoder.exportWorks());
}

TEST_F(Samples, WithoutATimeOrFromTomorrowAreLeftOutAndCounted) {
  fleet.figures(row("qemu/100", "uptime", 0, "0") + "," +
                row("qemu/100", "uptime", kT0s + 2 * 86'400, "5"));
  EXPECT_TRUE(fleet.samples("lab/vm/100", "uptime_seconds").empty());
  EXPECT_EQ(fleet.decoder.surprises().total(), 2u);
}

// Its uptime is in whole seconds.
TEST_F(Samples, OfAGuestInItsFirstSecondAreTold) {
  fleet.figures(
      row("qemu/100", "uptime", kT0s, "0") + "," + row("qemu/100", "cpu_current", kT0s, "0") + "," +
      row("qemu/100", "mem_used", kT0s, "5") + "," + row("qemu/100", "net_in", kT0s, "0"));
  for (const auto& [metric, value] : {std::pair{"uptime_seconds", 0.0},
                                      {"memory_used_bytes", 5.0},
                                      {"cpu_usage_ratio", 0.0},
                                      {"network_receive_bytes_total", 0.0}}) {
    SCOPED_TRACE(metric);
    const auto samples = fleet.samples("lab/vm/100", metric);
    ASSERT_EQ(samples.size(), 1U);
    EXPECT_EQ(samples.front().value, value);
  }
}

TEST_F(Samples, OfAStoppedGuestAreUnknownOnceAndNotZero) {
  fleet.figures(row("qemu/100", "uptime", kT0s, "100") + "," +
                row("qemu/100", "cpu_current", kT0s, "0.5") + "," +
                row("qemu/100", "net_in", kT0s, "7"));
  for (int cycle = 1; cycle <= 2; ++cycle)
    fleet.figures(row("qemu/100", "uptime", kT0s + 10 * cycle, "0") + "," +
                  row("qemu/100", "cpu_current", kT0s + 10 * cycle, "0") + "," +
                  row("qemu/100", "net_in", kT0s + 10 * cycle, "0"));
  for (const char* metric : {"cpu_usage_ratio", "network_receive_bytes_total"}) {
    const auto samples = fleet.samples("lab/vm/100", metric);
    ASSERT_EQ(samples.size(), 2u) << metric;
    EXPECT_TRUE(std::isnan(samples[1].value));
    EXPECT_EQ(samples[1].quality, Quality::kUnknown);
    EXPECT_EQ(samples[1].time_ms, kT0 + kCycle);
  }
}

TEST_F(Samples, OfAGuestThatTheListCallsStoppedAreUnknown) {
  fleet.figures(row("qemu/100", "uptime", kT0s - 5, "100") + "," +
                row("qemu/100", "cpu_current", kT0s - 5, "0.5"));
  fleet.list(kNode1 + "," + edited(kVm100, "running", "stopped"));
  EXPECT_EQ(fleet.quality("lab/vm/100", "cpu_usage_ratio"), Quality::kUnknown);
}

TEST_F(Samples, OfADeadNodesGuestsAreStaleAndItsCountersUnknown) {
  fleet.figures(row("qemu/100", "uptime", kT0s - 5, "100") + "," +
                row("qemu/100", "cpu_current", kT0s - 5, "0.5") + "," +
                row("qemu/100", "net_in", kT0s - 5, "7") + "," +
                row("node/pve1", "cpu_current", kT0s - 5, "0.5"));
  for (int cycle = 1; cycle <= 3; ++cycle)
    fleet.list(edited(kNode1, "online", "offline") + "," + kVm100, kT0 + cycle * kCycle);
  const auto cpu = fleet.samples("lab/vm/100", "cpu_usage_ratio");
  ASSERT_EQ(cpu.size(), 2u) << "said once";
  EXPECT_EQ(cpu[1].value, 0.5);
  EXPECT_EQ(cpu[1].quality, Quality::kStale);
  EXPECT_EQ(fleet.quality("lab/vm/100", "network_receive_bytes_total"), Quality::kUnknown);
  EXPECT_EQ(fleet.quality("lab/node/pve1", "cpu_usage_ratio"), Quality::kUnknown);
}

// Five minutes after its node's last word, or where the node's statistics hang.
TEST_F(Samples, OfAGuestOfWhichNothingIsKnownAreUnknownOnceAndNotZero) {
  fleet.figures(row("qemu/100", "uptime", kT0s - 5, "100") + "," +
                row("qemu/100", "cpu_current", kT0s - 5, "0.5") + "," +
                row("qemu/100", "mem_total", kT0s - 5, "4000"));
  for (int cycle = 1; cycle <= 2; ++cycle)
    fleet.list(
        kNode1 + R"(,{"id":"qemu/100","type":"qemu","vmid":100,"node":"pve1","status":"unknown"})",
        kT0 + cycle * kCycle);
  for (const char* metric : {"uptime_seconds", "cpu_usage_ratio", "memory_total_bytes"}) {
    const auto samples = fleet.samples("lab/vm/100", metric);
    ASSERT_EQ(samples.size(), 2u) << metric;
    EXPECT_TRUE(std::isnan(samples[1].value)) << metric;
  }
}

TEST(SamplesOfATemplate, AreWhatItHasAndNothingThatRuns) {
  Fleet fleet;
  fleet.version("9.2.11");
  fleet.list(kNode1 + "," +
             edited(edited(kVm100, R"("template":0)", R"("template":1)"), "running", "stopped"));
  fleet.figures(row("qemu/100", "uptime", kT0s, "0") + "," +
                row("qemu/100", "mem_total", kT0s, "4000") + "," +
                row("qemu/100", "disk_total", kT0s, "8000"));
  EXPECT_EQ(fleet.attribute("lab/vm/100", "template"), "true");
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "memory_total_bytes"), 4000);
  for (const char* metric : {"cpu_usage_ratio", "memory_used_bytes", "disk_read_bytes_total"})
    EXPECT_FALSE(fleet.host.latest("lab/vm/100", metric)) << metric;
}

TEST_F(Samples, LiveAgainAfterTheNodeCameBack) {
  fleet.figures(row("qemu/100", "uptime", kT0s, "100") + "," +
                row("qemu/100", "cpu_current", kT0s, "0.5"));
  fleet.list(edited(kNode1, "online", "offline") + "," + kVm100, kT0 + kCycle);
  fleet.list(kNode1 + "," + kVm100, kT0 + 20 * kCycle);
  fleet.figures(row("qemu/100", "uptime", kT0s + 200, "20") + "," +
                row("qemu/100", "cpu_current", kT0s + 200, "0.75"));
  EXPECT_EQ(fleet.quality("lab/vm/100", "cpu_usage_ratio"), Quality::kLive);
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "cpu_usage_ratio"), 0.75);
}

TEST_F(Samples, NeverTellWhatAMachineUsesOfItsDisks) {
  fleet.figures(row("qemu/100", "uptime", kT0s, "100") + "," +
                row("qemu/100", "disk_used", kT0s, "0") + "," +
                row("qemu/100", "disk_total", kT0s, "8000"));
  EXPECT_TRUE(fleet.samples("lab/vm/100", "disk_used_bytes").empty());
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "disk_total_bytes"), 8000);
}

TEST_F(Samples, OfTheHostsViewOfMemoryComeFromTheListEachOnce) {
  const auto listed = [&](int cycle, const std::string& uptime, const std::string& memory) {
    fleet.list(kNode1 + "," +
                   edited(edited(kVm100, R"("uptime":500)", R"("uptime":)" + uptime),
                          R"("memhost":1200)", R"("memhost":)" + memory),
               kT0 + cycle * kCycle);
  };
  listed(1, "510", "1200");
  listed(2, "520", "1300");
  const auto told = fleet.samples("lab/vm/100", "memory_host_used_bytes");
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].value, 1200) << "the same again, renewed";
  EXPECT_EQ(told[1].value, 1300);
  EXPECT_EQ(told[1].quality, Quality::kEstimated) << "it has no time of its own";
  EXPECT_TRUE(fleet.samples("lab/vm/100", "cpu_usage_ratio").empty())
      << "that of the list has no time of its own, and the export will tell";
  // The statistics daemon hangs: nothing is renewed.
  for (int cycle = 3; cycle < 30; ++cycle) listed(cycle, "520", "1300");
  EXPECT_EQ(fleet.samples("lab/vm/100", "memory_host_used_bytes").size(), 2u);
}

TEST_F(Samples, OfAnInactiveStorageAreUnknown) {
  const auto storage = [](const std::string& status) {
    return R"(,{"id":"storage/pve1/nfs","type":"storage","storage":"nfs","node":"pve1","status":")" +
           status + R"(","shared":0,"content":"iso"})";
  };
  fleet.list(kNode1 + storage("available"));
  fleet.figures(row("storage/pve1/nfs", "disk_used", kT0s, "0") + "," +
                row("storage/pve1/nfs", "disk_total", kT0s, "100"));
  EXPECT_EQ(fleet.host.latest("lab/storage/pve1/nfs", "disk_used_bytes"), 0) << "an empty one";
  fleet.figures(row("storage/pve1/nfs", "disk_used", kT0s + 10, "0") + "," +
                row("storage/pve1/nfs", "disk_total", kT0s + 10, "0"));
  EXPECT_EQ(fleet.quality("lab/storage/pve1/nfs", "disk_used_bytes"), Quality::kUnknown);
  EXPECT_EQ(fleet.quality("lab/storage/pve1/nfs", "disk_total_bytes"), Quality::kUnknown);
}

TEST_F(Samples, OfThingsThatNoListShowedAreLeftOut) {
  fleet.figures(row("qemu/999", "uptime", kT0s, "100"));
  EXPECT_EQ(fleet.host.dictionary().findEntity("lab/vm/999"), PV_NONE);
}

TEST_F(Samples, SayUntilWhenTheyAreComplete) {
  fleet.list(kNode1 + "," + nodeNamed("pve2"));
  EXPECT_EQ(fleet.decoder.completeUntilMs(), std::nullopt);
  fleet.figures(row("node/pve1", "uptime", kT0s, "1") + "," +
                row("node/pve2", "uptime", kT0s + 14, "1"));
  EXPECT_EQ(fleet.decoder.completeUntilMs(), kT0);
}

// The export failed for minutes, and who answers it first does not hear the other at that moment.
TEST_F(Samples, AreWaitedForFromANodeThatNobodyCouldHear) {
  fleet.list(kNode1 + "," + nodeNamed("pve2"));
  const auto told = [&](const std::string& node, int second) {
    return row("node/" + node, "uptime", kT0s + second, std::to_string(1000 + second));
  };
  fleet.figures(told("pve1", 0) + "," + told("pve2", 5), kT0 + 10'000);
  fleet.figures(told("pve1", 390), kT0 + 400'000);
  EXPECT_EQ(fleet.decoder.completeUntilMs(), kT0 + 5'000);
  for (int second = 400; second < 700; second += 10)
    fleet.figures(told("pve1", second), kT0 + second * 1'000 + 10'000);
  EXPECT_EQ(fleet.decoder.completeUntilMs(), kT0 + 690'000) << "it is silent, while others answer";
}

struct Server {
  const char* version;
  int export_status;
  Quality expected;
  bool from_list;
};

class SamplesByServer : public ::testing::TestWithParam<Server> {};

TEST_P(SamplesByServer, ComeFromTheListWhereThereIsNoExport) {
  Fleet fleet;
  fleet.version(GetParam().version);
  if (GetParam().export_status != 0)
    fleet.answer("/cluster/metrics/export", "", kT0, GetParam().export_status);
  fleet.list(kNode1 + "," + kVm100);
  const auto cpu = fleet.samples("lab/vm/100", "cpu_usage_ratio");
  ASSERT_EQ(cpu.size(), GetParam().from_list ? 1u : 0u);
  if (!GetParam().from_list) return;
  EXPECT_EQ(cpu[0].value, 0.25);
  EXPECT_EQ(cpu[0].time_ms, kT0);
  EXPECT_EQ(cpu[0].quality, Quality::kEstimated) << "the source's time is not known";
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "network_receive_bytes_total"), 11);
  EXPECT_TRUE(fleet.samples("lab/vm/100", "disk_used_bytes").empty());
}

INSTANTIATE_TEST_SUITE_P(Servers, SamplesByServer,
                         ::testing::Values(Server{"7.4-20", 0, Quality::kEstimated, true},
                                           Server{"8.2.4", 0, Quality::kEstimated, true},
                                           Server{"8.2.5", 0, Quality::kLive, false},
                                           Server{"9.2.11", 403, Quality::kEstimated, true},
                                           Server{"9.2.11", 501, Quality::kEstimated, true},
                                           Server{"9.2.11", 596, Quality::kLive, false}),
                         [](const auto& server) {
                           std::string name = server.param.version;
                           for (char& c : name)
                             if (c == '.' || c == '-') c = '_';
                           return "v" + name + "_" + std::to_string(server.param.export_status);
                         });

struct Waiting {
  const char* version;
  const char* value;
  bool taken;
};

// The statistics of a node hang, and the list repeats its last figures for five minutes.
TEST(SamplesOfTheList, AreStaleWhereNothingRenewsThem) {
  Fleet fleet;
  fleet.version("7.4");
  const std::string storage =
      R"({"id":"storage/pve1/local","type":"storage","storage":"local","node":"pve1","status":"available","shared":0,"disk":1,"maxdisk":2})";
  const auto listed = [&](int cycle, const std::string& rows) {
    fleet.list(rows, kT0 + cycle * 10'000);
  };
  const auto all = [&](const std::string& uptime) {
    return edited(kNode1, R"("uptime":1000)", R"("uptime":1)" + uptime) + "," +
           edited(kVm100, R"("uptime":500)", R"("uptime":5)" + uptime) + "," + storage;
  };
  const std::map<std::string, std::string> figures = {
      {"lab/vm/100", "memory_used_bytes"},
      {"lab/node/pve1", "memory_used_bytes"},
      {"lab/storage/pve1/local", "disk_used_bytes"}};
  listed(0, all("000"));
  for (int cycle = 1; cycle <= 3; ++cycle) listed(cycle, all("010"));
  for (const auto& [entity, metric] : figures)
    EXPECT_EQ(fleet.quality(entity, metric), Quality::kEstimated)
        << entity << ": a beat was skipped";
  for (int cycle = 4; cycle <= 6; ++cycle) listed(cycle, all("010"));
  for (const auto& [entity, metric] : figures)
    EXPECT_EQ(fleet.quality(entity, metric), Quality::kStale) << entity;
  EXPECT_EQ(fleet.quality("lab/vm/100", "network_receive_bytes_total"), Quality::kUnknown);
  for (int cycle = 7; cycle <= 8; ++cycle) listed(cycle, all("0" + std::to_string(cycle) + "0"));
  for (const auto& [entity, metric] : figures)
    EXPECT_EQ(fleet.quality(entity, metric), Quality::kEstimated) << entity << " goes on";
}

// It told the others once more before it died, and they tell that until its first cycle.
TEST(SamplesOfTheList, OfANodeThatComesBackAreStaleUntilItTellsSomethingNew) {
  Fleet fleet;
  fleet.version("7.4");
  const std::string storage =
      R"({"id":"storage/pve1/local","type":"storage","storage":"local","node":"pve1","status":"available","shared":0,"disk":1,"maxdisk":2})";
  const std::string dead =
      R"({"id":"node/pve1","type":"node","node":"pve1","status":"offline","maxcpu":8})";
  const auto alive = [](const std::string& uptime) {
    return edited(kNode1, R"("uptime":1000)", R"("uptime":)" + uptime);
  };
  const auto guest = [](const std::string& uptime) {
    return edited(kVm100, R"("uptime":500)", R"("uptime":)" + uptime);
  };
  const auto listed = [&](int cycle, const std::string& node, const std::string& vm) {
    fleet.list(node + "," + vm + "," + storage, kT0 + cycle * 10'000);
  };
  listed(0, alive("1000"), guest("500"));
  for (int cycle = 1; cycle <= 6; ++cycle) listed(cycle, dead, guest("508"));
  listed(7, alive("1008"), guest("508"));
  for (const char* metric : {"uptime_seconds", "memory_used_bytes", "cpu_usage_ratio"}) {
    EXPECT_NE(fleet.quality("lab/vm/100", metric), Quality::kEstimated) << metric;
    EXPECT_NE(fleet.quality("lab/node/pve1", metric), Quality::kEstimated) << metric;
  }
  EXPECT_EQ(fleet.quality("lab/storage/pve1/local", "disk_used_bytes"), Quality::kStale);
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "uptime_seconds"), 500);
  listed(8, alive("4"), guest("3"));
  for (const char* metric : {"uptime_seconds", "memory_used_bytes", "cpu_usage_ratio"}) {
    EXPECT_EQ(fleet.quality("lab/vm/100", metric), Quality::kEstimated) << metric;
    EXPECT_EQ(fleet.quality("lab/node/pve1", metric), Quality::kEstimated) << metric;
  }
  EXPECT_EQ(fleet.quality("lab/storage/pve1/local", "disk_used_bytes"), Quality::kEstimated);
}

// As after a time in which nobody could be asked.
TEST(SamplesOfTheList, AreStaleWhereAnUptimeIsFarBehindTheTimeThatPassed) {
  Fleet fleet;
  fleet.version("7.4");
  const auto listed = [&](int second, const std::string& uptime) {
    fleet.list(kNode1 + "," + edited(kVm100, R"("uptime":500)", R"("uptime":)" + uptime),
               kT0 + second * 1000);
  };
  listed(0, "500");
  listed(90, "508");
  EXPECT_EQ(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kStale);
  listed(100, "600");
  EXPECT_EQ(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kEstimated);
  listed(190, "690");
  EXPECT_EQ(fleet.quality("lab/vm/100", "memory_used_bytes"), Quality::kEstimated);
}

// Beside a working export the list tells the host's view of a machine alone.
TEST(SamplesOfTheList, HaveNoHostsViewFromBeforeItsNodeDied) {
  Fleet fleet;
  fleet.version("9.2.11");
  const auto guest = [](const std::string& uptime, const std::string& memory) {
    return edited(edited(kVm100, R"("uptime":500)", R"("uptime":)" + uptime), R"("memhost":1200)",
                  R"("memhost":)" + memory);
  };
  fleet.list(kNode1 + "," + guest("500", "1200"));
  const std::string dead =
      R"({"id":"node/pve1","type":"node","node":"pve1","status":"offline","maxcpu":8})";
  fleet.list(dead + "," + guest("508", "1300"), kT0 + 10'000);
  fleet.list(kNode1 + "," + guest("508", "1300"), kT0 + 60'000);
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "memory_host_used_bytes"), 1200);
  fleet.list(kNode1 + "," + guest("3", "1100"), kT0 + 70'000);
  EXPECT_EQ(fleet.host.latest("lab/vm/100", "memory_host_used_bytes"), 1100);
  EXPECT_EQ(fleet.quality("lab/vm/100", "memory_host_used_bytes"), Quality::kEstimated);
}

TEST(SamplesOfWaiting, AreTicksBeforeTheyBecameARatio) {
  for (const Waiting& each : {Waiting{"8.3.3", "0.5", false}, Waiting{"8.3.4", "0.5", true},
                              Waiting{"9.0", "0.5", true}}) {
    Fleet fleet;
    fleet.version(each.version);
    fleet.list(kNode1);
    fleet.figures(row("node/pve1", "cpu_iowait", kT0s, each.value));
    EXPECT_EQ(fleet.samples("lab/node/pve1", "cpu_iowait_ratio").size(), each.taken ? 1u : 0u)
        << each.version;
  }
}

}  // namespace
}  // namespace pipevane::proxmox
