// What a sample costs on its way through the real plugins, in process: source, derive, history and
// the web sink's live state. Beside it what it costs to copy a sample and keep the newest of its
// series, which nothing can beat.
#include "engine/base/system_clock.h"
#include "engine/config/pipeline_reader.h"
#include "engine/loader/catalogue.h"
#include "engine/pipeline/pipeline.h"
#include "tests/bench/feeder.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <ctime>
#include <thread>
#include <vector>

namespace pipevane::bench {
namespace {

constexpr std::int64_t kCycles = 3000, kEntities = 1000;

class NoLog final : public Log {
 public:
  void write(std::string_view, LogLevel, std::string_view) override {}
};

double cpuSeconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

const loader::Catalogue& catalogue() {
  static const loader::Catalogue kAll = [] {
    loader::Catalogue all;
    all.addFolder(PIPEVANE_PLUGIN_FOLDER);
    all.add(feeder());
    return all;
  }();
  return kAll;
}

config::PipelineSpec specOf(const std::string& yaml) {
  const config::KnownTypes types{[](std::string_view type) { return catalogue().find(type); },
                                 catalogue().typeNames()};
  return config::readPipeline(yaml, "bench", types, {});
}

// Until nothing is on its way any more.
void drain(pipeline::Pipeline& running) {
  for (bool idle = false; !idle;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // looking costs as well
    running.readStatus(&idle, [](void* context, const pv_pipeline_status* status) {
      bool fed = true;
      std::uint64_t queued = 0;
      for (std::size_t i = 0; i < status->component_count; ++i)
        if (status->components[i].kind == PV_SOURCE)
          fed = fed && status->components[i].batches_out == static_cast<std::uint64_t>(kCycles);
      for (std::size_t i = 0; i < status->edge_count; ++i)
        queued += status->edges[i].pushed - status->edges[i].delivered;
      *static_cast<bool*>(context) = fed && queued == 0;
    });
  }
}

void run(benchmark::State& state, const std::string& rest, std::int64_t sources = 1) {
  std::string yaml = "version: 1\nsources:\n";
  for (std::int64_t i = 0; i < sources; ++i)
    yaml += "  feed" + (i == 0 ? "" : std::to_string(i)) +
            ": {type: feeder, cycles: " + std::to_string(kCycles) +
            ", entities: " + std::to_string(kEntities) + "}\n";
  yaml += rest;
  const config::PipelineSpec spec = specOf(yaml);
  SystemClock clock;
  NoLog log;
  double cpu = 0;
  for (auto _ : state) {
    pipeline::Pipeline running(spec, catalogue(), {clock, log, "/nowhere"});
    const double before = cpuSeconds();
    running.start();
    drain(running);
    cpu += cpuSeconds() - before;
    state.PauseTiming();
    running.stop(std::chrono::seconds(20));
    state.ResumeTiming();
  }
  const auto samples =
      static_cast<double>(state.iterations() * sources * kCycles * kEntities) * double{kMetrics};
  state.counters["samples_per_core_s"] = samples / cpu;
  state.counters["ns_per_sample"] = cpu * 1e9 / samples;
}

void BM_SourceDeriveHistoryLive(benchmark::State& state) {
  state.SetLabel("aim: 10M samples_per_core_s or more");
  run(state,
      "transforms:\n  derived: {type: derive, inputs: [{from: feed, policy: block}]}\n"
      "sinks:\n  history: {type: history, inputs: [{from: derived, policy: block}]}\n"
      "  web: {type: web, port: 0, inputs: [{from: derived, policy: block}]}\n");
}
BENCHMARK(BM_SourceDeriveHistoryLive)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_SourceDerive(benchmark::State& state) {
  run(state,
      "transforms:\n  derived: {type: derive, inputs: [{from: feed, policy: block}]}\n"
      "sinks:\n  web: {type: web, port: 0, inputs: [{from: derived, policy: block}]}\n");
}
BENCHMARK(BM_SourceDerive)
    ->Name("BM_SourceDeriveLive")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// The same with metrics that the pipeline defines itself: each of the entities has all three.
void BM_SourceDeriveExpressions(benchmark::State& state) {
  run(state,
      "transforms:\n  derived:\n    type: derive\n    inputs: [{from: feed, policy: block}]\n"
      "    expressions:\n"
      "      pressure_percent: memory_used_bytes / memory_total_bytes * 100\n"
      "      network_bytes_per_second: network_receive_bytes_per_second + "
      "network_transmit_bytes_per_second\n"
      "      busiest_percent: max(cpu_usage_percent, pressure_percent)\n"
      "sinks:\n  web: {type: web, port: 0, inputs: [{from: derived, policy: block}]}\n");
}
BENCHMARK(BM_SourceDeriveExpressions)
    ->Name("BM_SourceDeriveExpressionsLive")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Two that tell the same of the same, each of which is a little ahead now and then.
void BM_TwoSourcesDerive(benchmark::State& state) {
  run(state,
      "transforms:\n  derived:\n    type: derive\n    inputs: [{from: feed, policy: block}, {from: "
      "feed1, policy: block}]\n"
      "sinks:\n  web: {type: web, port: 0, inputs: [{from: derived, policy: block}]}\n",
      2);
}
BENCHMARK(BM_TwoSourcesDerive)
    ->Name("BM_TwoSourcesDeriveLive")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void BM_SourceHistory(benchmark::State& state) {
  run(state, "sinks:\n  history: {type: history, inputs: [{from: feed, policy: block}]}\n");
}
BENCHMARK(BM_SourceHistory)->Unit(benchmark::kMillisecond)->UseRealTime();

// The baseline.
void BM_CopyAndKeepNewest(benchmark::State& state) {
  constexpr std::size_t kCount = kEntities * kMetrics;
  std::vector<std::uint32_t> series(kCount), series_copy(kCount);
  std::vector<double> values(kCount, 1.5), values_copy(kCount), newest(kCount);
  std::vector<std::uint8_t> qualities(kCount), qualities_copy(kCount);
  for (std::size_t i = 0; i < kCount; ++i) series[i] = static_cast<std::uint32_t>(i);
  const double before = cpuSeconds();
  for (auto _ : state) {
    series_copy = series;
    values_copy = values;
    qualities_copy = qualities;
    for (std::size_t i = 0; i < kCount; ++i) newest[series_copy[i]] = values_copy[i];
    benchmark::DoNotOptimize(newest.data());
    benchmark::ClobberMemory();
  }
  const auto samples = static_cast<double>(state.iterations()) * double{kCount};
  state.counters["samples_per_core_s"] = samples / (cpuSeconds() - before);
}
BENCHMARK(BM_CopyAndKeepNewest);

}  // namespace
}  // namespace pipevane::bench
