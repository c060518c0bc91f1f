// Section 3.8: the rows of rrddata.
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/rrd_figure.h"
#include "plugins/proxmox/rrd_rows_reader.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kLatest = 2'000'000'000'000;
const double kUnknown = std::nan("");

struct RrdTrap {
  const char* name;
  Kind kind;
  const char* rows;
  const char* metric;
  // By row: how long it is, and what is known of it.
  std::vector<std::int64_t> steps_s;
  std::vector<double> values;
};

void PrintTo(const RrdTrap& trap, std::ostream* out) { *out << trap.rows; }

class RrdTraps : public ::testing::TestWithParam<RrdTrap> {};

TEST_P(RrdTraps, AreSeenThrough) {
  json::Document document;
  Surprises surprises;
  const std::string body = R"({"data":[)" + std::string(GetParam().rows) + "]}";
  const RrdRows rows = readRrdRows(document.data(body), GetParam().kind, kLatest, surprises);
  ASSERT_EQ(rows.begins_ms.size(), GetParam().values.size());
  const auto figure = RrdFigure::of(GetParam().metric);
  ASSERT_TRUE(figure);
  for (std::size_t i = 0; i < rows.begins_ms.size(); ++i) {
    EXPECT_EQ(rows.steps_ms[i], GetParam().steps_s[i] * 1000) << i;
    const double value = figure->in(rows, i);
    if (std::isnan(GetParam().values[i]))
      EXPECT_TRUE(std::isnan(value)) << i << ": " << value;
    else
      EXPECT_EQ(value, GetParam().values[i]) << i;
  }
  EXPECT_EQ(surprises.total(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Section3, RrdTraps,
    ::testing::Values(
        RrdTrap{"OneAnswerMixesTwoStepsAfterAnUpgrade",
                Kind::kNode,
                R"({"time":1800,"cpu":0},{"time":3600,"cpu":0.5},{"time":5400,"cpu":0.25},
                   {"time":5460,"cpu":0.125},{"time":5520,"cpu":1})",
                "cpu_usage_ratio",
                {1800, 1800, 1800, 60, 60},
                {0, 0.5, 0.25, 0.125, 1}},
        RrdTrap{"StepsOfAYearBeforeNine",
                Kind::kVm,
                R"({"time":604800,"mem":5},{"time":1209600,"mem":6})",
                "memory_used_bytes",
                {604800, 604800},
                {5, 6}},
        RrdTrap{"UnknownIsAnAbsentKey",
                Kind::kVm,
                R"({"time":60,"cpu":0.5},{"time":120},{"time":180,"mem":5})",
                "cpu_usage_ratio",
                {60, 60, 60},
                {0.5, kUnknown, kUnknown}},
        RrdTrap{"NewestBucketIsMissing",
                Kind::kVm,
                R"({"time":60,"mem":5},{"time":120})",
                "memory_used_bytes",
                {60, 60},
                {5, kUnknown}},
        RrdTrap{"BytesAreAveragesThatAreNotWhole",
                Kind::kVm,
                R"({"time":60,"mem":1024.5,"memhost":2048.25})",
                "memory_used_bytes",
                {60},
                {1024.5}},
        RrdTrap{"NetworkIsARateAndNoCounter",
                Kind::kContainer,
                R"({"time":60,"netin":10.5},{"time":120,"netin":3})",
                "network_receive_bytes_per_second",
                {60, 60},
                {10.5, 3}},
        RrdTrap{"ResetOfACounterIsAGap",
                Kind::kVm,
                R"({"time":60,"diskread":7},{"time":120},{"time":180,"diskread":8})",
                "disk_read_bytes_per_second",
                {60, 60, 60},
                {7, kUnknown, 8}},
        RrdTrap{"MachineDiskIs0HereToo",
                Kind::kVm,
                R"({"time":60,"disk":0,"maxdisk":9})",
                "disk_used_bytes",
                {60},
                {kUnknown}},
        RrdTrap{"NineHasMoreColumnsOfANode",
                Kind::kNode,
                R"({"time":60,"loadavg":0.5,"memavailable":4,"arcsize":2,"pressurecpusome":1.5,
                   "pressureiosome":0,"pressureiofull":0,"pressurememorysome":0,
                   "pressurememoryfull":0})",
                "load_average_1m",
                {60},
                {0.5}},
        RrdTrap{"NumbersAreText",
                Kind::kStorage,
                R"({"time":"60","used":"5","total":"9"})",
                "disk_used_bytes",
                {60},
                {5}}),
    [](const auto& trap) { return trap.param.name; });

}  // namespace
}  // namespace pipevane::proxmox
