// The recorded sessions through the real plugins, replay and derive, against what the guests really
// did. Skipped where the recordings are absent.
#include "engine/base/virtual_clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/pipeline/pipeline.h"
#include "tests/end_to_end/chaos/published.h"
#include "tests/end_to_end/real_plugins.h"
#include "tests/end_to_end/recorded/total.h"
#include "tests/end_to_end/recorded/true_counters.h"
#include "tests/fixtures/recordings.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace pipevane::testing {
namespace {

// After all that was recorded.
constexpr std::int64_t kNowMs = 1'795'460'000'000;
// Two cycles with one that was skipped between them are no run.
constexpr std::int64_t kStepMs = 16'000;

struct Sample {
  double value;
  int quality;
};
using Samples = std::map<std::int64_t, Sample>;
using Series = std::pair<std::string, std::string>;

class RecordedTruth : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(recordings())) GTEST_SKIP() << "no recordings here";
    play();
    truth_.emplace(recordings() / "sessions/truth-counters.jsonl.zst");
  }
  const Samples& samples(const std::string& guest, const std::string& metric) {
    return samples_[{guest, metric}];
  }
  // The number of each guest by its key.
  std::map<std::string, std::string> guests() const {
    std::map<std::string, std::string> all;
    for (const auto& [key, attributes] : entities_)
      if (attributes.count("vmid") > 0 && key.find("rig/") == 0) all[key] = attributes.at("vmid");
    return all;
  }
  // The newest live value before that time; 0 where there is none.
  static std::int64_t liveBefore(const Samples& samples, std::int64_t time_ms) {
    for (auto at = samples.lower_bound(time_ms); at != samples.begin();) {
      --at;
      if (at->second.quality == PV_LIVE && !std::isnan(at->second.value)) return at->first;
    }
    return 0;
  }
  // Each live rate against the truth, over the run of steps that it ends. `clock` tells the times
  // of the counters, `factor` is by what the rate is multiplied to be that of `figure`.
  void compare(const std::string& key, const Samples& rates, const Samples& clock, double factor,
               TrueFigure figure, bool divided_by_the_server) {
    const std::string vmid = key.substr(key.rfind('/') + 1);
    Total total;
    for (const auto& [time_ms, rate] : rates) {
      const std::int64_t from_ms = liveBefore(clock, time_ms);
      if (rate.quality != PV_LIVE || std::isnan(rate.value) || time_ms - from_ms > kStepMs)
        continue;
      const auto end = Total::at(*truth_, vmid, time_ms, figure);
      if (!end.known) continue;
      if (!total.continues(from_ms, end)) {
        const auto begin = Total::at(*truth_, vmid, from_ms, figure);
        if (!begin.known || begin.life != end.life) continue;
        total = Total(from_ms, begin);
      }
      total.add(time_ms, rate.value * factor);
      const double uncertain = divided_by_the_server ? total.uncertain() : kRounding;
      EXPECT_GE(total.sum(), total.low(end) - uncertain) << key << " at " << time_ms;
      EXPECT_LE(total.sum(), total.high(end) + uncertain) << key << " at " << time_ms;
      ++compared_;
    }
  }

  // Of a sum of some hundreds of products with numbers below 2^53.
  static constexpr double kRounding = 1e-3;

  std::size_t compared_ = 0;
  std::map<Series, Samples> samples_;
  std::map<std::string, Published::Attributes> entities_;
  std::optional<TrueCounters> truth_;

 private:
  void play() {
    const web::TemporaryFolder folder;
    const std::string dump = (folder.path / "samples.txt").string();
    const std::string yaml = "version: 1\nsources:\n  rig: {type: replay, speed: max, path: \"" +
                             (recordings() / "sessions" / GetParam()).string() +
                             "\"}\ntransforms:\n  derived: {type: derive, inputs: [rig]}\n"
                             "sinks:\n  dump: {type: dump, inputs: [derived], path: \"" +
                             dump + "\"}\n";
    const config::KnownTypes types{[](std::string_view type) { return catalogue().find(type); },
                                   catalogue().typeNames()};
    VirtualClock clock(kNowMs);
    NoLog log;
    pipeline::Pipeline pipeline(config::readPipeline(yaml, "recorded", types, {}), catalogue(),
                                pipeline::Settings{clock, log, folder.path.string()});
    pipeline.start();
    clock.advanceTo(kNowMs + 1000);
    pipeline.stop(std::chrono::seconds(20));
    Published published(dump);
    published.read([this](const PublishedSample& each) {
      samples_[{each.entity, each.metric}][each.time_ms] = {each.value, each.quality};
    });
    entities_ = published.entities();
  }
};

