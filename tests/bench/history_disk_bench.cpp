// What history costs on the disk: bytes written in a day of 200 guests, and the time until all is
// there again after a crash, of an hour of 10,000 guests.
#include "plugins/history/disk/disk_store.h"
#include "tests/bench/recorded_guests.h"

#include <benchmark/benchmark.h>
#include <pipevane/testing/fake_host.h>

#include <unistd.h>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace pipevane::bench::disk {
namespace {

constexpr std::int64_t kNowMs = 1'795'000'000'000;
constexpr std::size_t kMetrics = RecordedGuests::kMetrics, kOnOneNode = 40;
constexpr std::size_t kSamplesMostInMemory = 1U << 30U;

// A folder that is gone afterwards.
struct Folder {
  std::filesystem::path path =
      std::filesystem::current_path() / ("history_bench_" + std::to_string(::getpid()));
  Folder() { std::filesystem::remove_all(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

// What a source and `derive` tell of guests, cycle after cycle: of each node what is computed, then
// what it is computed of.
class Told {
 public:
  Told(testing::FakeHost& host, std::size_t guests) : guests_(guests, 7), count_(guests) {
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
  void end(history::Cycle& cycle, std::int64_t time_ms, std::size_t begin) const {
    cycle.batches.push_back({time_ms,
                             {.now_ms = now_ms_ + 137, .steady_ms = now_ms_ - kNowMs},
                             cycle.series.size() - begin});
  }

  RecordedGuests guests_;
  std::size_t count_;
  std::vector<SeriesId> measured_, computed_;
  std::vector<double> before_;
  std::int64_t now_ms_ = kNowMs;
};

void add(history::SampleStore& store, const history::Cycle& cycle) {
  std::size_t first = 0;
  for (const history::CycleBatch& each : cycle.batches) {
    store.add(each.time_ms, std::span(cycle.series).subspan(first, each.count),
              std::span(cycle.values).subspan(first, each.count),
              std::span(cycle.qualities).subspan(first, each.count), each.arrival);
    first += each.count;
  }
}

history::SampleStore storeOf(const Dictionary& dictionary) {
  return history::SampleStore({.retention_ms = 3'600'000, .bytes = kSamplesMostInMemory},
                              history::clusterBy(dictionary), history::factsBy(dictionary));
}

history::HistoryImage snapshotOf(const history::SampleStore& store) {
  return {.samples = store.image(), .events = {}};
}

void mark(history::SampleStore& store, const history::HistoryImage& snapshot) {
  std::map<const std::byte*, std::uint64_t> marks;
  for (const auto& frame : snapshot.samples.frames)
    for (const auto& each : frame.chunks) marks.emplace(each.packed().data(), each.mark);
  store.eachChunk([&](history::Chunk& chunk) {
    if (const auto found = marks.find(chunk.packed().data()); found != marks.end())
      chunk.mark = found->second;
  });
}

// A day of 200 guests, each cycle on the disk before the next one.
void BM_DayOnTheDisk(benchmark::State& state) {
  double bytes = 0;
  std::size_t images = 0;
  for (auto _ : state) {
    const Folder folder;
    testing::FakeHost host;
    const Dictionary dictionary = host.host().dictionary();
    history::SampleStore store = storeOf(dictionary);
    history::DiskStore files(folder.path, dictionary, history::factsBy(dictionary));
    Told told(host, 200);
    for (int i = 0; i < 8640; ++i) {
      const history::Cycle cycle = told.next();
      add(store, cycle);
      files.write(cycle);
      if (!files.wantsImage(store.tally().samples)) continue;
      history::HistoryImage snapshot = snapshotOf(store);
      files.writeImage(snapshot);
      mark(store, snapshot);
      ++images;
    }
    bytes = static_cast<double>(files.writtenBytes());
  }
  state.counters["MB_a_day"] = bytes / 1e6;
  state.counters["images"] = static_cast<double>(images);
  state.SetLabel("aim: 50 or less");
}
BENCHMARK(BM_DayOnTheDisk)->Iterations(1)->Unit(benchmark::kMillisecond);

// An hour of 10,000 guests, and the process is gone in the worst moment: right before an image.
void BM_OpenAfterACrash(benchmark::State& state) {
  const Folder folder;
  testing::FakeHost host;
  const Dictionary dictionary = host.host().dictionary();
  double written = 0;
  {
    history::SampleStore store = storeOf(dictionary);
    history::DiskStore files(folder.path, dictionary, history::factsBy(dictionary));
    Told told(host, 10'000);
    for (int i = 0;; ++i) {
      const history::Cycle cycle = told.next();
      add(store, cycle);
      files.write(cycle);
      if (i == 359) written = static_cast<double>(files.writtenBytes());
      if (!files.wantsImage(store.tally().samples)) continue;
      if (i >= 360) break;
      history::HistoryImage snapshot = snapshotOf(store);
      files.writeImage(snapshot);
      mark(store, snapshot);
    }
  }
  std::uint64_t samples = 0;
  for (auto _ : state) {
    history::SampleStore store = storeOf(dictionary);
    history::EventLog events;
    history::DiskStore files(folder.path, dictionary, history::factsBy(dictionary));
    files.load(store, events);
    samples = store.tally().samples;
  }
  state.counters["samples"] = static_cast<double>(samples);
  state.counters["MB_written_in_the_hour"] = written / 1e6;
  state.SetLabel("aim: 1000 ms");
}
BENCHMARK(BM_OpenAfterACrash)->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace pipevane::bench::disk
