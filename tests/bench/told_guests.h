// What a source and `derive` tell of guests whose figures are as recorded ones, for benchmarks of
// what becomes of it.
#pragma once

#include "plugins/history/disk/cycle.h"
#include "plugins/history/sample_store.h"
#include "tests/bench/recorded_guests.h"

#include <pipevane/testing/fake_host.h>

#include <unistd.h>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace pipevane::bench {

// A folder that is gone afterwards.
struct BenchFolder {
  std::filesystem::path path =
      std::filesystem::current_path() / ("history_bench_" + std::to_string(::getpid()));
  BenchFolder() { std::filesystem::remove_all(path); }
  ~BenchFolder() { std::filesystem::remove_all(path); }
};

// What a source and `derive` tell of guests, cycle after cycle: of each node what is computed, then
// what it is computed of.
class ToldGuests {
 public:
  ToldGuests(testing::FakeHost& host, std::size_t guests) : guests_(guests, 7), count_(guests) {
    for (std::size_t guest = 0; guest < guests; ++guest) {
      const std::string key = "lab/vm/" + std::to_string(100 + guest);
      for (std::size_t i = 0; i < kMetrics; ++i) {
        const auto& kind = RecordedGuests::kKinds[i];
        const std::string name(kind.metric);
        measured_.push_back(
            host.series(key, name, kind.metric.ends_with("ratio") ? "ratio" : "", kind.counter));
      }
      computed_.push_back(host.series(key, "cpu_usage_percent"));
      computed_.push_back(host.series(key, "memory_used_percent"));
      for (std::size_t i = 8; i < kMetrics; ++i) {
        std::string name(RecordedGuests::kKinds[i].metric);
        name.replace(name.size() - 6, 6, "_per_second");
        computed_.push_back(host.series(key, name));
      }
    }
  }
  static constexpr std::size_t kComputed = 6;

  std::int64_t nowMs() const { return now_ms_; }
  history::Cycle next() {
    before_.assign(guests_.values().begin(), guests_.values().end());
    guests_.cycle();
    now_ms_ += 10'000;
    history::Cycle cycle;
    const auto values = guests_.values();
    for (std::size_t first = 0; first < count_; first += kOnOneNode) {
      const std::size_t last = std::min(count_, first + kOnOneNode);
      const std::int64_t time_ms = now_ms_ + static_cast<std::int64_t>(first);
      const std::size_t begin = cycle.series.size();
      for (std::size_t guest = first; guest < last; ++guest) {
        const double* now = &values[guest * kMetrics];
        const auto add = [&](std::size_t which, double value) {
          cycle.series.push_back(computed_[guest * kComputed + which]);
          cycle.values.push_back(value);
        };
        add(0, 100.0 * now[1]);
        add(1, 100.0 * now[3] / now[4]);
        if (before_.empty()) continue;
        for (std::size_t i = 8; i < kMetrics; ++i)
          add(i - 6, (now[i] - before_[guest * kMetrics + i]) / 10.0);
      }
      end(cycle, time_ms, begin);
      const std::size_t begin_measured = cycle.series.size();
      for (std::size_t i = first * kMetrics; i < last * kMetrics; ++i) {
        cycle.series.push_back(measured_[i]);
        cycle.values.push_back(values[i]);
      }
      end(cycle, time_ms, begin_measured);
    }
    cycle.qualities.assign(cycle.series.size(), PV_LIVE);
    return cycle;
  }

 private:
  static constexpr std::size_t kMetrics = RecordedGuests::kMetrics,
                               kOnOneNode = RecordedGuests::kOnOneNode;
  static constexpr std::int64_t kBeginMs = 1'795'000'000'000;

  void end(history::Cycle& cycle, std::int64_t time_ms, std::size_t begin) const {
    cycle.batches.push_back({time_ms,
                             {.now_ms = now_ms_ + 137, .steady_ms = now_ms_ - kBeginMs},
                             cycle.series.size() - begin});
  }

  RecordedGuests guests_;
  std::size_t count_;
  std::vector<SeriesId> measured_, computed_;
  std::vector<double> before_;
  std::int64_t now_ms_ = kBeginMs;
};

inline void add(history::SampleStore& store, const history::Cycle& cycle) {
  std::size_t first = 0;
  for (const history::CycleBatch& each : cycle.batches) {
    store.add(each.time_ms, std::span(cycle.series).subspan(first, each.count),
              std::span(cycle.values).subspan(first, each.count),
              std::span(cycle.qualities).subspan(first, each.count), each.arrival);
    first += each.count;
  }
}

}  // namespace pipevane::bench
