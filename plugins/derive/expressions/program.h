// An expression as it is computed: steps that take their values off a stack and leave one.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace pipevane::derive {

enum class Op : std::uint8_t {
  kNumber,
  kMetric,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kNegate,
  kMin,
  kMax,
  kClamp,  // a value, the lowest and the highest
  kAbs
};

struct Step {
  Op op = Op::kNumber;
  std::uint16_t count = 1;   // of values taken; of a metric, which of the inputs it is
  std::uint16_t column = 0;  // of what stands for it, from 1
  double number = 0;
};

struct Program {
  // So many values wait at once. Whoever nests deeper meant something else.
  static constexpr std::size_t kMostValues = 32;

  std::vector<Step> steps;
  std::vector<std::string> inputs;  // names of metrics, each once
};

// What the step makes of the values that it takes. NaN for what is no finite number, such as a
// division by zero, and of whatever is none.
double resultOf(const Step& step, std::span<const double> taken);

// With one value for each of the inputs. NaN where the result is none.
double evaluate(const Program& program, std::span<const double> inputs);

}  // namespace pipevane::derive
