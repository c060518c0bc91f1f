// The real plugins in a pipeline on a clock that only work moves, so that minutes of outage pass in
// moments and every sample can be held against the truth.
#include "engine/base/virtual_clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/plugins/web/temporary_folder.h"
#include "tests/simulator/answers/truth.h"

#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace pipevane::testing {
namespace {

using simulator::Fault;
using simulator::World;
using JsonPtr = Poco::JSON::Object::Ptr;

constexpr std::int64_t kBeginMs = 1'795'000'000'000;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kCycleMs = World::kCycleS * 1000;

struct Sample {
  std::int64_t time_ms;
  double value;
  int quality;
};
// By entity and metric.
using Series = std::pair<std::string, std::string>;

// What the truth says of each series, by time.
using TrueSeries = std::map<Series, std::map<std::int64_t, double>>;

TrueSeries trueSeries(const World& world) {
  std::ostringstream text;
  simulator::truth(world, "sim", 1000).stringify(text);
  const auto entities =
      Poco::JSON::Parser().parse(text.str()).extract<JsonPtr>()->getObject("entities");
  TrueSeries all;
  for (const auto& [key, value] : *entities) {
    const auto cycles = value.extract<JsonPtr>()->getArray("cycles");
    for (unsigned i = 0; i < cycles->size(); ++i) {
      const auto cycle = cycles->getObject(i);
      const auto time_ms = cycle->getValue<std::int64_t>("time_ms");
      for (const auto& [metric, figure] : *cycle->getObject("metrics"))
        all[{key, metric}][time_ms] = figure.convert<double>();
    }
  }
  return all;
}

bool isRate(const std::string& metric) { return metric.ends_with("_per_second"); }

class PipelineTruth : public ::testing::TestWithParam<int> {
 protected:
  static simulator::Settings settings(const Clock& clock) {
    simulator::Settings settings;
    settings.guests = 20;
    settings.pve_version = GetParam();
    settings.past_s = 300;
    settings.clock = [&clock] { return clock.nowMs() / 1000; };
    return settings;
  }
  // What Proxmox VE does not tell before its export, and before 9.
  static bool told(const Series& series) {
    if (series.second == "memory_host_used_bytes") return GetParam() >= 9;
    if (GetParam() >= 8) return true;
    const bool of_node = series.first.starts_with("sim/node/");
    return !of_node ||
           (!series.second.starts_with("network_") && !series.second.starts_with("swap_"));
  }

  void start() {
    const config::KnownTypes types{[](std::string_view type) { return catalogue().find(type); },
                                   catalogue().typeNames()};
    const std::string yaml = "version: 1\nsources:\n" + sourceYaml("lab", cluster_, "10s") +
                             "transforms:\n  derived: {type: derive, inputs: [lab]}\n"
                             "sinks:\n  dump: {type: dump, inputs: [derived], path: \"" +
                             dump_ + "\"}\n";
    const auto spec =
        config::readPipeline(yaml, "truth", types, {{"SECRET", cluster_.settings().token_secret}});
    pipeline_ = std::make_unique<pipeline::Pipeline>(
        spec, catalogue(), pipeline::Settings{clock_, log_, folder_.path.string()});
    pipeline_->start();
  }
  void runFor(std::int64_t duration_ms) { clock_.advanceTo(clock_.nowMs() + duration_ms); }
  void fail(const std::string& path, Fault::Kind kind, int status, int count) {
    cluster_.faults().add(
        {.path = path, .kind = kind, .status = status, .reason = "it broke", .count = count});
  }
  // Ends the run; what came out of it.
  std::map<Series, std::vector<Sample>> samples() {
    pipeline_->stop(std::chrono::seconds(20));
    pipeline_.reset();
    std::map<Series, std::vector<Sample>> all;
    std::ifstream in(dump_);
    for (std::string line; std::getline(in, line);) {
      std::istringstream words(line);
      std::string kind, entity, metric;
      Sample sample{};
      std::uint64_t bits = 0;
      words >> kind;
      if (kind != "sample") continue;
      words >> entity >> metric >> sample.time_ms >> std::hex >> bits >> std::dec >> sample.quality;
      sample.value = std::bit_cast<double>(bits);
      all[{entity, metric}].push_back(sample);
    }
    return all;
  }
  TrueSeries truth() { return cluster_.locked(trueSeries); }

