// What rrddata tells, row by row.
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/rrd_figure.h"
#include "plugins/proxmox/rrd_rows_reader.h"
#include "tests/fixtures/recordings.h"

#include <gtest/gtest.h>
#include <pipevane/error.h>
#include <cmath>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kLatest = 2'000'000'000'000;

struct Rrd : ::testing::Test {
  json::Document document;
  Surprises surprises;

  RrdRows read(const std::string& rows, Kind kind = Kind::kVm) {
    return readRrdRows(document.data(R"({"data":[)" + rows + "]}"), kind, kLatest, surprises);
  }
  static std::vector<double> values(const RrdRows& rows, std::string_view metric) {
    const auto figure = RrdFigure::of(metric);
    std::vector<double> all;
    for (std::size_t i = 0; figure && i < rows.begins_ms.size(); ++i)
      all.push_back(figure->in(rows, i));
    return all;
  }
  static double only(const RrdRows& rows, std::string_view metric) {
    const auto all = values(rows, metric);
    return all.size() == 1 ? all[0] : -1;
  }
};

using Times = std::vector<std::int64_t>;

TEST_F(Rrd, ARowEndsAtItsTime) {
  const RrdRows rows = read(R"({"time":1800,"cpu":0.5},{"time":1860,"cpu":0.25})");
  EXPECT_EQ(rows.begins_ms, (Times{1'740'000, 1'800'000}));
  EXPECT_EQ(rows.steps_ms, (Times{60'000, 60'000}));
  EXPECT_EQ(rows.endMs(), 1'860'000);
  EXPECT_EQ(values(rows, "cpu_usage_ratio"), (std::vector{0.5, 0.25}));
}

