// What longer ranges cost: bytes of minutes and hours in a day of 200 guests, and how long
// questions about a week and a year of them take.
#include "plugins/history/tiers/tier_store.h"
#include "tests/bench/told_guests.h"

#include <benchmark/benchmark.h>
#include <pipevane/testing/fake_host.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace pipevane::bench::tiers {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 3'600'000, kDayMs = 24 * kHourMs;
constexpr std::size_t kGuests = 200;

history::SampleStore storeOf(const Dictionary& dictionary) {
  history::SampleStore store({.retention_ms = kHourMs, .bytes = 1U << 30U},
                             history::clusterBy(dictionary), history::factsBy(dictionary));
  store.keepDeparted(true);
  return store;
}

std::unique_ptr<history::TierStore> tiersOf(const BenchFolder& folder, testing::FakeHost& host,
                                            history::TierLimits limits) {
  std::vector<std::string> problems;
  return std::make_unique<history::TierStore>(folder.path, host.host().dictionary(), limits,
                                              problems);
}

// A day and an hour of 200 guests: the first day is put together then.
void BM_DayOfMinutes(benchmark::State& state) {
  history::TierStore::Figures figures;
  std::uint64_t journal = 0;
  for (auto _ : state) {
    const BenchFolder folder;
    testing::FakeHost host;
    ToldGuests told(host, kGuests);
    history::SampleStore store = storeOf(host.host().dictionary());
    const auto tiers = tiersOf(folder, host, {.minutes_ms = 7 * kDayMs, .hours_ms = 400 * kDayMs});
    for (int cycle = 0; cycle < 25 * 360; ++cycle) {
      add(store, told.next());
      if (const auto departed = store.takeDeparted(); !departed.empty())
        tiers->add(departed, told.nowMs());
    }
    journal = tiers->figures().bytes;
    tiers->cut();
    tiers->settle();
    tiers->tidy(told.nowMs() + kDayMs);
    figures = tiers->figures();
  }
  state.counters["written_bytes_a_day"] = static_cast<double>(figures.written_bytes);
  state.counters["of_them_as_they_come"] = static_cast<double>(journal);
  state.counters["kept_bytes_a_day"] = static_cast<double>(figures.bytes);
}
BENCHMARK(BM_DayOfMinutes)->Iterations(1)->Unit(benchmark::kMillisecond);

// Made of noise, which takes the most room.
class Filled {
 public:
  static constexpr std::size_t kSeries = 600;

  Filled(std::int64_t days, history::TierLimits limits) {
    for (std::size_t i = 0; i < kSeries; ++i)
      series.push_back(host.series("lab/vm/" + std::to_string(i), "cpu_usage_ratio", "ratio"));
    tiers = tiersOf(folder, host, limits);
    const std::int64_t step_ms = limits.minutes_ms > 0 ? kMinuteMs : kHourMs;
    for (std::int64_t day = 0; day < days; ++day) {
      history::Departed departed{.series = series, .chunks = {}, .rows = {}};
      for (std::int64_t at = 0; at < kDayMs; at += step_ms) {
        history::Row& row = departed.rows.emplace_back();
        row.time_ms = begin_ms + day * kDayMs + at;
        row.values.resize(kSeries);
        row.qualities.assign(kSeries, PV_LIVE);
        for (double& each : row.values) each = static_cast<double>(next() % 1'000'000) / 1e6;
      }
      tiers->add({&departed, 1}, begin_ms + day * kDayMs);
      tiers->cut();
      tiers->settle();
      tiers->tidy(begin_ms + (day + 1) * kDayMs);
    }
    end_ms = begin_ms + days * kDayMs;
  }
  std::size_t read(std::span<const SeriesId> whose, std::int64_t tier_ms) const {
    std::vector<std::vector<history::Summary>> all(whose.size());
    tiers->read(whose, {tier_ms, begin_ms, end_ms}, all);
    std::size_t count = 0;
    for (const auto& each : all) count += each.size();
    return count;
  }

  static constexpr std::int64_t begin_ms = 498'611 * kHourMs;
  std::int64_t end_ms = 0;
  BenchFolder folder;
  testing::FakeHost host;
  std::vector<SeriesId> series;
  std::unique_ptr<history::TierStore> tiers;

 private:
  std::uint64_t next() {
    return seed_ = seed_ * 6364136223846793005U + 1442695040888963407U, seed_ >> 33U;
  }
  std::uint64_t seed_ = 7;
};

void BM_WeekOfMinutesOfOneSeries(benchmark::State& state) {
  const Filled filled(7, {.minutes_ms = 400 * kDayMs, .hours_ms = 400 * kDayMs});
  std::size_t at = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(filled.read({&filled.series[at++ % Filled::kSeries], 1}, kMinuteMs));
}
BENCHMARK(BM_WeekOfMinutesOfOneSeries)->Unit(benchmark::kMicrosecond);

void BM_WeekOfHoursOfAFleet(benchmark::State& state) {
  const Filled filled(7, {.minutes_ms = 400 * kDayMs, .hours_ms = 400 * kDayMs});
  for (auto _ : state)
    for (std::size_t i = 0; i < Filled::kSeries; i += 60)
      benchmark::DoNotOptimize(filled.read(std::span(filled.series).subspan(i, 60), kHourMs));
}
BENCHMARK(BM_WeekOfHoursOfAFleet)->Unit(benchmark::kMillisecond);

void BM_YearOfHoursOfOneSeries(benchmark::State& state) {
  const Filled filled(365, {.minutes_ms = 0, .hours_ms = 4'000 * kDayMs});
  std::size_t at = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(filled.read({&filled.series[at++ % Filled::kSeries], 1}, kHourMs));
}
BENCHMARK(BM_YearOfHoursOfOneSeries)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace pipevane::bench::tiers
