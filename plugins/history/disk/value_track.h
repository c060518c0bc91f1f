// What a journal remembers of a series, and how its next value is written by that: as what is
// computed of others, as the same again, or by how far it is from where the last ones lead.
#pragma once

#include "plugins/history/codec/forms.h"
#include "plugins/history/columns/column.h"
#include "plugins/history/disk/two_way.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace pipevane::history {

inline constexpr std::uint32_t kNoTrack = std::numeric_limits<std::uint32_t>::max();

// What of the values of all series of one metric was how likely.
struct ValuePlaces {
  static constexpr std::size_t kWidthKinds = 14;

  std::array<Likelihood, 2> follows, computed, quality_same;
  std::array<Likelihood, 8> same;
  std::array<Symbols<2>, 3> forms;
  Symbols<5> decimal_places;
  Symbols<3> qualities;
  std::array<Likelihood, 2> multiple;
  std::array<Likelihood, 3> negative;
  std::array<Symbols<7>, kWidthKinds> widths;  // by how wide the one before was
  std::array<Likelihood, 65> second;
};

struct ValueTrack {
  // Where the next number is expected: where the last one was, as far from it as that was from the
  // one before, or as far as the series beside it went.
  static constexpr std::size_t kWays = 3;

  double value = 0;
  double known = std::numeric_limits<double>::quiet_NaN(), before = known;
  std::int64_t time_ms = std::numeric_limits<std::int64_t>::min();
  std::int64_t known_ms = 0, before_ms = 0;
  std::int64_t step = 0;  // of the last two numbers of that form
  std::uint32_t of = kNoTrack, by = kNoTrack;
  std::array<std::uint16_t, kWays> costs{};  // of late, of each way
  Rule::Kind kind = Rule::Kind::kNone;
  NumberForm form = NumberForm::kWhole;
  std::uint8_t decimal_places = 0, shift = 0, wider = 0, width = 0, quality = 0, same = 0;
  bool computed = false;

  void note(std::int64_t at_ms, double told) {
    value = told;
    time_ms = at_ms;
    if (std::isnan(told)) return;
    before = known;
    before_ms = known_ms;
    known = told;
    known_ms = at_ms;
  }
};

// What it should be, as `derive` makes it.
inline double computedValue(Rule::Kind kind, const ValueTrack& of, const ValueTrack& by,
                            std::int64_t time_ms) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (of.time_ms != time_ms) return kNaN;
  switch (kind) {
    case Rule::Kind::kRate: {
      const auto passed_ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(of.known_ms) -
                                                       static_cast<std::uint64_t>(of.before_ms));
      return (of.known - of.before) / (static_cast<double>(passed_ms) / 1000.0);
    }
    case Rule::Kind::kHundredfold:
      return 100.0 * of.value;
    default:
      return by.time_ms == time_ms ? 100.0 * of.value / by.value : kNaN;
  }
}

