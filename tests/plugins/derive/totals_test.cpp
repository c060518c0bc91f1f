#include "tests/plugins/derive/one_cluster.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <limits>

namespace pipevane::derive {
namespace {

using ::testing::DoubleEq;
using ::testing::Optional;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kLab = "lab/cluster/lab";
constexpr const char* kFleet = "all/fleet/all";

// Two nodes of 4 and 12 cores; on the first a vm, in a pool, and a stopped container; on the other
// a vm and a template.
void announce(OneCluster& lab) {
  lab.cluster("lab")
      .entity("lab/node/a", {{"status", "online"}})
      .entity("lab/node/b", {{"status", "online"}})
      .entity("lab/pool/prod", {{"name", "prod"}})
      .entity("lab/vm/100", {{"status", "running"}, {"node", "a"}, {"pool", "prod"}})
      .entity("lab/container/200", {{"status", "stopped"}, {"node", "a"}, {"pool", "prod"}})
      .entity("lab/vm/101", {{"status", "running"}, {"node", "b"}})
      .entity("lab/vm/900", {{"status", "stopped"}, {"node", "b"}, {"template", "true"}});
}
void sample(OneCluster& lab) {
  lab.size("lab/node/a", 4, 1'000).used("lab/node/a", 0.5, 600);
  lab.size("lab/node/b", 12, 3'000).used("lab/node/b", 0.1, 400);
  lab.size("lab/vm/100", 2, 500).used("lab/vm/100", 0.25, 100);
  lab.size("lab/vm/101", 8, 900).used("lab/vm/101", 0.75, 300);
  lab.size("lab/container/200", 1, 50).size("lab/vm/900", 64, 9'999);
}
void cycle(OneCluster& lab, std::int64_t time_ms) {
  sample(lab);
  lab.give(time_ms);
}

TEST(Totals, SumUpWhatThereIs) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  const std::vector<std::tuple<const char*, const char*, double>> expected = {
      {kLab, "nodes_count", 2},
      {kLab, "nodes_online_count", 2},
      {kLab, "guests_count", 3},
      {kLab, "guests_running_count", 2},
      {kLab, "vms_count", 2},
      {kLab, "vms_running_count", 2},
      {kLab, "containers_count", 1},
      {kLab, "containers_running_count", 0},
      {kLab, "guests_cpu_count", 11},
      {kLab, "guests_memory_total_bytes", 1'450},
      {kLab, "cpu_count", 16},
      {kLab, "cpu_usage_ratio", 0.2},
      {kLab, "cpu_usage_percent", 20},
      {kLab, "memory_used_bytes", 1'000},
      {kLab, "memory_total_bytes", 4'000},
      {kLab, "memory_used_percent", 25},
      {kFleet, "guests_running_count", 2},
      {kFleet, "cpu_usage_ratio", 0.2},
      {"lab/pool/prod", "guests_count", 2},
      {"lab/pool/prod", "guests_running_count", 1},
      {"lab/pool/prod", "cpu_count", 2},
      {"lab/pool/prod", "cpu_usage_ratio", 0.25},
      {"lab/pool/prod", "memory_used_percent", 20},
      {"lab/node/a", "guests_count", 2},
      {"lab/node/a", "guests_running_count", 1},
      {"lab/node/a", "guests_cpu_count", 3},
      {"lab/node/b", "guests_count", 1},
      {"lab/node/b", "guests_memory_total_bytes", 900},
  };
  for (const auto& [key, metric, value] : expected) {
    SCOPED_TRACE(std::string(key) + " " + metric);
    EXPECT_THAT(lab.told(key, metric), Optional(DoubleEq(value)));
  }
  EXPECT_EQ(lab.quality(kLab, "memory_used_bytes"), Quality::kLive);
}

TEST(Totals, CountNoGuestOfADeadNodeAsRunning) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.entity("lab/node/b", {{"status", "offline"}});
  cycle(lab, 20'000);
  EXPECT_THAT(lab.told(kLab, "nodes_online_count"), Optional(1.0));
  EXPECT_THAT(lab.told(kLab, "guests_count"), Optional(3.0));
  EXPECT_THAT(lab.told(kLab, "guests_running_count"), Optional(1.0));
  EXPECT_EQ(lab.quality(kLab, "guests_running_count"), Quality::kEstimated);
  EXPECT_EQ(lab.quality("lab/node/b", "guests_running_count"), Quality::kUnknown);
  EXPECT_THAT(lab.told(kLab, "memory_total_bytes"), Optional(1'000.0));
}

TEST(Totals, CountAMigratedGuestOnce) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.entity("lab/vm/100", {{"node", "b"}});
  cycle(lab, 20'000);
  EXPECT_THAT(lab.told(kLab, "guests_running_count"), Optional(2.0));
  EXPECT_THAT(lab.told("lab/node/a", "guests_running_count"), Optional(0.0));
  EXPECT_THAT(lab.told("lab/node/b", "guests_running_count"), Optional(2.0));
}

TEST(Totals, LoseARemovedEntityAtOnceAndRightAfterTheLastTime) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.remove("lab/vm/101").give(12'000);
  EXPECT_THAT(lab.told(kLab, "guests_running_count"), Optional(1.0));
  EXPECT_THAT(lab.told(kLab, "guests_cpu_count"), Optional(3.0));
  EXPECT_EQ(lab.timeMs(kLab, "guests_count"), 10'001);
}

TEST(Totals, AreThoseOfTheKnownPartsAndSaySo) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  sample(lab);
  lab.figure("lab/node/b", "memory_used_bytes", kNaN, Quality::kUnknown).give(20'000);
  EXPECT_THAT(lab.told(kLab, "memory_used_percent"), Optional(60.0));  // of node a alone
  EXPECT_EQ(lab.quality(kLab, "memory_used_bytes"), Quality::kEstimated);
  sample(lab);
  lab.figure("lab/node/a", "memory_used_bytes", kNaN, Quality::kUnknown)
      .figure("lab/node/b", "memory_used_bytes", kNaN, Quality::kUnknown)
      .give(30'000);
  EXPECT_EQ(lab.quality(kLab, "memory_used_bytes"), Quality::kUnknown);
  sample(lab);
  lab.figure("lab/node/a", "memory_used_bytes", 600, Quality::kStale).give(40'000);
  EXPECT_EQ(lab.quality(kLab, "memory_used_bytes"), Quality::kStale);
}

TEST(Totals, CountAStorageOnceAndNoDiskTwice) {
  OneCluster lab;
  announce(lab);
  for (const char* key : {"lab/storage/a/local", "lab/storage/a/folder"})
    lab.entity(key, {{"node", "a"}})
        .figure(key, "disk_used_bytes", 30)
        .figure(key, "disk_total_bytes", 100);
  lab.entity("lab/storage/ceph", {{"shared", "true"}})
      .figure("lab/storage/ceph", "disk_used_bytes", 70)
      .figure("lab/storage/ceph", "disk_total_bytes", 300)
      .figure("lab/node/a", "disk_used_bytes", 30)
      .figure("lab/node/a", "disk_total_bytes", 100);
  cycle(lab, 10'000);
  EXPECT_THAT(lab.told(kLab, "disk_used_bytes"), Optional(100.0));
  EXPECT_THAT(lab.told(kLab, "disk_total_bytes"), Optional(400.0));
  EXPECT_THAT(lab.told(kLab, "disk_used_percent"), Optional(25.0));
}

TEST(Totals, SumUpRates) {
  OneCluster lab;
  announce(lab);
  for (const double at : {10.0, 20.0}) {
    lab.figure("lab/node/a", "network_receive_bytes_total", at * 100)
        .figure("lab/node/b", "network_receive_bytes_total", at * 20)
        .figure("lab/vm/100", "disk_read_bytes_total", at * 7)
        .figure("lab/vm/101", "disk_read_bytes_total", at * 3);
    cycle(lab, static_cast<std::int64_t>(at) * 1'000);
  }
  EXPECT_THAT(lab.told(kLab, "network_receive_bytes_per_second"), Optional(DoubleEq(120)));
  EXPECT_THAT(lab.told(kLab, "disk_read_bytes_per_second"), Optional(DoubleEq(10)));
  EXPECT_THAT(lab.told("lab/pool/prod", "disk_read_bytes_per_second"), Optional(DoubleEq(7)));
}

TEST(Totals, HaveTheTimeOfTheNewestSampleAndEachTimeOnce) {
  OneCluster lab;
  announce(lab);
  lab.size("lab/node/b", 12, 1).give(9'000, 0);
  EXPECT_EQ(lab.told(kLab, "cpu_count"), std::nullopt);  // the cycle has not ended
  cycle(lab, 10'000);
  EXPECT_EQ(lab.timeMs(kLab, "cpu_count"), 10'000);
  cycle(lab, 10'000);
  EXPECT_EQ(lab.told(kLab, "cpu_count"), std::nullopt);
  lab.give(15'000);
  EXPECT_EQ(lab.told(kLab, "cpu_count"), std::nullopt);  // nothing came
}

TEST(Totals, AreNotMadeForThePast) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 100'000);
  lab.size("lab/node/a", 99, 99).give(10'000, PV_BACKFILL | PV_END_OF_CYCLE);
  EXPECT_EQ(lab.told(kLab, "cpu_count"), std::nullopt);
  cycle(lab, 110'000);
  EXPECT_THAT(lab.told(kLab, "cpu_count"), Optional(16.0));
}

TEST(Totals, HaveWhatCameLateAndIsNewerThanWhatWasKnown) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 100'000);
  lab.size("lab/node/a", 6, 1'000).give(105'000, PV_BACKFILL);
  lab.size("lab/node/b", 99, 3'000).give(95'000, PV_BACKFILL);
  lab.used("lab/node/a", 0.5, 600).give(110'000);
  EXPECT_THAT(lab.told(kLab, "cpu_count"), Optional(18.0));
  EXPECT_EQ(lab.timeMs(kLab, "cpu_count"), 110'000);
}

TEST(Totals, WaitUntilTheClusterIsAnnouncedAsAfterARestart) {
  OneCluster lab;
  lab.entity("lab/vm/100", {{"status", "running"}});
  cycle(lab, 10'000);
  EXPECT_EQ(lab.told(kLab, "guests_count"), std::nullopt);
  announce(lab);
  cycle(lab, 20'000);
  EXPECT_THAT(lab.told(kLab, "guests_count"), Optional(3.0));
}

TEST(Totals, OverAllAreThoseOfEachCluster) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.cluster("home")
      .entity("home/node/a", {{"status", "online"}})
      .entity("home/vm/100", {{"status", "running"}, {"node", "a"}})
      .size("home/node/a", 4, 1'000)
      .used("home/node/a", 1, 500)
      .give(11'000);
  EXPECT_THAT(lab.told(kFleet, "guests_running_count"), Optional(3.0));
  EXPECT_THAT(lab.told(kFleet, "cpu_usage_ratio"), Optional(DoubleEq(0.36)));
  EXPECT_THAT(lab.told("home/cluster/home", "guests_running_count"), Optional(1.0));
  EXPECT_EQ(lab.told(kLab, "guests_count"), std::nullopt);
}

// Every figure of the fleet that the two clusters have.
constexpr std::array kOfEverybody = {"nodes_count",
                                     "nodes_online_count",
                                     "guests_count",
                                     "guests_running_count",
                                     "vms_running_count",
                                     "guests_cpu_count",
                                     "guests_memory_total_bytes",
                                     "cpu_count",
                                     "cpu_usage_ratio",
                                     "cpu_usage_percent",
                                     "memory_used_bytes",
                                     "memory_total_bytes",
                                     "memory_used_percent",
                                     "disk_used_bytes",
                                     "disk_total_bytes"};

void giveHome(OneCluster& lab, std::int64_t time_ms) {
  lab.cluster("home")
      .entity("home/node/a", {{"status", "online"}})
      .entity("home/vm/100", {{"status", "running"}, {"node", "a"}})
      .size("home/node/a", 4, 1'000)
      .used("home/node/a", 1, 500)
      .size("home/vm/100", 2, 500)
      .figure("home/storage/ceph", "disk_used_bytes", 70)
      .figure("home/storage/ceph", "disk_total_bytes", 300)
      .give(time_ms);
}

TEST(Totals, OverAllAreStaleInEachFigureOnceAClusterIsSilentForAMinute) {
  OneCluster lab;
  announce(lab);
  lab.entity("lab/storage/ceph", {{"shared", "true"}})
      .figure("lab/storage/ceph", "disk_used_bytes", 70)
      .figure("lab/storage/ceph", "disk_total_bytes", 300);
  cycle(lab, 10'000);
  lab.entity("home/storage/ceph", {{"shared", "true"}});
  giveHome(lab, 11'000);
  lab.host.host().waitFor(60'000);
  giveHome(lab, 71'000);
  for (const char* figure : kOfEverybody)
    EXPECT_EQ(lab.quality(kFleet, figure), Quality::kLive) << figure;
  lab.host.host().waitFor(1);
  giveHome(lab, 81'000);
  for (const char* figure : kOfEverybody)
    EXPECT_EQ(lab.quality(kFleet, figure), Quality::kStale) << figure;
  EXPECT_EQ(lab.quality("home/cluster/home", "cpu_usage_ratio"), Quality::kLive);
  // The one that was silent is heard again.
  announce(lab);
  cycle(lab, 82'000);
  EXPECT_EQ(lab.quality(kFleet, "cpu_usage_ratio"), Quality::kLive);
}

TEST(Totals, AreStaleAfterAnotherTimeWhereTheOptionSaysSo) {
  OneCluster lab(testing::GivenOptions{{"stale_after", "5m"}});
  announce(lab);
  cycle(lab, 10'000);
  lab.host.host().waitFor(300'000);
  giveHome(lab, 310'000);
  EXPECT_EQ(lab.quality(kFleet, "memory_used_bytes"), Quality::kLive);
  lab.host.host().waitFor(1);
  giveHome(lab, 320'000);
  EXPECT_EQ(lab.quality(kFleet, "memory_used_bytes"), Quality::kStale);
}

// Its statistics hang: the cluster is heard, and knows that the node is there.
TEST(Totals, OfAClusterAreStaleInEachFigureThatASilentNodeIsIn) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.host.host().waitFor(60'001);
  lab.size("lab/node/a", 4, 1'000).used("lab/node/a", 0.5, 600);
  lab.size("lab/vm/100", 2, 500).used("lab/vm/100", 0.25, 100).size("lab/container/200", 1, 50);
  lab.give(70'001);
  for (const char* figure : {"cpu_count", "cpu_usage_ratio", "memory_used_bytes",
                             "memory_total_bytes", "guests_running_count", "vms_running_count",
                             "guests_cpu_count", "guests_memory_total_bytes"})
    EXPECT_EQ(lab.quality(kLab, figure), Quality::kStale) << figure;
  for (const char* figure :
       {"nodes_count", "nodes_online_count", "guests_count", "containers_running_count"})
    EXPECT_EQ(lab.quality(kLab, figure), Quality::kLive) << figure;
  EXPECT_EQ(lab.quality("lab/pool/prod", "memory_used_bytes"), Quality::kLive);
}

// What is used would be taken of cores that nobody knows the use of.
TEST(Totals, AreOfNoCoresOfANodeOfWhichNothingIsKnown) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.entity("lab/node/b", {{"status", "unknown"}});
  lab.size("lab/node/a", 4, 1'000).used("lab/node/a", 0.5, 600);
  lab.figure("lab/node/b", "cpu_count", 12, Quality::kStale);
  lab.figure("lab/node/b", "cpu_usage_ratio", kNaN, Quality::kUnknown);
  lab.figure("lab/node/b", "memory_used_bytes", kNaN, Quality::kUnknown).give(20'000);
  EXPECT_THAT(lab.told(kLab, "cpu_count"), Optional(4.0));
  EXPECT_THAT(lab.told(kLab, "cpu_usage_ratio"), Optional(DoubleEq(0.5)));
  EXPECT_THAT(lab.told(kLab, "memory_total_bytes"), Optional(1'000.0));
}

TEST(Totals, CountAsRunningAsOfThenWhatOnlyStaleFiguresComeOf) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  sample(lab);
  for (const char* figure : {"cpu_count", "memory_total_bytes", "cpu_usage_ratio"})
    lab.figure("lab/vm/101", figure, 8, Quality::kStale);
  lab.figure("lab/vm/101", "memory_used_bytes", 300, Quality::kStale).give(20'000);
  EXPECT_THAT(lab.told(kLab, "guests_running_count"), Optional(2.0));
  EXPECT_EQ(lab.quality(kLab, "guests_running_count"), Quality::kStale);
  EXPECT_EQ(lab.quality("lab/node/a", "guests_running_count"), Quality::kLive);
}

TEST(Totals, TakeNoClusterForSilentWhereTheHostsClockIsSet) {
  for (const std::int64_t set_by_ms : {-7'200'000, 7'200'000}) {
    SCOPED_TRACE(set_by_ms);
    OneCluster lab;
    lab.host.setNow(1'795'000'000'000);
    announce(lab);
    cycle(lab, 10'000);
    lab.host.setClockBy(set_by_ms);
    lab.cluster("home")
        .entity("home/node/a", {{"status", "online"}})
        .size("home/node/a", 4, 1'000)
        .used("home/node/a", 1, 500)
        .give(11'000);
    EXPECT_EQ(lab.quality(kFleet, "cpu_usage_ratio"), Quality::kLive);
    lab.host.host().waitFor(3'600'000);
    lab.used("home/node/a", 1, 500).give(21'000);
    EXPECT_EQ(lab.quality(kFleet, "cpu_usage_ratio"), Quality::kStale) << "one is silent";
  }
}

TEST(Totals, AnnounceTheFleetAgainWhenEntitiesAreToldAgain) {
  OneCluster lab;
  const auto announced = [&] {
    const EntityId fleet = lab.host.dictionary().entity(kFleet);
    for (const auto& batch : lab.host.pushed())
      for (const auto& change : batch.changes())
        if (change.entity == fleet) return true;
    return false;
  };
  announce(lab);
  cycle(lab, 10'000);
  EXPECT_TRUE(announced());
  cycle(lab, 20'000);
  EXPECT_FALSE(announced());
  announce(lab);
  cycle(lab, 30'000);
  EXPECT_TRUE(announced());
}

TEST(Totals, OfNoGuestsAreUnknownUntilOneWasSeen) {
  OneCluster lab;
  lab.cluster("lab").entity("lab/node/a", {{"status", "online"}}).size("lab/node/a", 4, 1).give(1);
  EXPECT_EQ(lab.told(kLab, "guests_count"), std::nullopt);
  EXPECT_THAT(lab.told(kLab, "nodes_count"), Optional(1.0));
}

// The source's rights were taken: it has the guests of before, in an unknown state.
TEST(Totals, OfGuestsThatNobodySeesAnyMoreAreUnknownAndNeverNone) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.entity("lab/cluster/lab", {{"guests_hidden", "true"}});
  for (const char* guest : {"lab/vm/100", "lab/vm/101", "lab/container/200"})
    lab.entity(guest, {{"status", "unknown"}});
  lab.size("lab/node/a", 4, 1).give(20'000);
  for (const char* total : {"guests_count", "guests_running_count", "vms_count", "guests_cpu_count",
                            "guests_memory_total_bytes"})
    for (const char* of : {kLab, kFleet, "lab/node/a"})
      EXPECT_EQ(lab.quality(of, total), Quality::kUnknown) << of << " " << total;
  lab.remove("lab/vm/100").remove("lab/vm/101").remove("lab/container/200");
  lab.size("lab/node/a", 4, 1).give(30'000);
  EXPECT_EQ(lab.told(kLab, "guests_count"), std::nullopt);
  lab.entity("lab/cluster/lab", {{"guests_hidden", ""}}).size("lab/node/a", 4, 1).give(40'000);
  EXPECT_THAT(lab.told(kLab, "guests_count"), Optional(0.0));
}

TEST(Totals, OfGuestsOfWhichSomeAreHiddenAreThoseOfTheOthers) {
  OneCluster lab;
  announce(lab);
  cycle(lab, 10'000);
  lab.entity("lab/cluster/lab", {{"guests_hidden", "true"}});
  lab.entity("lab/vm/100", {{"status", "unknown"}}).size("lab/node/a", 4, 1).give(20'000);
  EXPECT_THAT(lab.told(kLab, "guests_count"), Optional(2.0));
  EXPECT_EQ(lab.quality(kLab, "guests_count"), Quality::kEstimated);
}

TEST(Totals, AreTurnedOffByAnOption) {
  OneCluster lab(testing::GivenOptions{{"totals", "false"}});
  announce(lab);
  cycle(lab, 10'000);
  EXPECT_EQ(lab.told(kLab, "guests_count"), std::nullopt);
}

}  // namespace
}  // namespace pipevane::derive
