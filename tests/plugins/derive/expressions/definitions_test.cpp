#include "plugins/derive/expressions/definitions.h"

#include <pipevane/error.h>

#include <gmock/gmock.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::derive {
namespace {

using ::testing::ElementsAre;

using Written = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> problemsOf(const Written& written) {
  std::vector<std::string> problems;
  try {
    readExpressions(written);
  } catch (const Error& error) {
    std::istringstream lines(error.what());
    for (std::string line; std::getline(lines, line);) problems.push_back(line);
  }
  return problems;
}

struct Case {
  std::string metric, written;
  std::string why = {};  // behind `cannot compute "metric" of "written"`
};

TEST(Definitions, AreTakenWhereTheirUnitsFit) {
  const std::vector<Case> cases = {
      {"memory_pressure_percent", "memory_used_bytes / memory_total_bytes * 100"},
      {"memory_pressure_percent", "100 * memory_used_bytes / memory_total_bytes"},
      {"memory_pressure_percent", "memory_used_bytes * 100 / memory_total_bytes"},
      {"memory_pressure_percent", "memory_used_bytes / memory_total_bytes / 0.01"},
      {"memory_short_ratio", "1 - memory_used_bytes / memory_total_bytes"},
      {"memory_short_ratio", "1 - memory_used_percent / 100"},
      {"memory_left_bytes", "max(0, memory_total_bytes - memory_used_bytes - 1048576)"},
      {"memory_left_bytes", "memory_total_bytes * (1 - memory_used_percent / 100)"},
      {"disk_full_seconds", "(disk_total_bytes - disk_used_bytes) / disk_written_bytes_per_second"},
      {"network_bytes_per_second",
       "network_receive_bytes_per_second + network_transmit_bytes_per_second"},
      {"since_start_bytes_per_second", "disk_read_bytes_total / uptime_seconds"},
      {"cpu_used_count", "cpu_usage_ratio * cpu_count"},
      {"overcommitment_ratio", "guests_cpu_count / cpu_count"},
      {"memory_of_a_guest_bytes", "guests_memory_total_bytes / guests_count"},
      {"busiest", "max(cpu_usage_percent, memory_used_percent, 50)"},
      {"weighed_percent", "0.7 * cpu_usage_percent + 30 * cpu_iowait_ratio * 100"},
      {"bounded_percent", "clamp(cpu_usage_percent, 0, 100)"},
      {"load_of_a_core", "load_average_1m / cpu_count"},
      {"difference_bytes", "abs(-(memory_used_bytes - memory_host_used_bytes))"},
      {"starts_per_second", "1 / uptime_seconds"},
      // A hundred of what is no ratio is a weight.
      {"most_of_it_bytes", "memory_total_bytes - memory_total_bytes * 0.01"},
      {"mean_bytes", "0.01 * memory_used_bytes + 0.99 * memory_host_used_bytes"},
      {"mean_ratio", "0.01 * cpu_usage_ratio + 0.99 * cpu_iowait_ratio"},
      {"mean_percent", "0.01 * cpu_usage_percent + 0.99 * memory_used_percent"},
      {"mean_percent", "0.99 * cpu_usage_percent + memory_used_percent * 0.01"},
      {"most_percent",
       "max(0.01 * cpu_usage_percent, 0.01 * memory_used_percent + swap_used_percent)"},
      {"shares_count", "cpu_count * 100"},
      {"shares_count", "100 * cpu_count"},
      {"hundredfold_percent", "cpu_usage_percent * 100"},
      {"part_ratio", "cpu_usage_ratio / 100"},
      {"same_ratio", "cpu_usage_ratio / 100 * 100"},
      {"load_percent", "load_average_1m * 100 / cpu_count"},
      {"load_percent", "load_average_1m / (cpu_count * 0.01)"},
      {"cpu_per_second", "cpu_usage_ratio * 100 / uptime_seconds"},
      {"left_ratio", "(memory_total_bytes * 0.01 + memory_used_bytes) / memory_total_bytes"},
      {"left_ratio", "(memory_total_bytes * 100 - memory_used_bytes) / memory_total_bytes"},
      {"left_percent", "(memory_total_bytes * 100 - memory_used_bytes * 100) / memory_total_bytes"},
      {"used_bytes", "memory_total_bytes * memory_used_percent * 0.01"},
      // Known only once somebody tells them.
      {"power_of_a_core", "power_watts / cpu_count"},
      {"anything_bytes", "somebodys_figure + memory_used_bytes * somebodys_other"},
      {"x_per_second", "somebodys_per_second"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.metric + ": " + each.written);
    EXPECT_THAT(problemsOf({{each.metric, each.written}}), ElementsAre());
  }
}

TEST(Definitions, AreRefusedWithThePlaceAndTheReason) {
  const std::vector<Case> cases = {
      {"a", "memory_used_bytes +",
       ", column 20: it ends where a number, a metric or \"(\" belongs"},
      {"a", "", ": it is empty"},
      {"a", "memory_used_bytes + uptime_seconds", ", column 19: it adds bytes and seconds"},
      {"a", "memory_used_bytes - cpu_usage_ratio", ", column 19: it takes ratio from bytes"},
      {"a", "max(1, memory_used_bytes, cpu_count)", ", column 1: it compares bytes and count"},
      {"a", "clamp(cpu_usage_percent, 0, cpu_usage_ratio)",
       ", column 1: it compares percent and ratio"},
      {"a", "cpu_usage_percent + cpu_usage_ratio", ", column 19: it adds percent and ratio"},
      {"a", "cpu_usage_ratio + cpu_usage_ratio * 100", ", column 17: it adds ratio and percent"},
      {"a", "cpu_usage_percent + cpu_usage_percent / 100",
       ", column 19: it adds percent and ratio"},
      {"a_percent", "0.01 * cpu_usage_percent",
       ": its name ends in percent, and what it computes is ratio: multiply it by 100"},
      {"a", "cpu_count * 2 + memory_used_bytes / memory_total_bytes",
       ", column 15: it adds count and ratio"},
      {"a", "memory_used_bytes * memory_total_bytes + swap_used_bytes",
       ", column 40: it adds bytes times bytes and bytes"},
      {"a", "memory_used_bytes / (3 - 3)", ", column 19: it divides by 0"},
      {"a", "cpu_count * (1e200 * 1e200)", ", column 20: what it makes of numbers alone is none"},
      {"a", "clamp(cpu_count, 2, 1)",
       ", column 1: the lowest value that it lets through is above the highest"},
      {"a", "1 + 2", ": it names no metric"},
      {"a_percent", "memory_used_bytes / memory_total_bytes",
       ": its name ends in percent, and what it computes is ratio: multiply it by 100"},
      {"a_ratio", "cpu_usage_percent",
       ": its name ends in ratio, and what it computes is percent: divide it by 100"},
      {"a_bytes", "uptime_seconds", ": its name ends in bytes, and what it computes is seconds"},
      {"a_bytes_per_second", "memory_used_bytes",
       ": its name ends in bytes_per_second, and what it computes is bytes"},
      {"a_per_second", "memory_used_bytes",
       ": its name ends in per_second, and what it computes is bytes"},
      {"a_bytes", "memory_total_bytes * memory_used_percent",
       ": its name ends in bytes, and what it computes is bytes times 100: divide it by 100"},
      {"a", "memory_used_bytes * memory_used_bytes",
       ": what it computes is bytes times bytes, which no metric is measured in"},
      {"a", "cpu_usage_percent * cpu_usage_percent",
       ": what it computes is percent times 100, which no metric is measured in"},
      {"Memory", "cpu_count",
       ": it is no name of a metric: that is a small letter, then small letters, digits and _"},
      {"", "cpu_count",
       ": it is no name of a metric: that is a small letter, then small letters, digits and _"},
      {std::string(129, 'a'), "cpu_count", ": its name is longer than 128 bytes"},
      {"reads_total", "disk_read_bytes_total", ": its name ends in total, as those of counters do"},
      {"memory_used_mib", "memory_used_bytes / 1048576",
       ": its name ends in mib, and metrics are told in base units: bytes, seconds"},
      {"uptime_days", "uptime_seconds / 86400",
       ": its name ends in days, and metrics are told in base units: bytes, seconds"},
      {"cpu_usage_ratio", "load_average_1m / cpu_count",
       ": there is a metric of that name already: give it another one"},
      {"network_receive_bytes_per_second", "network_transmit_bytes_per_second",
       ": there is a metric of that name already: give it another one"},
      {"guests_count", "vms_count + containers_count",
       ": there is a metric of that name already: give it another one"},
      {"a", "a + cpu_count", ": it needs itself: a, which needs a"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.metric + ": " + each.written);
    EXPECT_THAT(problemsOf({{each.metric, each.written}}),
                ElementsAre("cannot compute \"" + each.metric + "\" of \"" + each.written + "\"" +
                            each.why));
  }
}

TEST(Definitions, HaveNoNamesInScaledUnits) {
  for (const std::string unit :
       {"bits",  "mib",    "kilobytes", "ms",    "minutes", "minute",      "per_min",      "mins",
        "hours", "hour",   "h",         "hr",    "hrs",     "days",        "day",          "weeks",
        "week",  "months", "month",     "years", "year",    "millisecond", "microseconds", "bit"}) {
    for (const std::string& name : {"x_" + unit, "x_per_" + unit, "x_count_per_" + unit, unit}) {
      SCOPED_TRACE(name);
      EXPECT_THAT(
          problemsOf({{name, "power_watts"}}),
          ElementsAre("cannot compute \"" + name + "\" of \"power_watts\": its name ends in " +
                      unit + ", and metrics are told in base units: bytes, seconds"));
    }
    const std::string rate = "x_" + unit + "_per_second";
    EXPECT_THAT(
        problemsOf({{rate, "power_watts"}}),
        ElementsAre("cannot compute \"" + rate + "\" of \"power_watts\": its name ends in " + unit +
                    "_per_second, and metrics are told in base units: bytes, seconds"));
  }
  for (const std::string name :
       {"birthday", "x_math", "x_h_count", "x_today", "x_min", "busy_by_day_ratio"})
    EXPECT_THAT(problemsOf({{name, "power_watts"}}), ElementsAre()) << name;
}

TEST(Definitions, AreRefusedWithAllThatIsWrong) {
  EXPECT_THAT(
      problemsOf({{"a", "b + 1"},
                  {"b", "c * 2"},
                  {"c", "a"},
                  {"Bad", "(cpu_count"},
                  {"two", "memory_used_bytes + uptime_seconds * (cpu_count - cpu_usage_ratio)"},
                  {"late_bytes", "fine_seconds"},
                  {"fine_seconds", "uptime_seconds * 2"}}),
      ElementsAre("cannot compute \"Bad\" of \"(cpu_count\": it is no name of a metric: that is a "
                  "small letter, then small letters, digits and _",
                  "cannot compute \"Bad\" of \"(cpu_count\", column 11: it ends where the \"(\" of "
                  "column 1 is still open",
                  "cannot compute \"a\" of \"b + 1\": it needs itself: a, which needs b, which "
                  "needs c, which needs a",
                  "cannot compute \"two\" of \"memory_used_bytes + uptime_seconds * (cpu_count - "
                  "cpu_usage_ratio)\", column 49: it takes ratio from count",
                  "cannot compute \"late_bytes\" of \"fine_seconds\": its name ends in bytes, and "
                  "what it computes is seconds"));
}

TEST(Definitions, SayOneThingOnceWhereOthersNeedIt) {
  EXPECT_THAT(problemsOf({{"one", "memory_used_bytes + uptime_seconds"}, {"two", "one + one"}}),
              ElementsAre("cannot compute \"one\" of \"memory_used_bytes + uptime_seconds\", "
                          "column 19: it adds bytes and seconds"));
}

// Where a hundred is a weight, it is none of whoever needs the metric.
TEST(Definitions, LeaveNoHundredOpenToWhoeverNeedsThem) {
  EXPECT_THAT(problemsOf({{"shares", "cpu_count * 100"}, {"a_ratio", "shares / cpu_count"}}),
              ElementsAre());
}

TEST(Definitions, OfOneNameTwiceAreRefused) {
  EXPECT_THAT(problemsOf({{"a", "cpu_count"}, {"a", "cpu_count * 2"}}),
              ElementsAre("cannot compute \"a\" of \"cpu_count * 2\": it is defined twice"));
}

TEST(Definitions, AreBounded) {
  Written many, wide;
  for (int i = 0; i < 65; ++i) many.emplace_back("a" + std::to_string(i), "cpu_count");
  EXPECT_THAT(problemsOf(many), ElementsAre("cannot compute expressions: there are 65, and at most "
                                            "64 are taken"));
  many.pop_back();
  EXPECT_THAT(problemsOf(many), ElementsAre());
  for (int i = 0; i < 43; ++i) {
    const std::string n = std::to_string(i);
    wide.emplace_back("a" + n, "b" + n + " + c" + n + " + d" + n);
  }
  EXPECT_THAT(problemsOf(wide),
              ElementsAre("cannot compute expressions: they name 129 metrics, and at most 128 are "
                          "taken"));
}

TEST(Definitions, AreShownOnOneLine) {
  EXPECT_THAT(problemsOf({{"a\nb", "cpu_count +\n\t"}}),
              ElementsAre("cannot compute \"a b\" of \"cpu_count +  \": it is no name of a metric: "
                          "that is a small letter, then small letters, digits and _",
                          "cannot compute \"a b\" of \"cpu_count +  \", column 14: it ends where a "
                          "number, a metric or \"(\" belongs"));
}

TEST(Definitions, ComeAfterThoseThatTheyNeed) {
  std::vector<std::string> order;
  for (const Expression& each :
       readExpressions({{"c", "a + b"}, {"a", "b * 2"}, {"b", "cpu_count"}, {"d", "cpu_count"}}))
    order.push_back(each.metric);
  EXPECT_THAT(order, ElementsAre("b", "a", "c", "d"));
}

}  // namespace
}  // namespace pipevane::derive