namespace value_code {

inline NumberForm formOf(const ValueTrack& track, double value, unsigned& places) {
  if (isWhole(value)) return NumberForm::kWhole;
  std::int64_t number;
  places = track.decimal_places;
  if (track.form == NumberForm::kDecimal && asDecimal(value, places, number))
    return NumberForm::kDecimal;
  for (places = 1; places <= kMostPlaces; ++places)
    if (asDecimal(value, places, number)) return NumberForm::kDecimal;
  return NumberForm::kBits;
}

// The value in that form; 0 where it has none.
inline std::int64_t numberIn(NumberForm form, unsigned places, double value) {
  std::int64_t number = 0;
  switch (form) {
    case NumberForm::kWhole:
      return isWhole(value) ? static_cast<std::int64_t>(value) : 0;
    case NumberForm::kDecimal:
      return asDecimal(value, places, number) ? number : 0;
    default:
      return orderedBits(value);
  }
}
inline double valueOf(NumberForm form, unsigned places, std::int64_t number) {
  if (form == NumberForm::kBits) return ofOrderedBits(number);
  const auto value = static_cast<double>(number);
  return form == NumberForm::kWhole ? value : value / kPowers[std::min(places, kMostPlaces)];
}

inline std::uint64_t sizeOf(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  return number < 0 ? 0 - bits : bits;
}

inline void learnWays(ValueTrack& track, const std::array<std::int64_t, ValueTrack::kWays>& away) {
  for (std::size_t i = 0; i < away.size(); ++i) {
    const auto bits = static_cast<unsigned>(std::bit_width(sizeOf(away[i])));
    track.costs[i] = static_cast<std::uint16_t>(track.costs[i] - track.costs[i] / 8 + bits * 16);
  }
}

// Disks count in blocks: what all steps are multiples of, by a power of two.
inline void learnShift(ValueTrack& track, std::int64_t away) {
  constexpr unsigned kSure = 4;
  if (away == 0) return;
  const auto zeros = static_cast<std::uint8_t>(std::countr_zero(sizeOf(away)));
  if (zeros < track.shift) {
    track.shift = zeros;
    track.wider = 0;
  } else if (zeros > track.shift) {
    if (++track.wider < kSure) return;
    track.shift = zeros;
    track.wider = 0;
  } else {
    track.wider = 0;
  }
}

inline std::size_t widthKind(unsigned width) {
  return std::min<std::size_t>(width < 4 ? width : 3 + width / 4, ValuePlaces::kWidthKinds - 1);
}

// A value that is neither computed nor the same again.
template <class Code>
double other(Code& code, ValueTrack& track, ValuePlaces& places, const ValueTrack* beside,
             std::int64_t time_ms, double value) {
  unsigned decimals = 0;
  NumberForm form = NumberForm::kBits;
  if constexpr (!Code::kReads) form = formOf(track, value, decimals);
  const unsigned told = symbolOf<2>(code, places.forms[static_cast<std::size_t>(track.form)],
                                    static_cast<unsigned>(form));
  form = static_cast<NumberForm>(std::min(told, static_cast<unsigned>(NumberForm::kBits)));
  if (form == NumberForm::kDecimal)
    decimals = std::min(symbolOf<5>(code, places.decimal_places, decimals), kMostPlaces);
  if (form != track.form || (form == NumberForm::kDecimal && decimals != track.decimal_places))
    track.step = 0;

  const std::int64_t last = numberIn(form, decimals, track.value);
  const bool goes_with = beside != nullptr && beside->time_ms == time_ms &&
                         beside->form == NumberForm::kWhole && form == NumberForm::kWhole;
  const std::array<std::int64_t, ValueTrack::kWays> expected = {
      last, plus(last, track.step), goes_with ? plus(last, beside->step) : last};
  const auto ways = beside == nullptr ? ValueTrack::kWays - 1 : ValueTrack::kWays;
  const auto way = static_cast<std::size_t>(
      std::min_element(track.costs.begin(),
                       track.costs.begin() + static_cast<std::ptrdiff_t>(ways)) -
      track.costs.begin());

  std::int64_t number = 0;
  if constexpr (!Code::kReads) number = numberIn(form, decimals, value);
  std::int64_t away = minus(number, expected[way]);
  unsigned shift = form == NumberForm::kWhole ? track.shift : 0;
  if (shift > 0) {
    const std::uint64_t rest = sizeOf(away) & ((std::uint64_t{1} << shift) - 1);
    if (!code.bit(places.multiple[way > 0 ? 1 : 0], rest == 0)) shift = 0;
  }
  const std::uint64_t size =
      numberOf(code, places.widths[widthKind(track.width)], places.second, sizeOf(away) >> shift);
  const bool negative = size != 0 && code.bit(places.negative[way], away < 0);
  const std::uint64_t full = size << shift;
  away = static_cast<std::int64_t>(negative ? 0 - full : full);
  number = plus(expected[way], away);

  learnWays(track,
            {minus(number, expected[0]), minus(number, expected[1]), minus(number, expected[2])});
  if (form == NumberForm::kWhole) learnShift(track, minus(number, last));
  track.step = minus(number, last);
  track.form = form;
  track.decimal_places = static_cast<std::uint8_t>(decimals);
  track.width = static_cast<std::uint8_t>(std::bit_width(size));
  return valueOf(form, decimals, number);
}

}  // namespace value_code

// `of` and `by` are those of the rule, null where it has none.
template <class Code>
double valueOf(Code& code, ValueTrack& track, ValuePlaces& places, const ValueTrack* of,
               const ValueTrack* by, std::int64_t time_ms, double value) {
  if (Rule::computed(track.kind)) {
    const double computed = computedValue(track.kind, *of, *by, time_ms);
    track.computed = code.bit(places.computed[track.computed ? 1 : 0], sameBits(value, computed));
    if (track.computed) {
      track.note(time_ms, computed);
      return computed;
    }
  }
  const bool same = code.bit(places.same[track.same & 7U], sameBits(value, track.value));
  track.same = static_cast<std::uint8_t>(unsigned{track.same} << 1U | (same ? 1U : 0U));
  if (same) {
    value_code::learnWays(track, {0, track.step, 0});
    track.step = 0;
    value = track.value;
  } else {
    const ValueTrack* const beside = track.kind == Rule::Kind::kBeside ? of : nullptr;
    value = value_code::other(code, track, places, beside, time_ms, value);
  }
  track.note(time_ms, value);
  return value;
}

}  // namespace pipevane::history
