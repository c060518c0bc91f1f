// The samples of one step, summed up as an answer tells them.
#pragma once

#include "plugins/history/summary.h"

#include <pipevane/history.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace pipevane::history {

class Bucket {
 public:
  // One that is not known changes nothing.
  void add(double value, std::uint8_t quality) {
    if (!std::isnan(value)) add(value, quality, value, 1);
  }
  // A rate; what makes the mean is how much came in how many seconds.
  void add(double rate, std::uint8_t quality, double amount, double seconds) {
    least_ = count_ == 0 ? rate : std::min(least_, rate);
    most_ = count_ == 0 ? rate : std::max(most_, rate);
    quality_ = count_ == 0 ? quality : worse(quality_, quality);
    last_ = rate;
    amount_ += amount;
    weight_ += seconds;
    ++count_;
  }

  // The last of it nobody knows any more: that is its average.
  void add(const Summary& summary) {
    if (!summary.known()) return;
    least_ = count_ == 0 ? summary.least : std::min(least_, summary.least);
    most_ = count_ == 0 ? summary.most : std::max(most_, summary.most);
    quality_ = count_ == 0 ? summary.quality : worse(quality_, summary.quality);
    last_ = summary.average;
    amount_ += summary.average * summary.count;
    weight_ += summary.count;
    ++count_;
  }

  bool known() const { return count_ > 0; }
  // ---- not where nothing is known
  double value(std::int32_t aggregate) const {
    switch (aggregate) {
      case PV_MINIMUM:
        return least_;
      case PV_MAXIMUM:
        return most_;
      case PV_LAST:
        return last_;
      default:
        return std::clamp(amount_ / weight_, least_, most_);
    }
  }
  double least() const { return least_; }
  double most() const { return most_; }
  std::uint8_t quality() const { return quality_; }  // the worst

 private:
  double amount_ = 0, weight_ = 0, least_ = 0, most_ = 0, last_ = 0;
  std::size_t count_ = 0;
  std::uint8_t quality_ = PV_LIVE;
};

}  // namespace pipevane::history
