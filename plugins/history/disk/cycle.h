// What came within a short while, as a journal keeps it: the batches in the order in which they
// came, and events.
#pragma once

#include "plugins/history/owned_event.h"
#include "plugins/history/sample_store.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pipevane::history {

struct CycleBatch {
  std::int64_t time_ms = 0;
  Arrival arrival = {};
  std::size_t count = 0;  // samples
};

struct CycleEvent {
  std::string component;
  std::shared_ptr<const OwnedEvent> event;
};

struct Cycle {
  std::vector<CycleBatch> batches;
  // Of all batches, one after the other.
  std::vector<SeriesId> series;
  std::vector<double> values;
  std::vector<std::uint8_t> qualities;
  std::vector<CycleEvent> events;

  bool empty() const { return batches.empty() && events.empty(); }
  std::size_t bytes() const {
    std::size_t bytes = batches.size() * sizeof(CycleBatch) +
                        series.size() * (sizeof(SeriesId) + sizeof(double) + 1);
    for (const CycleEvent& each : events) bytes += each.event->bytes();
    return bytes;
  }
  // Keeps its memory.
  void clear() {
    batches.clear();
    series.clear();
    values.clear();
    qualities.clear();
    events.clear();
  }
};

}  // namespace pipevane::history
