// A chart's question to the history: one hour of one series of many. Beside it the mean over an
// array of as many numbers.
#include <benchmark/benchmark.h>
#include <pipevane/archive.h>
#include <pipevane/history.h>
#include <pipevane/testing/fake_component.h>

#include <numeric>
#include <vector>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::bench {
namespace {

constexpr std::int64_t kNowMs = 1'795'000'000'000, kHourMs = 3'600'000;
constexpr int kSeries = 10'000, kCycles = 360;

// As beside proxmox_poll; there is no hole that it would be asked for.
constexpr pv_archive kArchive = {
    .size = sizeof(pv_archive),
    .name = "an archive",
    .keeps = [](void*, pv_entity_id) { return true; },
    .query = [](void*, const pv_archive_query*, void*,
                void (*)(void*, const pv_archive_points*)) { return pv_status{PV_OK}; }};

struct Filled {
  testing::FakeHost host;
  testing::FakeComponent history{host, pipevane_plugin, "history", {{"retention", "2h"}}};
  std::vector<SeriesId> series;

  explicit Filled(bool archive) {
    host.setNow(kNowMs);
    if (archive) host.offer(PV_ARCHIVE, &kArchive, this);
    for (int i = 0; i < kSeries; ++i)
      series.push_back(host.series("lab/vm/" + std::to_string(i), "cpu_usage_ratio"));
    for (int cycle = 0; cycle < kCycles; ++cycle) {
      testing::MadeBatch batch(kNowMs - kHourMs + cycle * 10'000);
      for (const SeriesId each : series) batch.sample(each, 0.25 + 0.0001 * (each * cycle % 997));
      history.process(batch);
    }
  }
};

void ask(benchmark::State& state, Filled& filled) {
  const auto* table = filled.history.service<pv_history>(PV_HISTORY);
  std::size_t at = 0;
  for (auto _ : state) {
    const SeriesId series = filled.series[at++ % kSeries];
    const pv_history_query query{.size = sizeof(pv_history_query),
                                 .aggregate = PV_AVERAGE,
                                 .from_ms = kNowMs - kHourMs,
                                 .to_ms = kNowMs,
                                 .step_ms = state.range(0),
                                 .max_points = 600,
                                 .series_count = 1,
                                 .series = &series};
    std::size_t points = 0;
    table->query(filled.history.serviceSelf(), &query, &points,
                 [](void* context, const pv_history_points* found) {
                   *static_cast<std::size_t*>(context) = found->count;
                 });
    benchmark::DoNotOptimize(points);
  }
}
void BM_QueryOneHour(benchmark::State& state) {
  static Filled filled(false);
  ask(state, filled);
}
BENCHMARK(BM_QueryOneHour)->ArgName("step_ms")->Arg(10'000)->Arg(60'000);

void BM_QueryOneHourBesideAnArchive(benchmark::State& state) {
  static Filled filled(true);
  ask(state, filled);
}
BENCHMARK(BM_QueryOneHourBesideAnArchive)->ArgName("step_ms")->Arg(10'000)->Arg(60'000);

void BM_MeanOfAsMany(benchmark::State& state) {
  std::vector<double> values(kCycles, 0.25);
  for (auto _ : state) {
    benchmark::DoNotOptimize(values.data());
    benchmark::DoNotOptimize(std::accumulate(values.begin(), values.end(), 0.0) / kCycles);
  }
}
BENCHMARK(BM_MeanOfAsMany);

}  // namespace
}  // namespace pipevane::bench
