// Asks the sources' archives for the time before the samples that are kept.
#pragma once

#include "plugins/history/archive/past.h"

#include <pipevane/archive.h>
#include <pipevane/host.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pipevane::history {

// [any] An archive asks others over the network. So who reads waits for it, but not for long, and
// few may wait at a time: everybody else gets what is at hand at once.
class ArchiveReader {
 public:
  // For all archives that one question needs.
  static constexpr std::int64_t kPatienceMs = 3'000;
  // Half of the threads that answer the web.
  static constexpr int kWaitingMost = 2;
  // Entities that a question asks for over the network; a chart shows one. Of the others there is
  // what is at hand.
  static constexpr std::size_t kEntitiesMost = 16;

  struct Wish {
    SeriesId series;
    std::int64_t from_ms, to_ms;  // empty: nothing is wanted
  };

  explicit ArchiveReader(const Host& host) : host_(host) {}

  // There is somebody to ask.
  bool any() const;
  // For each wish what there is, which may be nothing.
  std::vector<Past> read(std::span<const Wish> wishes, std::int32_t aggregate) const;

 private:
  // The wishes about one entity.
  struct Question {
    EntityId entity;
    std::int64_t from_ms, to_ms;
    std::vector<MetricId> metrics;
    std::vector<std::size_t> wishes;  // by metric
  };
  using Clock = std::chrono::steady_clock;

  std::vector<Question> questions(std::span<const Wish> wishes) const;
  void ask(const Question& question, std::span<const std::string> archives, std::int32_t aggregate,
           std::int64_t patience_ms, std::vector<Past>& pasts) const;

  const Host host_;
  mutable std::atomic<int> waiting_ = 0;
};

}  // namespace pipevane::history