TEST_P(RecordedTruth, IsWhatTheRatesAddUpTo) {
  constexpr std::pair<const char*, TrueFigure> kRates[] = {
      {"network_receive_bytes", TrueFigure::kReceived},
      {"network_transmit_bytes", TrueFigure::kTransmitted},
      {"disk_read_bytes", TrueFigure::kRead},
      {"disk_written_bytes", TrueFigure::kWritten}};
  for (const auto& each : guests())
    for (const auto& [metric, figure] : kRates)
      compare(each.first, samples(each.first, std::string(metric) + "_per_second"),
              samples(each.first, std::string(metric) + "_total"), 1, figure, false);
  EXPECT_GT(compared_, 7000u) << "they were not looked at";
}

TEST_P(RecordedTruth, IsWhatTheProcessorTimeAddsUpTo) {
  for (const auto& each : guests()) {
    const Samples& shares = samples(each.first, "cpu_usage_ratio");
    const Samples& cores = samples(each.first, "cpu_count");
    if (cores.empty()) continue;
    compare(each.first, shares, shares, cores.rbegin()->second.value, TrueFigure::kCpuSeconds,
            true);
  }
  EXPECT_GT(compared_, 1500u) << "they were not looked at";
}

// Memory goes up and down. Within ten seconds it moves no further than it does in one of the three
// steps around.
TEST_P(RecordedTruth, IsTheMemoryThatIsToldAsLive) {
  for (const auto& [key, vmid] : guests()) {
    for (const auto& [time_ms, sample] : samples(key, "memory_used_bytes")) {
      if (sample.quality != PV_LIVE || std::isnan(sample.value)) continue;
      const auto near = truth_->around(vmid, time_ms, 2);
      if (near.empty()) continue;
      double low = near[0].of(TrueFigure::kMemory), high = low, step = 0;
      for (std::size_t i = 1; i < near.size(); ++i) {
        const double value = near[i].of(TrueFigure::kMemory);
        step = std::max(step, std::abs(value - near[i - 1].of(TrueFigure::kMemory)));
        low = std::min(low, value);
        high = std::max(high, value);
      }
      EXPECT_GE(sample.value, low - step) << key << " at " << time_ms;
      EXPECT_LE(sample.value, high + step) << key << " at " << time_ms;
      ++compared_;
    }
  }
  EXPECT_GT(compared_, 1000u) << "they were not looked at";
}

// Without a balloon device, or with one that tells nothing, all that is known is the host's view.
TEST_P(RecordedTruth, IsNotKnownOfTheMemoryOfAGuestThatDoesNotTell) {
  for (const char* vm : {"101", "104", "105", "111", "115"})
    for (const auto& [time_ms, sample] :
         samples("rig/vm/" + std::string(vm), "memory_used_bytes")) {
      EXPECT_NE(sample.quality, PV_LIVE) << vm << " at " << time_ms;
      ++compared_;
    }
  EXPECT_GT(compared_, 200u) << "they were not looked at";
}

// As the last list has it.
TEST_P(RecordedTruth, IsTheLastStateOfWhatWasThere) {
  const auto& of = [this](const char* key, const char* attribute) {
    return entities_["rig/" + std::string(key)][attribute];
  };
  EXPECT_EQ(of("vm/102", "name"), "123");
  EXPECT_EQ(of("vm/112", "name"), "monitoring-02");
  EXPECT_EQ(of("vm/113", "name"), "mail.example.internal");
  EXPECT_EQ(of("vm/100", "tags"), "prod;web;canary");
  EXPECT_EQ(of("vm/104", "tags"), "");
  EXPECT_EQ(of("vm/107", "lock"), "backup");
  EXPECT_EQ(of("container/214", "lock"), "snapshot");
  EXPECT_EQ(of("vm/9000", "template"), "true");
  EXPECT_EQ(of("container/9001", "template"), "true");
  EXPECT_EQ(of("container/200", "pool"), "infra/net");
  EXPECT_EQ(of("vm/104", "node"), "pve2");
  EXPECT_EQ(of("vm/300", "status"), "unknown") << "its node was never up";
  EXPECT_EQ(of("node/pve3", "status"), "offline");
  EXPECT_EQ(of("storage/pve1/bulk", "status"), "available");
  std::set<std::string> shared;
  for (const auto& [key, attributes] : entities_)
    if (key.find("rig/storage/") == 0 && attributes.at("name") == "shared1") shared.insert(key);
  EXPECT_EQ(shared, std::set<std::string>{"rig/storage/shared1"});
}

INSTANTIATE_TEST_SUITE_P(OfProxmox92, RecordedTruth,
                         ::testing::Values("session-a.jsonl.zst", "session-b.jsonl.zst"),
                         [](const auto& of) { return std::string(of.index == 0 ? "a" : "b"); });

}  // namespace
}  // namespace pipevane::testing
