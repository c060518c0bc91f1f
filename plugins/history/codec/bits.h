// Bits one after the other, from the lowest of each byte on.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace pipevane::history {

static_assert(std::endian::native == std::endian::little, "words are written as they are");

class BitWriter {
 public:
  // The lowest `count` bits, up to 64; those above are 0.
  void put(std::uint64_t bits, unsigned count) {
    word_ |= bits << used_;
    used_ += count;
    if (used_ < 64) return;
    flush(8);
    used_ -= 64;
    word_ = used_ == 0 ? 0 : bits >> (count - used_);
  }
  // Of bits that were put as zeros, from the one at that place on.
  void fill(std::size_t at, std::uint64_t bits, unsigned count) {
    for (unsigned i = 0; i < count; ++i, ++at) {
      const std::uint64_t bit = bits >> i & 1U;
      if (at / 8 < bytes_.size())
        bytes_[at / 8] |= static_cast<std::byte>(bit << at % 8);
      else
        word_ |= bit << (at - bytes_.size() * 8);
    }
  }
  // All that was put, the last byte filled up with zeros. Nothing may follow.
  std::span<const std::byte> finish() {
    flush((used_ + 7) / 8);
    used_ = 0;
    word_ = 0;
    return bytes_;
  }
  // How many were put.
  std::size_t bits() const { return bytes_.size() * 8 + used_; }
  // Empty again; keeps its memory.
  void clear() {
    bytes_.clear();
    word_ = 0;
    used_ = 0;
  }

 private:
  void flush(std::size_t count) {
    if (count == 0) return;
    const std::size_t before = bytes_.size();
    bytes_.resize(before + count);
    std::memcpy(bytes_.data() + before, &word_, count);
  }

  std::vector<std::byte> bytes_;
  std::uint64_t word_ = 0;
  unsigned used_ = 0;  // bits of the word
};

// Bytes, less than 4 GiB, may be anybody's: behind their end there are zeros, and `beyond` says
// that some were read.
class BitReader {
 public:
  explicit BitReader(std::span<const std::byte> bytes) : BitReader(bytes, bytes.size()) {}
  // Of them that many may be looked at from the first one on, which takes less time at the end:
  // what is read behind it is what is there then.
  BitReader(std::span<const std::byte> bytes, std::size_t there)
      : bytes_(bytes.data()),
        size_(static_cast<std::uint32_t>(bytes.size())),
        there_(static_cast<std::uint32_t>(there)) {}

  // Up to 64.
  std::uint64_t get(unsigned count) {
    if (count > kAtOnce) {
      const std::uint64_t low = get(32);
      return low | get(count - 32) << 32U;
    }
    const std::uint64_t bits = low(peek(), count);
    skip(count);
    return bits;
  }
  // The next ones, so many at least, without reading them; and reading them. The lowest of some.
  static constexpr unsigned kAtOnce = 56;
  std::uint64_t peek() const {
    const std::size_t byte = at_ / 8;
    if (byte + 8 > there_) [[unlikely]]
      return peekLast(byte);
    std::uint64_t word;
    std::memcpy(&word, bytes_ + byte, 8);
    return word >> (at_ % 8);
  }
  void skip(unsigned count) { at_ += count; }
  // How many were read; and the same bytes from another place on.
  std::size_t place() const { return at_; }
  BitReader at(std::size_t place) const {
    BitReader other = *this;
    other.at_ = place;
    return other;
  }
  static std::uint64_t low(std::uint64_t bits, unsigned count) {
    return bits & ((std::uint64_t{1} << count) - 1);
  }
  bool beyond() const { return at_ > std::size_t{size_} * 8; }

 private:
  // Of less than a word; apart, as it is seldom.
  [[gnu::noinline]] std::uint64_t peekLast(std::size_t byte) const {
    std::uint64_t word = 0;
    if (byte < there_) std::memcpy(&word, bytes_ + byte, there_ - byte);
    return word >> (at_ % 8);
  }

  const std::byte* bytes_;
  std::uint32_t size_, there_;
  std::size_t at_ = 0;
};

}  // namespace pipevane::history