  // Every sample that has a value against the newest cycle at its time; how many there were.
  static std::size_t expectTrue(const std::map<Series, std::vector<Sample>>& samples,
                                const TrueSeries& truth) {
    std::size_t compared = 0;
    for (const auto& [series, known] : truth) {
      const auto found = samples.find(series);
      if (found == samples.end()) continue;
      for (const Sample& each : found->second) {
        const auto after = known.upper_bound(each.time_ms);
        if (std::isnan(each.value) || after == known.begin()) continue;
        const double expected = std::prev(after)->second;
        ++compared;
        EXPECT_NEAR(each.value, expected, std::abs(expected) * 0.01)
            << series.first << ' ' << series.second << " at " << (each.time_ms - kBeginMs) / 1000
            << " s, quality " << each.quality;
      }
    }
    return compared;
  }
  // A live sample for every cycle that there was since that time; a rate needs a cycle before.
  static void expectWhole(const std::map<Series, std::vector<Sample>>& samples,
                          const TrueSeries& truth, std::int64_t from_ms, std::int64_t to_ms) {
    std::size_t expected = 0;
    for (const auto& [series, known] : truth) {
      // Of a shared storage one node's cycles count, and the host's view of a machine is in no
      // export.
      if (series.first == "sim/storage/ceph" || series.second == "memory_host_used_bytes") continue;
      const auto found = samples.find(series);
      ASSERT_NE(found, samples.end()) << series.first << ' ' << series.second;
      std::set<std::int64_t> times;
      for (const Sample& each : found->second)
        if (each.quality == PV_LIVE) times.insert(each.time_ms);
      for (const auto& each : known) {
        if (each.first < from_ms + (isRate(series.second) ? kCycleMs : 0)) continue;
        if (each.first > to_ms) continue;
        ++expected;
        EXPECT_EQ(times.count(each.first), 1U) << series.first << ' ' << series.second << " at "
                                               << (each.first - kBeginMs) / 1000 << " s";
      }
    }
    EXPECT_GT(expected, 1000U);
  }

  web::TemporaryFolder folder_;
  const std::string dump_ = (folder_.path / "samples.txt").string();
  VirtualClock clock_{kBeginMs};
  simulator::Simulator cluster_{settings(clock_)};
  NoLog log_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
};

TEST_P(PipelineTruth, IsEverySample) {
  start();
  runFor(5 * kMinuteMs);
  const auto all = samples();
  const auto known = truth();
  EXPECT_GT(expectTrue(all, known), 5000U);
  for (const auto& each : known)
    if (told(each.first)) {
      EXPECT_EQ(all.count(each.first), 1U) << each.first.first << ' ' << each.first.second;
    }
}

INSTANTIATE_TEST_SUITE_P(OfVersion, PipelineTruth, ::testing::Values(7, 8, 9));

class PipelineTruthOfTheExport : public PipelineTruth {
 protected:
  static constexpr std::int64_t kPastMs = 300'000;
  // What nodes wrote down up to a little before the last question.
  std::int64_t lastMs() const { return clock_.nowMs() - 3 * kCycleMs; }
};

TEST_P(PipelineTruthOfTheExport, HasEveryCycleSinceBeforeTheStart) {
  start();
  runFor(2 * kMinuteMs);
  const std::int64_t to_ms = lastMs();
  expectWhole(samples(), truth(), kBeginMs - kPastMs + kCycleMs, to_ms);
}

TEST_P(PipelineTruthOfTheExport, HasEveryCycleOfAnOutage) {
  start();
  runFor(2 * kMinuteMs);
  fail("", Fault::Kind::kClose, 0, -1);
  runFor(3 * kMinuteMs);
  cluster_.faults().clear();
  runFor(3 * kMinuteMs);
  const std::int64_t to_ms = lastMs();
  const auto all = samples();
  const auto known = truth();
  expectTrue(all, known);
  expectWhole(all, known, kBeginMs - kPastMs + kCycleMs, to_ms);
}

TEST_P(PipelineTruthOfTheExport, HasEveryCycleWhereTheExportFailedTwice) {
  start();
  runFor(2 * kMinuteMs);
  fail("/cluster/metrics/export", Fault::Kind::kStatus, 500, 2);
  runFor(2 * kMinuteMs);
  const std::int64_t to_ms = lastMs();
  const auto all = samples();
  const auto known = truth();
  expectTrue(all, known);
  expectWhole(all, known, kBeginMs - kPastMs + kCycleMs, to_ms);
}

TEST_P(PipelineTruthOfTheExport, IsEverySampleWhereTheExportIsRefusedForAWhile) {
  start();
  runFor(2 * kMinuteMs);
  fail("/cluster/metrics/export", Fault::Kind::kStatus, 403, 1);
  runFor(8 * kMinuteMs);
  const auto all = samples();
  EXPECT_GT(expectTrue(all, truth()), 5000U);
  std::set<int> qualities;
  for (const Sample& each : all.at({"sim/container/103", "network_receive_bytes_per_second"}))
    if (each.time_ms > kBeginMs + kMinuteMs) qualities.insert(each.quality);
  EXPECT_EQ(qualities, (std::set<int>{PV_LIVE, PV_ESTIMATED}));
}

INSTANTIATE_TEST_SUITE_P(OfVersion, PipelineTruthOfTheExport, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::testing
