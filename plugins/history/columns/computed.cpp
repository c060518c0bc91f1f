#include "plugins/history/columns/computed.h"

#include "plugins/history/codec/values.h"

#include <cmath>
#include <limits>

namespace pipevane::history {
namespace {

constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

double known(Cells cells, std::size_t row) {
  return cells.tells(row) ? cells.values[row] : kNotKnown;
}

// Since the last row in which it was known.
void rates(std::span<const std::int64_t> times_ms, Cells of, std::span<double> values) {
  double before = kNotKnown;
  std::int64_t before_ms = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double now = known(of, i);
    const auto passed_ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(times_ms[i]) -
                                                     static_cast<std::uint64_t>(before_ms));
    values[i] = (now - before) / (static_cast<double>(passed_ms) / 1000.0);
    if (std::isnan(now)) continue;
    before = now;
    before_ms = times_ms[i];
  }
}

}  // namespace

// To the last bit as `derive` does it.
void compute(Rule::Kind kind, std::span<const std::int64_t> times_ms, Cells of, Cells by,
             std::span<double> values) {
  if (kind == Rule::Kind::kRate) return rates(times_ms, of, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double hundredfold = 100.0 * known(of, i);
    values[i] = kind == Rule::Kind::kShare ? hundredfold / known(by, i) : hundredfold;
  }
}

// As unsigned numbers, which nobody's bytes make overflow.
double besideOf(double of, std::int64_t by) {
  const auto other =
      isWhole(of) ? static_cast<std::uint64_t>(static_cast<std::int64_t>(of)) : std::uint64_t{0};
  return static_cast<double>(static_cast<std::int64_t>(other + static_cast<std::uint64_t>(by)));
}

}  // namespace pipevane::history
