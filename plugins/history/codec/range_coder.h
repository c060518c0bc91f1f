// Bits coded by how likely each was before, so that what mostly comes costs next to nothing: a
// binary range coder (G. Martin, 1979) with probabilities that adapt, as LZMA has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pipevane::history {

// How likely a 0 is at one place, learned from what came there.
class Likelihood {
 public:
  static constexpr unsigned kBits = 15;

  std::uint32_t ofZero() const { return of_zero_; }
  void learn(bool bit) {
    constexpr unsigned kPace = 5;
    if (bit)
      of_zero_ = static_cast<std::uint16_t>(of_zero_ - (of_zero_ >> kPace));
    else
      of_zero_ = static_cast<std::uint16_t>(of_zero_ + (((1U << kBits) - of_zero_) >> kPace));
  }

 private:
  // Never 0 and never all of it: the steps end before.
  std::uint16_t of_zero_ = 1U << (kBits - 1);
};

class RangeWriter {
 public:
  void put(Likelihood& place, bool bit) {
    const std::uint32_t bound = (range_ >> Likelihood::kBits) * place.ofZero();
    if (bit) {
      low_ += bound;
      range_ -= bound;
    } else {
      range_ = bound;
    }
    place.learn(bit);
    while (range_ < kLeastRange) shift();
  }
  // All that was put; empty again afterwards.
  std::vector<std::byte> finish() {
    for (int i = 0; i < 5; ++i) shift();
    std::vector<std::byte> bytes = std::move(bytes_);
    *this = RangeWriter();
    return bytes;
  }

 private:
  static constexpr std::uint32_t kLeastRange = 1U << 24U;

  // The highest byte goes out once no carry can come into it any more.
  void shift() {
    const auto carry = static_cast<std::uint8_t>(low_ >> 32U);
    if (carry != 0 || static_cast<std::uint32_t>(low_) < 0xff000000U) {
      if (begun_) bytes_.push_back(static_cast<std::byte>(held_ + carry));
      for (; waiting_ > 0; --waiting_)
        bytes_.push_back(static_cast<std::byte>(static_cast<std::uint8_t>(0xff + carry)));
      held_ = static_cast<std::uint8_t>(low_ >> 24U);
      begun_ = true;
    } else {
      ++waiting_;
    }
    low_ = (low_ & 0x00ffffffU) << 8U;
    range_ <<= 8U;
  }

  std::vector<std::byte> bytes_;
  std::uint64_t low_ = 0;
  std::uint32_t range_ = 0xffffffffU;
  std::size_t waiting_ = 0;  // bytes of all ones, which a carry would go through
  std::uint8_t held_ = 0;    // the byte before them
  bool begun_ = false;
};

// Bytes may be anybody's: behind their end there are zeros, and `beyond` says that the end of all
// that was written is passed.
class RangeReader {
 public:
  explicit RangeReader(std::span<const std::byte> bytes) : bytes_(bytes) {
    for (int i = 0; i < 4; ++i) code_ = code_ << 8U | next();
  }

  bool get(Likelihood& place) {
    const std::uint32_t bound = (range_ >> Likelihood::kBits) * place.ofZero();
    const bool bit = code_ >= bound;
    if (bit) {
      code_ -= bound;
      range_ -= bound;
    } else {
      range_ = bound;
    }
    place.learn(bit);
    fill();
    return bit;
  }
  bool beyond() const { return at_ > bytes_.size() + 8; }

 private:
  static constexpr std::uint32_t kLeastRange = 1U << 24U;

  void fill() {
    while (range_ < kLeastRange) {
      code_ = code_ << 8U | next();
      range_ <<= 8U;
    }
  }
  std::uint32_t next() {
    const std::size_t at = at_++;
    return at < bytes_.size() ? static_cast<std::uint32_t>(bytes_[at]) : 0U;
  }

  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  std::uint32_t code_ = 0, range_ = 0xffffffffU;
};

}  // namespace pipevane::history
