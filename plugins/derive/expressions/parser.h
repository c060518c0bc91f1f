// From an expression as it is written to the steps that compute it.
#pragma once

#include "plugins/derive/expressions/program.h"

#include <pipevane/error.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace pipevane::derive {

// A part of an expression that is wrong.
struct Fault {
  std::size_t column;  // from 1; 0: the whole
  std::string why;
};

class SyntaxError final : public Error {
 public:
  explicit SyntaxError(Fault fault) : Error(fault.why), fault_(std::move(fault)) {}
  const Fault& fault() const { return fault_; }

 private:
  Fault fault_;
};

inline constexpr std::size_t kMostExpressionBytes = 512;

// Throws SyntaxError at the first thing that makes no sense.
Program parse(std::string_view written);

// As a metric may be called: a small letter, then small letters, digits and _.
bool isMetricName(std::string_view name);

}  // namespace pipevane::derive
