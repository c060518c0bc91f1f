// Metrics that a pipeline defines by expressions, from a cluster to REST and into the history.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kSinks =
    "sinks:\n"
    "  history: {type: history, inputs: [derived]}\n"
    "  web: {type: web, port: 0, inputs: [derived]}\n";

simulator::Settings fewGuests() {
  simulator::Settings settings;
  settings.nodes = 2;
  settings.guests = 6;
  return settings;
}

class ExpressedCluster : public ::testing::Test {
 protected:
  std::string yaml(const std::string& expressions, const std::string& more = {}) const {
    return "version: 1\nsources:\n" + sourceYaml("lab", cluster_) +
           "transforms:\n  derived:\n    type: derive\n    inputs: [lab]\n" + more +
           "    expressions:\n" + expressions + kSinks;
  }
  Process::Environment environment() const {
    return {{"SECRET", cluster_.settings().token_secret}};
  }
  // Until an entity of that kind has the metric; its key.
  static std::string awaitMetric(const RunningPipevane& running, const std::string& kind,
                                 const std::string& metric) {
    std::string found;
    running.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
      for (const auto& [key, value] : entities) {
        const auto entity = value.extract<JsonPtr>();
        const auto metrics = entity->getObject("metrics");
        if (entity->optValue<std::string>("kind", "") == kind && metrics && metrics->has(metric))
          found = key;
      }
      return !found.empty();
    });
    return found;
  }

  simulator::Simulator cluster_{fewGuests()};
};

TEST_F(ExpressedCluster, HasItsMetricsAtRestAndInTheHistory) {
  const RunningPipevane running(
      yaml("      memory_pressure_percent: memory_used_bytes / memory_total_bytes * 100\n"
           "      network_bytes_per_second: >-\n"
           "        network_receive_bytes_per_second +\n"
           "        network_transmit_bytes_per_second\n"
           "      memory_promised_ratio: guests_memory_total_bytes / memory_total_bytes\n"),
      environment());
  const std::string node = awaitMetric(running, "node", "memory_promised_ratio");
  const std::string guest = awaitMetric(running, "vm", "network_bytes_per_second");

  int with_all = 0;
  for (const char* list : {"/api/nodes", "/api/guests"})
    for (const JsonPtr& item : running.items(list)) {
      const auto metrics = item->getObject("metrics");
      SCOPED_TRACE(item->getValue<std::string>("id"));
      EXPECT_EQ(metrics->has("memory_pressure_percent"), metrics->has("memory_used_percent"));
      if (!metrics->has("network_bytes_per_second")) continue;
      ++with_all;
      EXPECT_NEAR(metrics->getValue<double>("memory_pressure_percent"),
                  metrics->getValue<double>("memory_used_percent"), 1e-9);
      EXPECT_NEAR(metrics->getValue<double>("network_bytes_per_second"),
                  metrics->getValue<double>("network_receive_bytes_per_second") +
                      metrics->getValue<double>("network_transmit_bytes_per_second"),
                  1e-6);
    }
  EXPECT_GE(with_all, 2);

  const auto expressed = running.stored(guest, "memory_pressure_percent");
  const auto percent = running.stored(guest, "memory_used_percent");
  ASSERT_FALSE(expressed.times_ms.empty());
  std::size_t compared = 0;
  for (std::size_t i = 0; i < expressed.times_ms.size(); ++i) {
    const auto at = std::ranges::find(percent.times_ms, expressed.times_ms[i]);
    if (at == percent.times_ms.end()) continue;
    const auto& value = percent.values[static_cast<std::size_t>(at - percent.times_ms.begin())];
    ASSERT_EQ(value.isEmpty(), expressed.values[i].isEmpty());
    if (value.isEmpty()) continue;
    EXPECT_NEAR(expressed.values[i].convert<double>(), value.convert<double>(), 1e-9);
    ++compared;
  }
  EXPECT_GT(compared, 0u);
}

TEST_F(ExpressedCluster, TakesOthersWhileItRunsAndNoneThatIsWrong) {
  RunningPipevane running(yaml("      free_bytes: memory_total_bytes - memory_used_bytes\n"),
                          environment());
  awaitMetric(running, "node", "free_bytes");
  // In one moment, as an editor does it.
  const auto write = [&](const std::string& expressions) {
    std::ofstream(running.folder() / "fresh") << yaml(expressions);
    std::filesystem::rename(running.folder() / "fresh", running.folder() / "pipeline.yaml");
  };
  write("      free_bytes: memory_total_bytes - cpu_count\n");
  running.awaitLog("The pipeline stays as it is.");
  EXPECT_THAT(running.log(), HasSubstr("column 20: it takes count from bytes"));
  write(
      "      free_bytes: memory_total_bytes - memory_used_bytes\n"
      "      free_ratio: free_bytes / memory_total_bytes\n");
  running.awaitLog("The pipeline was changed: made anew derived");
  const std::string node = awaitMetric(running, "node", "free_ratio");
  for (const JsonPtr& item : running.items("/api/nodes")) {
    if (item->getValue<std::string>("id") != node) continue;
    const auto metrics = item->getObject("metrics");
    EXPECT_NEAR(metrics->getValue<double>("free_ratio"),
                1 - metrics->getValue<double>("memory_used_percent") / 100, 1e-9);
  }
  EXPECT_EQ(running.stop(), 0);
}

TEST_F(ExpressedCluster, SaysWhichMetricNobodyTells) {
  const RunningPipevane running(
      yaml("      free_bytes: memory_totl_bytes - memory_used_bytes\n", "    stale_after: 1s\n"),
      environment());
  EXPECT_THAT(running.awaitState("derived", "degraded"),
              HasSubstr("cannot compute \"free_bytes\" of \"memory_totl_bytes - "
                        "memory_used_bytes\": nothing called \"memory_totl_bytes\" has come so far "
                        "(did you mean \"memory_total_bytes\"?)"));
}

}  // namespace
}  // namespace pipevane::testing
