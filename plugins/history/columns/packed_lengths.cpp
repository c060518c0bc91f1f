#include "plugins/history/columns/packed_lengths.h"

#include <algorithm>
#include <bit>

namespace pipevane::history {
namespace {

constexpr unsigned kLeastBits = 32, kWidthBits = 8, kMostWidth = 32;

}  // namespace

void PackedLengths::pack(std::span<const std::int64_t> lengths, BitWriter& to) {
  const auto [least, most] = std::ranges::minmax(lengths);
  const auto width =
      static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(most - least)));
  to.put(static_cast<std::uint64_t>(least), kLeastBits);
  to.put(width, kWidthBits);
  for (const std::int64_t each : lengths) to.put(static_cast<std::uint64_t>(each - least), width);
}

PackedLengths::PackedLengths(std::span<const std::byte> bytes, std::size_t rows)
    : from_(bytes), rows_(rows), there_(bytes.size()) {
  least_ = static_cast<std::int64_t>(from_.get(kLeastBits));
  width_ = std::min(static_cast<unsigned>(from_.get(kWidthBits)), kMostWidth);
}

std::optional<std::size_t> PackedLengths::bytes() const {
  const std::size_t bytes = (kLeastBits + kWidthBits + rows_ * width_ + 7) / 8;
  return bytes <= there_ ? std::optional(bytes) : std::nullopt;
}

std::int64_t PackedLengths::at(std::size_t row) const {
  BitReader from = from_;
  from.skip(static_cast<unsigned>(row) * width_);
  return least_ + static_cast<std::int64_t>(from.get(width_));
}

void PackedLengths::read(std::span<std::int64_t> lengths) const {
  BitReader from = from_;
  static_assert(kMostWidth <= BitReader::kAtOnce);
  for (std::int64_t& each : lengths) {
    each = least_ + static_cast<std::int64_t>(BitReader::low(from.peek(), width_));
    from.skip(width_);
  }
}

}  // namespace pipevane::history
