// Samples of one answer, put in order of their times and sent a batch a time.
#pragma once

#include <pipevane/output.h>

#include <cstdint>
#include <vector>

namespace pipevane::proxmox {

class Collected {
 public:
  void add(std::int64_t time_ms, SeriesId series, double value, Quality quality) {
    if (series != PV_NONE) samples_.push_back({time_ms, series, value, quality});
  }
  bool empty() const { return samples_.empty(); }
  // Into one draft, whatever their times.
  void fill(Draft& draft);
  // One batch for each time, oldest first. Batches older than `history_ms` are flagged as backfill,
  // the last one as the end of a cycle; there is always one. False when a stop was asked for.
  bool push(const Output& output, std::int64_t now_ms, std::int64_t history_ms);
  void clear() {
    samples_.clear();
    if (samples_.capacity() > kKept) samples_.shrink_to_fit();
  }

 private:
  struct Sample {
    std::int64_t time_ms;
    SeriesId series;
    double value;
    Quality quality;
  };
  // Room for so many is kept.
  static constexpr std::size_t kKept = 65'536;
  using Position = std::vector<Sample>::const_iterator;
  static void fill(Draft& draft, Position from, Position to);

  std::vector<Sample> samples_;
};

}  // namespace pipevane::proxmox
