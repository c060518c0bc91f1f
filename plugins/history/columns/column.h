// A column of a frame: whose samples are in it, and how they follow from others.
#pragma once

#include <pipevane/batch.h>

#include <cstdint>

namespace pipevane::history {

// What `derive` computes of other series of the same entity, or what two look at. Where it is as
// the rule says, nothing of it is stored; a rule that is wrong costs nothing.
struct Rule {
  enum class Kind : std::uint8_t {
    kNone,
    kRate,         // what `of` grew by since the row before, in a second
    kHundredfold,  // of `of`
    kShare,        // `of` of `by`, in percent
    kBeside,       // it goes with `of`: how far it is from that is stored
    kOfLength,     // of `of` processors: what they worked is stored, and the length of time
  };

  // It comes by itself, right before what it is computed of.
  static constexpr bool computed(Kind kind) {
    return kind == Kind::kRate || kind == Kind::kHundredfold || kind == Kind::kShare;
  }

  Kind kind = Kind::kNone;
  std::uint16_t of = 0, by = 0;  // columns of the same frame
};

// What its values are kept to, where not all places of ratios are kept.
enum class Rounding : std::uint8_t { kNone, kRatio, kPercent };

struct Column {
  SeriesId series = PV_NONE;  // that is told here; none: no more
  SeriesId former = PV_NONE;  // that was, and is told elsewhere now
  std::uint32_t told_s = 0;   // when last, by the store's own time
  Rule rule = {};
  Rounding rounding = Rounding::kNone;

  SeriesId whose() const { return series != PV_NONE ? series : former; }
};

}  // namespace pipevane::history