TEST_F(Rrd, StepsAreReadFromTheRows) {
  // After an upgrade: half hours, then minutes, which begin somewhere within a half hour.
  const RrdRows rows = read(
      R"({"time":1800},{"time":3600},{"time":5400},{"time":6000},{"time":6060},{"time":6120})");
  EXPECT_EQ(rows.steps_ms, (Times{1'800'000, 1'800'000, 1'800'000, 60'000, 60'000, 60'000}));
  EXPECT_EQ(rows.begins_ms[3], 5'940'000);
}

TEST_F(Rrd, OneRowAloneIsAMinute) {
  EXPECT_EQ(read(R"({"time":1800,"cpu":1})").steps_ms, (Times{60'000}));
  EXPECT_TRUE(read("").begins_ms.empty());
}

TEST_F(Rrd, WhatIsAbsentIsUnknown) {
  const RrdRows rows = read(R"({"time":60},{"time":120,"cpu":0.5},{"time":180,"cpu":null})");
  const auto cpu = values(rows, "cpu_usage_ratio");
  EXPECT_TRUE(std::isnan(cpu[0]));
  EXPECT_EQ(cpu[1], 0.5);
  EXPECT_TRUE(std::isnan(cpu[2]));
  EXPECT_TRUE(std::isnan(values(rows, "memory_used_bytes")[1]));
  EXPECT_EQ(surprises.total(), 0U);
}

TEST_F(Rrd, FiguresHaveOurNamesAndUnits) {
  const RrdRows vm = read(
      R"({"time":60,"cpu":0.25,"maxcpu":4,"mem":1000,"maxmem":4000,"memhost":1500,"maxdisk":9000,
          "disk":0,"netin":10.5,"netout":20,"diskread":30,"diskwrite":"40"})");
  EXPECT_EQ(only(vm, "cpu_usage_percent"), 25);
  EXPECT_EQ(only(vm, "cpu_count"), 4);
  EXPECT_EQ(only(vm, "memory_used_percent"), 25);
  EXPECT_EQ(only(vm, "memory_host_used_bytes"), 1500);
  EXPECT_EQ(only(vm, "network_receive_bytes_per_second"), 10.5);
  EXPECT_EQ(only(vm, "network_transmit_bytes_per_second"), 20);
  EXPECT_EQ(only(vm, "disk_read_bytes_per_second"), 30);
  EXPECT_EQ(only(vm, "disk_written_bytes_per_second"), 40);
  EXPECT_TRUE(std::isnan(only(vm, "disk_used_bytes"))) << "of a machine it is always 0 there";

  const RrdRows node = read(
      R"({"time":60,"loadavg":0.7,"iowait":0.01,"memtotal":10,"memused":5,"swaptotal":0,"swapused":0,
          "roottotal":100,"rootused":30,"arcsize":1,"memavailable":5,"pressureiosome":0.1})",
      Kind::kNode);
  EXPECT_EQ(only(node, "load_average_1m"), 0.7);
  EXPECT_EQ(only(node, "cpu_iowait_ratio"), 0.01);
  EXPECT_EQ(only(node, "disk_used_percent"), 30);
  EXPECT_TRUE(std::isnan(only(node, "swap_used_percent"))) << "there is no swap";

  const RrdRows storage = read(R"({"time":60,"total":100,"used":40})", Kind::kStorage);
  EXPECT_EQ(only(storage, "disk_used_bytes"), 40);
  EXPECT_EQ(surprises.total(), 0U);
}

TEST_F(Rrd, TellsTheCacheOfZfsAndTheMemoryWithoutItButNothingWhereThereIsNone) {
  const RrdRows rows = read(
      R"({"time":60,"memtotal":16,"memused":12,"arcsize":"7"},{"time":120,"memtotal":16,"memused":3,"arcsize":0},
         {"time":180,"memtotal":16,"memused":3,"arcsize":7},{"time":240,"arcsize":7})",
      Kind::kNode);
  const auto arc = values(rows, "memory_arc_bytes");
  EXPECT_EQ(arc[0], 7);
  EXPECT_TRUE(std::isnan(arc[1]));
  const auto without = values(rows, "memory_used_without_arc_bytes");
  EXPECT_EQ(without[0], 5);
  for (const std::size_t none : {1U, 2U, 3U}) EXPECT_TRUE(std::isnan(without[none])) << none;
}

TEST_F(Rrd, HasNoFigureOfWhatCountsOrIsNotThere) {
  for (const char* metric : {"network_receive_bytes_total", "uptime_seconds", "load_average_5m",
                             "guests_count", "", "_per_second"})
    EXPECT_FALSE(RrdFigure::of(metric)) << metric;
}

TEST_F(Rrd, WhatIsNoRowOrNoFigureIsLeftOutAndCounted) {
  const RrdRows rows = read(
      R"(7,{"cpu":1},{"time":0},{"time":"120","cpu":-1},{"time":60},{"time":120},
         {"time":99999999999},{"time":180,"cpu":"x","new":1},{"time":240,"cpu":[]})");
  EXPECT_EQ(rows.begins_ms.size(), 3U);
  EXPECT_TRUE(rows.column(Metric::kCpuUsage).empty());
  const auto& counts = surprises.counts();
  EXPECT_EQ(counts.at("row of rrddata that cannot be read"), 1U);
  EXPECT_EQ(counts.at("row of rrddata without a time"), 2U);
  EXPECT_EQ(counts.at("row of rrddata out of order"), 2U);
  EXPECT_EQ(counts.at("row of rrddata from the future"), 1U);
  EXPECT_EQ(counts.at("value in rrddata that is no figure"), 3U);
  EXPECT_EQ(counts.at("key \"new\" in rrddata"), 1U);
}

TEST_F(Rrd, TakesNoMoreRowsThanAnyTimeFrameHas) {
  std::string many = R"({"time":1})";
  for (std::size_t i = 2; i <= RrdRows::kMost + 5; ++i)
    many += ",{\"time\":" + std::to_string(i) + "}";
  EXPECT_EQ(read(many).begins_ms.size(), RrdRows::kMost);
  EXPECT_EQ(surprises.counts().at("rrddata with too many rows"), 1U);
}

TEST_F(Rrd, RefusesWhatIsNoList) {
  EXPECT_THROW(readRrdRows(document.data(R"({"data":null})"), Kind::kVm, kLatest, surprises),
               Error);
  EXPECT_THROW(readRrdRows(document.data(R"({"data":{}})"), Kind::kVm, kLatest, surprises), Error);
}

// Against real answers, which are not part of the source: skipped where they are absent.
TEST_F(Rrd, RecordedAnswersHoldNothingThatIsNotKnown) {
  if (!std::filesystem::exists(testing::recordings())) GTEST_SKIP() << "no recordings here";
  const auto guest = readRrdRows(
      document.data(testing::recordedText("mon-nodes_pve1_qemu_100_rrddata_timeframe_hour.body")),
      Kind::kVm, kLatest, surprises);
  ASSERT_EQ(guest.begins_ms.size(), 60U);
  EXPECT_EQ(guest.endMs(), 1'795'455'480'000);
  EXPECT_EQ(values(guest, "memory_used_bytes").back(), 838'993'460);
  EXPECT_TRUE(std::isnan(values(guest, "memory_used_bytes")[58]));
  EXPECT_EQ(values(guest, "disk_written_bytes_per_second").back(), 20'480);
  const auto node = readRrdRows(
      document.data(testing::recordedText("mon-nodes_pve1_rrddata_timeframe_hour.body")),
      Kind::kNode, kLatest, surprises);
  EXPECT_EQ(values(node, "load_average_1m").back(), 0.873);
  EXPECT_EQ(surprises.total(), 0U);
}

}  // namespace
}  // namespace pipevane::proxmox
