// What history costs on the disk: bytes written in a day of 200 guests, and the time until all is
// there again after a crash, of an hour of 10,000 guests.
#include "plugins/history/disk/disk_store.h"
#include "tests/bench/told_guests.h"

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

constexpr std::size_t kSamplesMostInMemory = 1U << 30U;

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
    const BenchFolder folder;
    testing::FakeHost host;
    const Dictionary dictionary = host.host().dictionary();
    history::SampleStore store = storeOf(dictionary);
    history::DiskStore files(folder.path, dictionary, history::factsBy(dictionary));
    ToldGuests told(host, 200);
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
  const BenchFolder folder;
  testing::FakeHost host;
  const Dictionary dictionary = host.host().dictionary();
  double written = 0;
  {
    history::SampleStore store = storeOf(dictionary);
    history::DiskStore files(folder.path, dictionary, history::factsBy(dictionary));
    ToldGuests told(host, 10'000);
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
