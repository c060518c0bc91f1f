#include "plugins/web/history_rows.h"

#include <array>
#include <charconv>
#include <cmath>

namespace pipevane::web {
namespace {

constexpr double kMostExact = 9007199254740992.0;  // 2^53: below it every integer is exact

}  // namespace

void appendExact(std::string& out, double value) {
  if (!std::isfinite(value)) return;
  // "8e+08" is shorter, and nobody likes to read bytes like that. A zero may have a sign.
  if (std::abs(value) < kMostExact && std::trunc(value) == value && value != 0)
    return appendWhole(out, static_cast<std::int64_t>(value));
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

void appendWhole(std::string& out, std::int64_t value) {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

}  // namespace pipevane::web
