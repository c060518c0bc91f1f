#include "plugins/history/codec/values.h"

#include "plugins/history/codec/forms.h"
#include "plugins/history/codec/integers.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace pipevane::history {
namespace {

constexpr unsigned kFormBits = 2, kPlacesBits = 5;
constexpr std::uint64_t kUnknown =
    std::bit_cast<std::uint64_t>(std::numeric_limits<double>::quiet_NaN());

bool unknown(double value) { return bitsOf(value) == kUnknown; }
std::uint64_t code(NumberForm form) { return static_cast<std::uint64_t>(form); }

}  // namespace

void ValuePacker::pack(std::span<const double> values, BitWriter& to) {
  known_.clear();
  unknown_.clear();
  for (const double each : values) {
    unknown_.push_back(unknown(each) ? 1 : 0);
    if (!unknown(each)) known_.push_back(each);
  }
  const bool some = known_.size() < values.size();
  to.put(some ? 1 : 0, 1);
  if (some) packIntegers(unknown_, to);
  if (!known_.empty()) packKnown(to);
}

void ValuePacker::packKnown(BitWriter& to) {
  unsigned places = 0;
  numbers_.resize(known_.size());
  if (asWhole()) {
    to.put(code(NumberForm::kWhole), kFormBits);
  } else if (asDecimals(places)) {
    to.put(code(NumberForm::kDecimal), kFormBits);
    to.put(places, kPlacesBits);
  } else {
    to.put(code(NumberForm::kBits), kFormBits);
    std::ranges::transform(known_, numbers_.begin(), orderedBits);
  }
  packIntegers(numbers_, to);
}

bool ValuePacker::asWhole() {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (!isWhole(known_[i])) return false;
    numbers_[i] = static_cast<std::int64_t>(known_[i]);
  }
  return true;
}

// As few places as do for all: one that needs more sends those before it back.
bool ValuePacker::asDecimals(unsigned& places) {
  places = 1;
  for (std::size_t i = 0; i < known_.size();) {
    if (asDecimal(known_[i], places, numbers_[i])) {
      ++i;
    } else {
      do {
        if (++places > kMostPlaces) return false;
      } while (!asDecimal(known_[i], places, numbers_[i]));
      i = 0;
    }
  }
  return true;
}

Form Form::read(BitReader& from) {
  Form form;
  form.kind_ = static_cast<NumberForm>(from.get(kFormBits));
  if (form.kind_ == NumberForm::kDecimal)
    form.places_ =
        static_cast<std::uint8_t>(std::min<std::uint64_t>(from.get(kPlacesBits), kMostPlaces));
  return form;
}

double Form::value(std::int64_t number) const {
  return kind_ == NumberForm::kBits ? ofOrderedBits(number)
                                    : static_cast<double>(number) / kPowers[places_];
}

void Form::values(std::span<const std::int64_t> numbers, std::span<double> values) const {
  if (kind_ == NumberForm::kBits)
    std::ranges::transform(numbers, values.begin(), ofOrderedBits);
  else if (places_ == 0)
    std::ranges::transform(numbers, values.begin(),
                           [](std::int64_t each) { return static_cast<double>(each); });
  else
    std::ranges::transform(numbers, values.begin(), [power = kPowers[places_]](std::int64_t each) {
      return static_cast<double>(each) / power;
    });
}

bool ValueAt::read(BitReader& from, std::size_t values) {
  if (from.get(1) != 0) return false;
  form = Form::read(from);
  numbers.read(from, values);
  return true;
}

void ValuePacker::unpack(BitReader& from, std::span<double> values) {
  if (values.empty()) return;
  if (from.get(1) == 0) return unpackKnown(from, values);
  unknown_.resize(values.size());
  unpackIntegers(from, unknown_);
  known_.resize(static_cast<std::size_t>(std::ranges::count(unknown_, 0)));
  if (!known_.empty()) unpackKnown(from, known_);
  std::size_t next = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = unknown_[i] != 0 ? std::numeric_limits<double>::quiet_NaN() : known_[next++];
}

void ValuePacker::unpackKnown(BitReader& from, std::span<double> values) {
  const Form form = Form::read(from);
  numbers_.resize(values.size());
  unpackIntegers(from, numbers_);
  form.values(numbers_, values);
}

}  // namespace pipevane::history
