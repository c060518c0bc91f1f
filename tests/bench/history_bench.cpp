// What history costs, of figures like those that were recorded: to take a sample, to keep it, and
// to answer a chart's questions. Beside it what a XOR code as that of Gorilla keeps of the same,
// and the mean over an array of as many numbers.
#include "plugins/history/moment_query.h"
#include "plugins/history/sample_store.h"
#include "tests/bench/recorded_guests.h"
#include "tests/bench/xor_code.h"

#include <benchmark/benchmark.h>
#include <pipevane/archive.h>
#include <pipevane/history.h>
#include <pipevane/testing/fake_component.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <vector>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::bench {
namespace {

constexpr std::int64_t kNowMs = 1'795'000'000'000, kHourMs = 3'600'000;
constexpr std::size_t kGuests = 600, kCycles = 360, kMetrics = RecordedGuests::kMetrics;
constexpr std::size_t kNode = RecordedGuests::kOnOneNode * kMetrics;  // series

// As beside proxmox_poll; there is no hole that it would be asked for.
constexpr pv_archive kArchive = {
    .size = sizeof(pv_archive),
    .name = "an archive",
    .keeps = [](void*, pv_entity_id) { return true; },
    .query = [](void*, const pv_archive_query*, void*,
                void (*)(void*, const pv_archive_points*)) { return pv_status{PV_OK}; }};

// An hour of 600 guests, cycle after cycle.
const std::vector<std::vector<double>>& hour() {
  static const auto kHour = [] {
    RecordedGuests guests(kGuests, 7);
    std::vector<std::vector<double>> cycles;
    for (std::size_t i = 0; i < kCycles; ++i) {
      guests.cycle();
      cycles.emplace_back(guests.values().begin(), guests.values().end());
    }
    return cycles;
  }();
  return kHour;
}

// Node after node, as they are told.
void append(history::SampleStore& store, std::int64_t time_ms, std::span<const SeriesId> series,
            std::span<const double> values) {
  static const std::vector<std::uint8_t> kLive(kNode, PV_LIVE);
  for (std::size_t at = 0; at < series.size(); at += kNode) {
    const std::size_t count = std::min(kNode, series.size() - at);
    store.add(time_ms, series.subspan(at, count), values.subspan(at, count),
              std::span(kLive).first(count), {.now_ms = time_ms, .steady_ms = time_ms});
  }
}

std::vector<SeriesId> seriesOf(std::size_t guests) {
  std::vector<SeriesId> series(guests * kMetrics);
  std::iota(series.begin(), series.end(), SeriesId{0});
  return series;
}

history::Facts factsOfFigures(SeriesId series) {
  const std::string_view metric = RecordedGuests::kKinds[series % kMetrics].metric;
  // Behind it comes how many processors there are.
  if (metric == "cpu_usage_ratio")
    return {.relation = history::Relation{history::Rule::Kind::kOfLength, series + 1, PV_NONE},
            .rounding = history::Rounding::kRatio};
  // Before it comes what there is of memory, and before that what is used.
  if (metric == "memory_host_used_bytes")
    return {.relation = history::Relation{history::Rule::Kind::kBeside, series - 2, PV_NONE}};
  return {};
}

void BM_Append(benchmark::State& state) {
  const std::vector<SeriesId> series = seriesOf(kGuests);
  hour();
  for (auto _ : state) {
    history::SampleStore store(
        {.retention_ms = 2 * kHourMs, .bytes = 1U << 30U},
        [](SeriesId) { return std::string_view("lab"); }, factsOfFigures);
    for (std::size_t i = 0; i < kCycles; ++i)
      append(store, kNowMs + static_cast<std::int64_t>(i) * 10'000, series, hour()[i]);
    benchmark::DoNotOptimize(store.tally().samples);
  }
  const auto samples = static_cast<double>(kCycles * series.size());
  state.counters["samples_per_core_s"] = benchmark::Counter(
      samples, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kAvgThreads);
  state.SetLabel("aim: 10M or more");
}
BENCHMARK(BM_Append)->Unit(benchmark::kMillisecond);

// Of all figures, and of each kind.
void BM_BytesPerSample(benchmark::State& state) {
  const std::vector<SeriesId> series = seriesOf(kGuests);
  // A day, as the others have.
  constexpr std::size_t kLong = 24 * kCycles;
  double kept = 0, xored = 0;
  for (auto _ : state) {
    history::SampleStore store(
        {.retention_ms = 25 * kHourMs,
         .bytes = 1U << 30U,
         .ratio_places = static_cast<unsigned>(state.range(0))},
        [](SeriesId) { return std::string_view("lab"); }, factsOfFigures);
    RecordedGuests guests(kGuests, 7);
    std::vector<XorCode> codes(series.size());
    for (std::size_t i = 0; i < kLong; ++i) {
      guests.cycle();
      append(store, kNowMs + static_cast<std::int64_t>(i) * 10'000, series, guests.values());
      for (std::size_t each = 0; each < series.size(); ++each)
        codes[each].add(guests.values()[each]);
    }
    const history::Tally tally = store.tally();
    kept = static_cast<double>(tally.bytes) / static_cast<double>(tally.samples);
    xored = std::accumulate(codes.begin(), codes.end(), 0.0, [](double sum, const XorCode& each) {
      return sum + static_cast<double>(each.bits()) / 8;
    });
    xored /= static_cast<double>(tally.samples);
  }
  state.counters["bytes"] = kept;
  state.counters["bytes_of_xor"] = xored;
}
BENCHMARK(BM_BytesPerSample)
    ->ArgName("ratio_places")
    ->Arg(0)
    ->Arg(6)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// An hour of 10,000 guests.
struct ManyGuests {
  static constexpr std::size_t kMany = 10'000;
  std::vector<SeriesId> series = seriesOf(kMany);
  history::SampleStore store{{.retention_ms = 2 * kHourMs, .bytes = 1U << 30U},
                             [](SeriesId) { return std::string_view("lab"); },
                             factsOfFigures};
  std::chrono::duration<double, std::milli> longest{};  // cycle

  ManyGuests() {
    RecordedGuests guests(kMany, 7);
    for (std::size_t i = 0; i < kCycles; ++i) {
      guests.cycle();
      const auto began = std::chrono::steady_clock::now();
      append(store, kNowMs + static_cast<std::int64_t>(i) * 10'000, series, guests.values());
      longest = std::max<decltype(longest)>(longest, std::chrono::steady_clock::now() - began);
    }
  }
};

// With all that belongs to it, and how long the longest cycle took: nobody is answered meanwhile.
void BM_TenThousandGuests(benchmark::State& state) {
  double bytes = 0, longest_ms = 0;
  for (auto _ : state) {
    const ManyGuests many;
    bytes = static_cast<double>(many.store.tally().bytes);
    longest_ms = many.longest.count();
  }
  state.counters["MiB"] = bytes / (1U << 20U);
  state.counters["longest_cycle_ms"] = longest_ms;
  state.SetLabel("aim: 250 or less");
}
BENCHMARK(BM_TenThousandGuests)->Iterations(1)->Unit(benchmark::kMillisecond);

struct Filled {
  testing::FakeHost host;
  testing::FakeComponent history{host, pipevane_plugin, "history", {{"retention", "2h"}}};
  std::vector<SeriesId> series;

  explicit Filled(bool archive) {
    host.setNow(kNowMs);
    if (archive) host.offer(PV_ARCHIVE, &kArchive, this);
    for (std::size_t i = 0; i < kGuests * kMetrics; ++i)
      series.push_back(host.series("lab/vm/" + std::to_string(i / kMetrics),
                                   std::string(RecordedGuests::kKinds[i % kMetrics].metric)));
    for (std::size_t cycle = 0; cycle < kCycles; ++cycle) {
      for (std::size_t at = 0; at < series.size(); at += kNode) {
        testing::MadeBatch batch(kNowMs - kHourMs + static_cast<std::int64_t>(cycle) * 10'000);
        for (std::size_t i = at; i < std::min(at + kNode, series.size()); ++i)
          batch.sample(series[i], hour()[cycle][i]);
        history.process(batch);
      }
    }
  }
};

void ask(benchmark::State& state, Filled& filled) {
  const auto* table = filled.history.service<pv_history>(PV_HISTORY);
  std::size_t at = 0;
  for (auto _ : state) {
    const SeriesId series = filled.series[at++ % filled.series.size()];
    const pv_history_query query{.size = sizeof(pv_history_query),
                                 .aggregate = PV_AVERAGE,
                                 .from_ms = kNowMs - kHourMs,
                                 .to_ms = kNowMs,
                                 .step_ms = state.range(0),
                                 .max_points = 600,
                                 .series_count = 1,
                                 .series = &series,
                                 .combine = PV_COMBINE_NONE};
    std::size_t points = 0;
    table->query(filled.history.serviceSelf(), &query, &points,
                 [](void* context, const pv_history_points* found) {
                   *static_cast<std::size_t*>(context) = found->count;
                 });
    benchmark::DoNotOptimize(points);
  }
  state.SetLabel("aim: 50 us");
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

// 600 series over 240 points: of a gauge, what a counter of each grew by, and of shares.
void BM_SumOfAFleet(benchmark::State& state) {
  static Filled filled(false);
  const auto* table = filled.history.service<pv_history>(PV_HISTORY);
  const auto kind = static_cast<std::size_t>(state.range(0));
  const bool rate = RecordedGuests::kKinds[kind].counter;
  std::vector<SeriesId> series;
  for (std::size_t i = 0; i < kGuests; ++i) series.push_back(filled.series[i * kMetrics + kind]);
  for (auto _ : state) {
    const pv_history_query query{.size = sizeof(pv_history_query),
                                 .aggregate = rate ? PV_RATE : PV_AVERAGE,
                                 .from_ms = kNowMs - kHourMs,
                                 .to_ms = kNowMs,
                                 .step_ms = 15'000,
                                 .max_points = 240,
                                 .series_count = series.size(),
                                 .series = series.data(),
                                 .combine = PV_COMBINE_SUM};
    std::size_t points = 0;
    table->query(filled.history.serviceSelf(), &query, &points,
                 [](void* context, const pv_history_points* found) {
                   *static_cast<std::size_t*>(context) = found->count;
                 });
    benchmark::DoNotOptimize(points);
  }
  state.SetLabel("aim: 5 ms");
}
BENCHMARK(BM_SumOfAFleet)->ArgName("kind")->Arg(3)->Arg(8)->Arg(1)->Unit(benchmark::kMillisecond);

// How 10,000 guests were at one time of an hour: 120,000 series, at all its times in turn.
void BM_TenThousandGuestsAtOneTime(benchmark::State& state) {
  static ManyGuests many;
  history::FairMutex mutex;
  std::size_t told = 0;
  std::int64_t at_ms = kNowMs;
  for (auto _ : state) {
    const pv_history_moment moment{.size = sizeof moment,
                                   .time_ms = at_ms,
                                   .max_age_ms = 60'000,
                                   .series_count = 0,
                                   .series = nullptr};
    told = 0;
    history::MomentQuery(moment, nullptr, many.store, mutex)
        .answer(&told, [](void* context, const pv_history_values* values) {
          *static_cast<std::size_t*>(context) += values->count;
        });
    at_ms = kNowMs + (at_ms - kNowMs + 170'000) % kHourMs;
  }
  if (told != many.series.size()) state.SkipWithError("not all of them were told of");
  state.SetLabel("aim: 10 ms");
}
BENCHMARK(BM_TenThousandGuestsAtOneTime)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_MeanOfAsMany(benchmark::State& state) {
  std::vector<double> values(kCycles, 0.25);
  for (auto _ : state) {
    benchmark::DoNotOptimize(values.data());
    benchmark::DoNotOptimize(std::accumulate(values.begin(), values.end(), 0.0) /
                             static_cast<double>(kCycles));
  }
}
BENCHMARK(BM_MeanOfAsMany);

}  // namespace
}  // namespace pipevane::bench
