// Any bytes as what a journal and a segment are made of, and as such files. The first byte says as
// which. Whatever is read goes into a store, which is asked for all of it then.
#include "plugins/history/columns/rows_of.h"
#include "plugins/history/disk/disk_store.h"
#include "tests/fuzz/one_file.h"

#include <pipevane/testing/fake_host.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <string>

namespace {

using namespace pipevane;
using namespace pipevane::history;

struct Stores {
  testing::FakeHost host;
  const Dictionary dictionary = host.host().dictionary();
  SampleStore samples{
      {.retention_ms = 3'600'000, .bytes = 1U << 22U}, clusterBy(dictionary), factsBy(dictionary)};
  EventLog events;

  Stores() { host.dictionary().limitEntities(1000); }
  // All that is held is in order.
  void ask() const {
    std::vector<Point> points;
    for (SeriesId series = 0; host.host().dictionary().of(series) && series < 2000; ++series) {
      points.clear();
      samples.collect(series, std::numeric_limits<std::int64_t>::min(),
                      std::numeric_limits<std::int64_t>::max(), points);
      for (std::size_t i = 1; i < points.size(); ++i)
        if (points[i].time_ms <= points[i - 1].time_ms) std::abort();
    }
  }
};

// Blocks of up to 255 bytes, each behind its length.
void journal(std::span<const std::byte> bytes) {
  Stores stores;
  JournalCode code(stores.dictionary, factsBy(stores.dictionary));
  Cycle cycle;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size() - 1, static_cast<std::size_t>(bytes[0]));
    if (!code.read(bytes.subspan(1, size), cycle)) break;
    if (cycle.series.size() != cycle.values.size()) std::abort();
    std::size_t first = 0;
    for (const CycleBatch& each : cycle.batches) {
      if (first + each.count > cycle.series.size()) std::abort();
      stores.samples.add(each.time_ms, std::span(cycle.series).subspan(first, each.count),
                         std::span(cycle.values).subspan(first, each.count),
                         std::span(cycle.qualities).subspan(first, each.count), each.arrival);
      first += each.count;
    }
    bytes = bytes.subspan(1 + size);
  }
  stores.ask();
}

void index(std::span<const std::byte> bytes) {
  Stores stores;
  ImageIndex found;
  try {
    found = readIndex(bytes, stores.dictionary);
  } catch (const DiskError&) {
    return;
  }
  StoreImage image{.passed_ms = found.passed_ms, .frames = {}};
  for (ImageIndex::Frame& each : found.frames) image.frames.push_back(std::move(each.image));
  stores.samples.restore(std::move(image));
  stores.samples.add(1'000, {}, {}, {}, {.now_ms = 1'000, .steady_ms = 1'000'000'000});
  stores.ask();
}

void chunk(std::span<const std::byte> bytes) {
  Workbench bench;
  const auto found = readChunk(bytes, bench);
  if (!found) return;
  std::vector<Point> points;
  for (std::size_t column = 0; column <= found->columns(); ++column)
    found->appendTo(column, bench, points);
  const auto rows = rowsOf(*found, bench);
  if (rows.size() != found->rows()) std::abort();
}

void file(const std::string& name, std::span<const std::byte> bytes) {
  const OneFile one(name, bytes);
  Stores stores;
  {
    DiskStore disk(one.folder, stores.dictionary, factsBy(stores.dictionary));
    // There is nothing beside its bytes that it could fail for.
    disk.load(stores.samples, stores.events);
  }
  stores.ask();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::span(reinterpret_cast<const std::byte*>(data), size).subspan(1);
  switch (data[0] % 5) {
    case 0:
      journal(bytes);
      break;
    case 1:
      index(bytes);
      break;
    case 2:
      chunk(bytes);
      break;
    case 3:
      file("segment-1.db", bytes);
      break;
    default:
      file("journal-1.db", bytes);
  }
  return 0;
}
