#include "tests/end_to_end/chaos/end_of_hour.h"

#include "tests/end_to_end/chaos/whole_history.h"

#include <gtest/gtest.h>
#include <pipevane/abi.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace pipevane::testing {
namespace {

constexpr std::int64_t kLatelyMs = 3 * ChaosRun::kStepS * 1000;

void expectLately(WatchedHour& hour, const std::string& key, const Published::Attributes& told) {
  const bool node = key.find("/node/") != std::string::npos;
  const bool from_host = told.count("memory_source") > 0 && told.at("memory_source") == "host";
  const auto& all = hour.judged().series();
  for (const std::string metric : {"cpu_usage_ratio", "memory_used_percent", "uptime_seconds",
                                   "network_receive_bytes_per_second"}) {
    // No list has a node's own traffic, and more than all memory is no share of it.
    if (node && !hour.exports() && metric.starts_with("network_")) continue;
    if (from_host && metric.starts_with("memory_")) continue;
    const auto series = all.find({key, metric});
    ASSERT_NE(series, all.end()) << key << ' ' << metric;
    EXPECT_EQ(series->second.last_quality, hour.exports() ? PV_LIVE : PV_ESTIMATED)
        << key << ' ' << metric;
    EXPECT_GT(series->second.last_ms, hour.nowMs() - kLatelyMs) << key << ' ' << metric;
  }
  if (hour.chaos().cluster().version().hostMemory() && !node) {
    ASSERT_EQ(told.count("memory_source"), 1U) << key;
  }
}

}  // namespace

void expectTheTrueFleet(WatchedHour& hour) {
  const auto& entities = hour.published().entities();
  for (const auto& [key, known] : hour.truth().entities()) {
    const auto found = entities.find(key);
    ASSERT_EQ(found != entities.end(), known.present) << key;
    if (!known.present) continue;
    const Published::Attributes& told = found->second;
    EXPECT_EQ(told.at("status"), known.status) << key;
    EXPECT_EQ(told.at("name"), known.name) << key;
    if (!known.node.empty()) {
      EXPECT_EQ(told.at("node"), known.node) << key;
    }
    if (known.status == "running" || known.status == "online") expectLately(hour, key, told);
  }
}

void expectAllOfItInTheHistory(WatchedHour& hour) {
  const std::int64_t from_ms = ChaosRun::kBeginMs + 5 * 60'000;
  for (const auto& [series, kept] : hour.judged().series()) {
    const TrueEntity* const known = hour.truth().of(series.first);
    if (known == nullptr || !known->present) continue;
    const auto first = kept.values.lower_bound(from_ms);
    const auto points = hour.chaos().history(series.first, series.second, from_ms);
    if (!isWhole(points, kept, from_ms))
      hour.complain("the history has " + std::to_string(points.size()) + " samples of " +
                    series.first + " " + series.second + ", not the " +
                    std::to_string(std::distance(first, kept.values.end())) + " that were told");
  }
}

}  // namespace pipevane::testing
