#include "plugins/history/codec/number_row.h"

#include "plugins/history/codec/difference_code.h"

#include <algorithm>

namespace pipevane::history {

void NumberRow::read(BitReader& from, std::size_t numbers) {
  const auto order = static_cast<NumberOrder>(from.get(kOrderBits));
  number = unfolded(getNumber(from));
  const bool same = order == NumberOrder::kSame;
  unit = same ? 0 : getNumber(from);
  difference = same ? 0 : unfolded(getNumber(from));
  middle = 0;
  varies = order == NumberOrder::kFirst || order == NumberOrder::kSecond;
  if (!varies) return;
  by = order == NumberOrder::kSecond ? ~std::uint64_t{0} : 0;
  flat = from.get(1) != 0;
  width = static_cast<unsigned>(from.get(kNumberWidthBits));
  if (!flat && width >= kBothWays) {
    width -= kBothWays;
    middle = middleOf(numbers);
    const auto back_bits = static_cast<unsigned>(from.get(kBackBits));
    back = from.place();
    from.skip(back_bits);
  }
  width = std::min(width, 64U);
  ahead = from.place();
}

}  // namespace pipevane::history
