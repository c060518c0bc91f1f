// Samples of one answer, put in order of their times and sent a batch a time.
#pragma once

#include "plugins/proxmox/recent_sizes.h"

#include <pipevane/output.h>

#include <cstdint>
#include <vector>

namespace pipevane::proxmox {

class Collected {
 public:
  void add(std::int64_t time_ms, SeriesId series, double value, Quality quality) {
    add({time_ms, series, value, quality, history_});
  }
  // Of the past, whatever the others are.
  void addLate(std::int64_t time_ms, SeriesId series, double value, Quality quality) {
    add({time_ms, series, value, quality, true});
  }
  // Whether what is added from now on is of the past.
  void setHistory(bool history) { history_ = history; }
  // One batch for each time, oldest first; what is history is apart, and flagged as backfill.
  // Where the cycle `ends` the last one is flagged so, and there is always one. False when a stop
  // was asked for.
  bool push(const Output& output, std::int64_t now_ms, bool ends);
  // What is of that time goes into `draft`; the rest goes out before it, a batch a time.
  bool push(const Output& output, Draft draft, std::int64_t draft_ms);
  bool empty() const { return samples_.empty(); }
  void clear() {
    sizes_.used(samples_.size());
    samples_.clear();
    history_ = false;
    one_time_ = true;
    if (sizes_.farBelow(samples_.capacity(), kKept)) samples_.shrink_to_fit();
  }

 private:
  struct Sample {
    std::int64_t time_ms;
    SeriesId series;
    double value;
    Quality quality;
    bool history;
  };
  // Room for so many is kept at all times.
  static constexpr std::size_t kKept = 8'192;
  using Position = std::vector<Sample>::const_iterator;
  void add(const Sample& sample) {
    if (sample.series == PV_NONE) return;
    if (!samples_.empty() && samples_.back().time_ms != sample.time_ms) one_time_ = false;
    samples_.push_back(sample);
  }
  void sort();
  Position sameAs(Position from) const;
  static void fill(Draft& draft, Position from, Position to);

  std::vector<Sample> samples_;
  RecentSizes sizes_;
  bool history_ = false;
  bool one_time_ = true;  // of all samples so far
};

}  // namespace pipevane::proxmox
