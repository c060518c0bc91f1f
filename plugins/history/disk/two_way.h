// Code that says how things are written says how they are read: it runs with one of these, and what
// it gets back is what it gave, or what was once given.
#pragma once

#include "plugins/history/codec/bits.h"
#include "plugins/history/codec/range_coder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace pipevane::history {

// As unsigned numbers, which nobody's bytes make overflow.
inline std::int64_t plus(std::int64_t one, std::int64_t other) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(one) +
                                   static_cast<std::uint64_t>(other));
}
inline std::int64_t minus(std::int64_t one, std::int64_t other) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(one) -
                                   static_cast<std::uint64_t>(other));
}

// Bytes: how many are of the range coder (32 bits), these, and the bits that are as likely as their
// opposites, which to code would only take time.
class Out {
 public:
  static constexpr bool kReads = false;

  bool bit(Likelihood& place, bool bit) {
    writer_.put(place, bit);
    return bit;
  }
  // The lowest `count` bits, up to 64; those above are 0.
  std::uint64_t raw(std::uint64_t bits, unsigned count) {
    raw_.put(bits, count);
    return bits;
  }
  static constexpr bool broken() { return false; }
  // All of it; empty again afterwards.
  std::vector<std::byte> finish() {
    const std::vector<std::byte> coded = writer_.finish();
    const std::span<const std::byte> raw = raw_.finish();
    const auto size = static_cast<std::uint32_t>(coded.size());
    std::vector<std::byte> bytes(sizeof size + coded.size() + raw.size());
    std::memcpy(bytes.data(), &size, sizeof size);
    std::ranges::copy(coded, bytes.begin() + sizeof size);
    std::ranges::copy(raw, bytes.end() - static_cast<std::ptrdiff_t>(raw.size()));
    raw_.clear();
    return bytes;
  }

 private:
  RangeWriter writer_;
  BitWriter raw_;
};

// Bytes may be anybody's. Once it is broken, what it says means nothing: stop then.
class In {
 public:
  static constexpr bool kReads = true;

  explicit In(std::span<const std::byte> bytes) : In(bytes, codedSize(bytes)) {}

  bool bit(Likelihood& place, bool /*bit*/ = false) { return reader_.get(place); }
  std::uint64_t raw(std::uint64_t /*bits*/, unsigned count) { return raw_.get(count); }
  bool broken() const { return refused_ || reader_.beyond() || raw_.beyond(); }
  // It says what cannot be.
  void refuse() { refused_ = true; }
  // What is read takes so much memory: likely bits take next to no bytes.
  void spend(std::size_t bytes) {
    if (bytes > left_bytes_) return refuse();
    left_bytes_ -= bytes;
  }

 private:
  static constexpr std::size_t kHead = sizeof(std::uint32_t);

  In(std::span<const std::byte> bytes, std::size_t coded)
      : reader_(bytes.subspan(std::min(bytes.size(), kHead), coded)),
        raw_(bytes.subspan(std::min(bytes.size(), kHead + coded))),
        refused_(bytes.size() < kHead) {}
  // No more than there are.
  static std::size_t codedSize(std::span<const std::byte> bytes) {
    std::uint32_t size = 0;
    if (bytes.size() < kHead) return 0;
    std::memcpy(&size, bytes.data(), kHead);
    return std::min<std::size_t>(size, bytes.size() - kHead);
  }

  RangeReader reader_;
  BitReader raw_;
  bool refused_ = false;
  std::size_t left_bytes_ = std::size_t{512} << 20U;
};

// One of 2^Bits symbols.
template <unsigned Bits>
using Symbols = std::array<Likelihood, std::size_t{1} << Bits>;

template <unsigned Bits, class Code>
unsigned symbolOf(Code& code, Symbols<Bits>& places, unsigned symbol) {
  unsigned at = 1;
  for (unsigned i = Bits; i-- > 0;)
    at = at << 1U | (code.bit(places[at], (symbol >> i & 1U) != 0) ? 1U : 0U);
  return at - (1U << Bits);
}

// A number of up to 64 bits: how many it has, then these; the second highest by how likely it is.
struct Numbers {
  Symbols<7> widths;
  std::array<Likelihood, 65> second;
};

template <class Code>
std::uint64_t numberOf(Code& code, Symbols<7>& widths, std::array<Likelihood, 65>& second,
                       std::uint64_t number) {
  const unsigned width = symbolOf<7>(code, widths, static_cast<unsigned>(std::bit_width(number)));
  if (width < 2) return width;
  // Nobody wrote more.
  const unsigned below = (width < 64 ? width : 64) - 2;
  const bool next = code.bit(second[below], (number >> below & 1U) != 0);
  const std::uint64_t high = (std::uint64_t{2} | (next ? 1U : 0U)) << below;
  const std::uint64_t mask = (std::uint64_t{1} << below) - 1;
  return high | code.raw(number & mask, below);
}
template <class Code>
std::uint64_t numberOf(Code& code, Numbers& places, std::uint64_t number) {
  return numberOf(code, places.widths, places.second, number);
}

// The lowest bit is the sign.
template <class Code>
std::int64_t signedOf(Code& code, Numbers& places, std::int64_t number) {
  const std::uint64_t folded =
      static_cast<std::uint64_t>(number) << 1U ^ static_cast<std::uint64_t>(number >> 63);
  const std::uint64_t told = numberOf(code, places, folded);
  return static_cast<std::int64_t>(told >> 1U ^ (0 - (told & 1U)));
}

// How many of something there are; more than `most` cannot be.
template <class Code>
std::size_t countOf(Code& code, Numbers& places, std::size_t count, std::size_t most) {
  const std::uint64_t told = numberOf(code, places, count);
  if constexpr (Code::kReads) {
    if (told > most) code.refuse();
    if (code.broken()) return 0;
  }
  return static_cast<std::size_t>(told);
}

struct Texts {
  static constexpr std::size_t kMostBytes = 1U << 20U;
  Numbers lengths;
  Symbols<8> bytes;
};

template <class Code>
void textOf(Code& code, Texts& places, std::string& text) {
  const std::size_t size = countOf(code, places.lengths, text.size(), Texts::kMostBytes);
  if constexpr (Code::kReads) {
    code.spend(size + sizeof(std::string));
    if (code.broken()) return;
  }
  text.resize(size);
  for (char& each : text) {
    if (code.broken()) return;
    each = static_cast<char>(symbolOf<8>(code, places.bytes, static_cast<unsigned char>(each)));
  }
}

}  // namespace pipevane::history
