// A sum of which parts may be unknown: it is that of the known ones, and says so by its quality.
#pragma once

#include "plugins/derive/quality.h"

#include <cstdint>

namespace pipevane::derive {

class Sum {
 public:
  void add(double value, Quality quality = Quality::kLive, double weight = 1) {
    value_ += value * weight;
    weight_ += weight;
    quality_ = worse(quality_, quality);
    any_known_ = true;
  }
  // A part that has a value which nobody knows.
  void miss() { any_missing_ = true; }
  // All that is in another one, whose parts are no better than that.
  void merge(const Sum& other, Quality at_best) {
    value_ += other.value_;
    weight_ += other.weight_;
    if (other.any_known_) quality_ = worse(quality_, worse(other.quality_, at_best));
    any_known_ = any_known_ || other.any_known_;
    any_missing_ = any_missing_ || other.any_missing_;
  }

  // Estimated at best where a part is missing, unknown where nothing is known. Without any parts it
  // is 0 where that is known to be so.
  Derived total(bool zero_when_empty) const {
    if (any_known_) return {value_, quality()};
    return zero_when_empty && !any_missing_ ? Derived{0, Quality::kLive} : kUnknownValue;
  }
  // The mean by weight; unknown without any.
  Derived mean() const {
    return weight_ > 0 ? Derived{value_ / weight_, quality()} : kUnknownValue;
  }

 private:
  Quality quality() const { return any_missing_ ? worse(quality_, Quality::kEstimated) : quality_; }

  double value_ = 0;
  double weight_ = 0;
  Quality quality_ = Quality::kLive;
  bool any_known_ = false;
  bool any_missing_ = false;
};

}  // namespace pipevane::derive
