#include "plugins/derive/expressions/program.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pipevane::derive {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double computed(Op op, std::span<const double> taken) {
  switch (op) {
    case Op::kAdd:
      return taken[0] + taken[1];
    case Op::kSubtract:
      return taken[0] - taken[1];
    case Op::kMultiply:
      return taken[0] * taken[1];
    case Op::kDivide:
      return taken[0] / taken[1];
    case Op::kNegate:
      return -taken[0];
    case Op::kMin:
      return *std::ranges::min_element(taken);
    case Op::kMax:
      return *std::ranges::max_element(taken);
    case Op::kClamp:
      return std::min(std::max(taken[0], taken[1]), taken[2]);
    case Op::kAbs:
      return std::abs(taken[0]);
    case Op::kNumber:
    case Op::kMetric:
      break;
  }
  return kNone;
}

}  // namespace

double resultOf(const Step& step, std::span<const double> taken) {
  // None may be lost on the way: the smaller of an infinity and 1 is 1.
  if (!std::ranges::all_of(taken, [](double each) { return std::isfinite(each); })) return kNone;
  const double result = computed(step.op, taken);
  return std::isfinite(result) ? result : kNone;
}

double evaluate(const Program& program, std::span<const double> inputs) {
  std::array<double, Program::kMostValues> values{};
  std::size_t count = 0;
  for (const Step& each : program.steps) {
    if (each.op == Op::kNumber) {
      values[count++] = each.number;
    } else if (each.op == Op::kMetric) {
      values[count++] = inputs[each.count];
    } else {
      count -= each.count;
      values[count] = resultOf(each, {values.data() + count, each.count});
      ++count;
    }
  }
  return std::isfinite(values[0]) ? values[0] : kNone;
}

}  // namespace pipevane::derive
