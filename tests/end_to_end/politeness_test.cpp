// What a cluster hears of the real program while many people look at charts: slow answers, and not
// one question more than it can bear.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace pipevane::testing {
namespace {

using simulator::Fault;
using simulator::Simulator;

constexpr std::int64_t kDay = 24 * 3600 * 1000LL;

class Politeness : public ::testing::TestWithParam<const char*> {
 protected:
  static simulator::Settings settings() {
    simulator::Settings settings;
    settings.pve_release = GetParam();
    settings.files_s = 2 * kDay / 1000;
    return settings;
  }
  std::string yaml() const {
    return "version: 1\nsources:\n" + sourceYaml("lab", cluster_, "1s", "10s") +
           "sinks:\n  history: {type: history, inputs: [lab]}\n"
           "  web: {type: web, port: 0, inputs: [lab]}\n";
  }
  std::future<RunningPipevane::Answer> chartOf(const std::string& key) {
    return std::async(std::launch::async, [this, key] {
      return pipevane_.ask("GET", "/api/metrics/history?metric=cpu_usage_ratio&entity=" + key +
                                      "&from=" + std::to_string(from_ms_));
    });
  }
  // By then it is known whom to ask for what was before.
  void awaitSecondCycle() const {
    pipevane_.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
      return entities.has("sim/vm/100") &&
             cluster_.stats().requests("/api2/json/cluster/resources") >= 2;
    });
  }
  // Right, but a second late: whatever may overlap does.
  void slowDown() {
    cluster_.faults().add(
        Fault::parse(R"({"kind": "close+keep", "path": "/nodes/", "delay_s": 1})"));
  }

  Simulator cluster_{settings()};
  const std::int64_t from_ms_ = (cluster_.settings().clock() - kDay / 1000) * 1000;
  RunningPipevane pipevane_{yaml(), {{"SECRET", cluster_.settings().token_secret}}};
};

TEST_P(Politeness, HasNoNodeAnswerMoreThanTwoCallsAtOnce) {
  awaitSecondCycle();
  slowDown();
  std::vector<std::future<RunningPipevane::Answer>> charts;
  for (int i = 0; i < 12; ++i) charts.push_back(chartOf("sim/vm/" + std::to_string(100 + i)));
  for (auto& each : charts) EXPECT_NE(each.get().status, 0);
  for (const char* node : {"pve1", "pve2", "pve3"})
    EXPECT_LE(cluster_.underWay().mostAt(node), 2) << node;
  EXPECT_EQ(cluster_.underWay().mostOfOne(), 1);
}

TEST_P(Politeness, AsksOnceForAChartThatManyLookAt) {
  awaitSecondCycle();
  slowDown();
  std::vector<std::future<RunningPipevane::Answer>> charts;
  for (int i = 0; i < 8; ++i) charts.push_back(chartOf("sim/vm/100"));
  for (auto& each : charts) EXPECT_EQ(each.get().status, 200);
  // Two time frames at most tell a day.
  EXPECT_LE(cluster_.stats().requests("/api2/json/nodes/pve1/qemu/100/rrddata"), 2U);
  EXPECT_GE(cluster_.stats().requests("/api2/json/nodes/pve1/qemu/100/rrddata"), 1U);
  EXPECT_EQ(cluster_.underWay().mostOfOne(), 1);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, Politeness, ::testing::Values("7.4.20", "8.1.4", "9.2.11"),
                         [](const auto& of) { return "Of" + std::string(of.param, 1); });

}  // namespace
}  // namespace pipevane::testing
