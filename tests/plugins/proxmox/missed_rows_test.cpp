// Rows of the metrics export that come after newer ones of the same object.
#include "tests/plugins/proxmox/fleet.h"

#include <algorithm>
#include <map>
#include <vector>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kT0s = kT0 / 1000;

std::string cpuOf(const std::string& id, int second, const std::string& value) {
  return row(id, "cpu_current", kT0s + second, value);
}
std::string cpu(int second, const std::string& value) { return cpuOf("qemu/100", second, value); }

// Two nodes that are asked one after the other, and a machine that ran on the first one.
class MissedRows : public ::testing::Test {
 protected:
  MissedRows() {
    fleet.version("8.4.21");
    fleet.list(kNode1 + "," + nodeNamed("pve2") + "," + kVm100);
    fleet.figures(cpuOf("node/pve1", 0, "0.1") + "," + cpuOf("node/pve2", 0, "0.1") + "," +
                  cpu(0, "0.5"));
    fleet.list(kNode1 + "," + nodeNamed("pve2") + "," +
                   edited(kVm100, R"("node":"pve1")", R"("node":"pve2")"),
               kT0 + 60'000);
  }

  void answerOf(const std::string& rows, std::int64_t second) {
    fleet.answer("/cluster/metrics/export", R"({"data":{"data":[)" + rows + "]}}",
                 kT0 + second * 1000, 200,
                 "history=1&local-only=1&start-time=" + std::to_string(kT0s - 30));
  }
  // Of the machine, by seconds; each once.
  std::map<std::int64_t, double> told() {
    std::map<std::int64_t, double> all;
    for (const auto& each : fleet.samples("lab/vm/100", "cpu_usage_ratio"))
      if (each.quality == Quality::kLive) {
        EXPECT_TRUE(all.emplace((each.time_ms - kT0) / 1000, each.value).second) << each.time_ms;
      }
    return all;
  }

  // The same of one of its metrics, as a backfill.
  std::map<std::int64_t, double> toldLate(const std::string& metric) {
    const SeriesId series =
        fleet.host.dictionary().findSeries(fleet.host.dictionary().findEntity("lab/vm/100"),
                                           fleet.host.dictionary().findMetric(metric));
    std::map<std::int64_t, double> all;
    for (const auto& batch : fleet.host.pushed())
      if ((batch.flags() & PV_BACKFILL) != 0)
        if (const auto value = batch.value(series)) all[(batch.timeMs() - kT0) / 1000] = *value;
    return all;
  }

  Fleet fleet;
};

TEST_F(MissedRows, OfTheNodeThatAGuestLeftAreToldAfterThoseOfTheOneThatItIsOn) {
  const std::string there = cpuOf("node/pve2", 40, "0.1") + "," + cpu(40, "0.8") + "," +
                            cpuOf("node/pve2", 50, "0.1") + "," + cpu(50, "0.9");
  const std::string before = cpuOf("node/pve1", 10, "0.1") + "," + cpu(10, "0.6") + "," +
                             cpuOf("node/pve1", 20, "0.1") + "," + cpu(20, "0.7") + "," +
                             cpuOf("node/pve1", 50, "0.1");
  answerOf(there, 61);
  for (int times = 0; times < 2; ++times) answerOf(cpu(0, "0.5") + "," + before, 62 + times);
  answerOf(there, 64);
  EXPECT_EQ(told(),
            (std::map<std::int64_t, double>{{0, 0.5}, {10, 0.6}, {20, 0.7}, {40, 0.8}, {50, 0.9}}));
  const auto late = [](std::int64_t time_ms) {
    return [time_ms](const auto& batch) {
      return batch.timeMs() == time_ms && (batch.flags() & PV_BACKFILL) != 0;
    };
  };
  for (const std::int64_t each : {kT0 + 10'000, kT0 + 20'000})
    EXPECT_TRUE(std::ranges::any_of(fleet.host.pushed(), late(each))) << each;
}

// A beat that is skipped later on does not take the place of what was missed.
TEST_F(MissedRows, AreToldAfterManyNewerOnes) {
  answerOf(cpu(300, "0.8") + "," + cpu(310, "0.8") + "," + cpu(340, "0.8"), 345);
  answerOf(cpu(10, "0.6") + "," + cpu(290, "0.7"), 346);
  EXPECT_EQ(told(), (std::map<std::int64_t, double>{
                        {0, 0.5}, {10, 0.6}, {290, 0.7}, {300, 0.8}, {310, 0.8}, {340, 0.8}}));
}

// Its clock was set ahead, and then right again: what it tells at last has no place before that.
TEST_F(MissedRows, AreNoneWhereAClockWasSetAhead) {
  const auto beat = [this](int second, const std::string& value, std::int64_t at) {
    answerOf(cpuOf("node/pve2", second, "0.1") + "," + cpu(second, value), at);
  };
  beat(50, "0.5", 61);
  beat(60 + 75, "0.6", 71);
  beat(70 + 75, "0.7", 81);
  beat(80, "0.8", 91);
  EXPECT_EQ(told(), (std::map<std::int64_t, double>{{0, 0.5}, {50, 0.5}, {135, 0.6}, {145, 0.7}}));
}

// As after a start, of a guest that moved within the half hour before.
TEST_F(MissedRows, FromBeforeTheFirstOneAreTold) {
  const auto vm = [](int second, const std::string& value) {
    return row("qemu/101", "cpu_current", kT0s + second, value);
  };
  fleet.list(edited(edited(kVm100, "qemu/100", "qemu/101"), R"("vmid":100)", R"("vmid":101)"),
             kT0 + 61'000);
  answerOf(vm(-300, "0.3") + "," + vm(50, "0.5"), 62);
  answerOf(vm(-900, "0.1") + "," + vm(-890, "0.2") + "," + vm(0, "0.4"), 63);
  std::map<std::int64_t, double> told;
  for (const auto& each : fleet.samples("lab/vm/101", "cpu_usage_ratio"))
    if (each.quality == Quality::kLive) told[(each.time_ms - kT0) / 1000] = each.value;
  EXPECT_EQ(told, (std::map<std::int64_t, double>{
                      {-900, 0.1}, {-890, 0.2}, {-300, 0.3}, {0, 0.4}, {50, 0.5}}));
}

TEST_F(MissedRows, OfAMetricThatWasNeverToldBeforeAreToldAsWell) {
  answerOf(cpu(50, "0.9"), 61);
  answerOf(row("qemu/100", "net_in", kT0s + 20, "1000"), 62);
  EXPECT_EQ(toldLate("network_receive_bytes_total"), (std::map<std::int64_t, double>{{20, 1000}}));
}

// It stopped where it is now: what it did before says nothing of that.
TEST_F(MissedRows, AreOfThePastThoughNothingNewerIsKnownOfTheirMetric) {
  answerOf(row("qemu/100", "uptime", kT0s + 60, "0"), 62);
  answerOf(row("qemu/100", "uptime", kT0s + 10, "110") + "," + cpu(10, "0.6"), 63);
  EXPECT_EQ(toldLate("cpu_usage_ratio"), (std::map<std::int64_t, double>{{10, 0.6}}));
  EXPECT_EQ(toldLate("uptime_seconds"), (std::map<std::int64_t, double>{{10, 110}}));
}

// A clock that was set back by a minute, and a minute of which nothing was told.
TEST_F(MissedRows, AreNoneWhereAClockWasSetBack) {
  const auto beat = [](int second, const std::string& value) {
    return cpuOf("node/pve2", second, "0.1") + "," + cpu(second, value);
  };
  answerOf(beat(70, "0.7"), 71);
  answerOf(beat(80, "0.8"), 81);
  answerOf(beat(70, "0.7") + "," + beat(80, "0.8") + "," + beat(30, "0.9"), 91);
  answerOf(beat(30, "0.9") + "," + beat(40, "1.0"), 101);
  EXPECT_EQ(told(), (std::map<std::int64_t, double>{{0, 0.5}, {70, 0.7}, {80, 0.8}}));
}

// The export has the rows of a machine for a while, and another one of the same id.
TEST_F(MissedRows, OfAMachineThatWentAreNotToldOfTheNextOneOfItsId) {
  const std::string others =
      kNode1 + "," + nodeNamed("pve2") + "," +
      edited(edited(kVm100, "qemu/100", "qemu/101"), R"("vmid":100)", R"("vmid":101)");
  answerOf(cpu(10, "0.1") + "," + cpu(20, "0.2"), 61);
  for (const int second : {70, 80, 90}) fleet.list(others, kT0 + second * 1000);
  ASSERT_FALSE(fleet.entities.contains("lab/vm/100"));
  fleet.list(others + "," + kVm100, kT0 + 100'000);
  answerOf(cpu(20, "0.2") + "," + cpu(100, "0.9"), 101);
  answerOf(cpu(0, "0.5") + "," + cpu(10, "0.1") + "," + cpu(20, "0.2") + "," + cpu(100, "0.9"),
           102);
  EXPECT_EQ(told(), (std::map<std::int64_t, double>{{0, 0.5}, {10, 0.1}, {20, 0.2}, {100, 0.9}}));
}

// What the first node remembers of a guest that is on the second one says nothing of that one.
TEST_F(MissedRows, OfAGuestThatLeftFillNoGapOfTheNodeThatItIsOn) {
  const auto beat = [](const std::string& node, int second) {
    return cpuOf("node/" + node, second, "0.1");
  };
  // For minutes nothing comes of the second one; then it is back in a question for a minute.
  for (int s = 10; s <= 400; s += 10)
    fleet.answer(
        "/cluster/metrics/export",
        R"({"data":{"data":[)" + beat("pve1", s) + (s == 400 ? "," + beat("pve2", s) : "") + "]}}",
        kT0 + s * 1000 + 5'000, 200, "history=1&start-time=" + std::to_string(kT0s + s - 60));
  ASSERT_EQ(fleet.decoder.completeUntilMs("pve2"), kT0) << "what came meanwhile is missing";
  answerOf(beat("pve1", 400) + "," + cpu(10, "0.6"), 406);
  EXPECT_EQ(fleet.decoder.completeUntilMs("pve2"), kT0);
  answerOf(beat("pve2", 10) + "," + beat("pve2", 400) + "," + beat("pve2", 410), 415);
  EXPECT_EQ(fleet.decoder.completeUntilMs("pve2"), kT0 + 410'000);
}

// As where its statistics of itself fail.
TEST_F(MissedRows, OfANodeThatNeverTellsOfItselfAreAskedForAFewTimes) {
  const auto cycle = [this](int second, bool heard) {
    fleet.answer("/cluster/metrics/export",
                 R"({"data":{"data":[)" + cpuOf("node/pve1", second, "0.1") +
                     (heard ? "," + cpu(second, "0.6") : "") + "]}}",
                 kT0 + second * 1000 + 5'000, 200,
                 "history=1&start-time=" + std::to_string(kT0s + second - 60));
  };
  for (int s = 10; s <= 400; s += 10) cycle(s, s == 400);
  ASSERT_EQ(fleet.decoder.completeUntilMs("pve2"), kT0);
  for (int s = 410; s <= 430; s += 10) cycle(s, true);
  EXPECT_EQ(fleet.decoder.completeUntilMs("pve2"), kT0 + 430'000);
}

}  // namespace
}  // namespace pipevane::proxmox
