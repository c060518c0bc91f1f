// What a component counts about itself.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace pipevane::pipeline {

// Written by the component's thread, read by any.
struct Meters {
  std::atomic<std::uint64_t> batches_in = 0, samples_in = 0, batches_out = 0, samples_out = 0;
  std::atomic<std::uint64_t> errors = 0, restarts = 0, retries = 0, discarded = 0, busy_us = 0,
                             cpu_us = 0;
  std::atomic<std::int64_t> last_batch_ms = 0;

  void in(std::size_t samples) { count(batches_in, samples_in, samples); }
  void out(std::size_t samples) { count(batches_out, samples_out, samples); }
  void newest(std::int64_t time_ms) {
    if (time_ms > last_batch_ms.load(std::memory_order_relaxed))
      last_batch_ms.store(time_ms, std::memory_order_relaxed);
  }

 private:
  static void count(std::atomic<std::uint64_t>& batches, std::atomic<std::uint64_t>& samples,
                    std::size_t more) {
    batches.fetch_add(1, std::memory_order_relaxed);
    samples.fetch_add(more, std::memory_order_relaxed);
  }
};

// Adds the time from its making to its end.
class BusyTime {
 public:
  explicit BusyTime(std::atomic<std::uint64_t>& total_us) : total_us_(total_us) {}
  ~BusyTime() {
    const auto spent = std::chrono::steady_clock::now() - begin_;
    total_us_.fetch_add(static_cast<std::uint64_t>(
                            std::chrono::duration_cast<std::chrono::microseconds>(spent).count()),
                        std::memory_order_relaxed);
  }
  BusyTime(const BusyTime&) = delete;
  BusyTime& operator=(const BusyTime&) = delete;

 private:
  std::atomic<std::uint64_t>& total_us_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace pipevane::pipeline
