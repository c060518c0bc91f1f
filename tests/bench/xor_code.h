// How many bits a row of values takes in the code of Gorilla (Pelkonen et al., VLDB 2015, 4.1.2):
// what is usual, to compare with.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace pipevane::bench {

class XorCode {
 public:
  void add(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t differs = bits ^ last_;
    last_ = bits;
    if (bits_ == 0)
      bits_ = 64;
    else if (differs == 0)
      bits_ += 1;
    else
      addDifference(differs);
  }
  std::size_t bits() const { return bits_; }

 private:
  void addDifference(std::uint64_t differs) {
    const int before = std::min(31, std::countl_zero(differs)), behind = std::countr_zero(differs);
    if (before < before_ || behind < behind_) {
      before_ = before;
      behind_ = behind;
      bits_ += 5 + 6;
    }
    bits_ += 2 + static_cast<std::size_t>(64 - before_ - behind_);
  }

  std::uint64_t last_ = 0;
  std::size_t bits_ = 0;
  int before_ = 64, behind_ = 64;  // zeros around the window; none yet
};

}  // namespace pipevane::bench
