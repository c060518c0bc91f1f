// The metrics that a pipeline defines by expressions, read and checked as far as can be before
// anything runs.
#pragma once

#include "plugins/derive/expressions/program.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::derive {

struct Expression {
  std::string metric;
  std::string written;
  Program program;
};

// More of them than anybody writes by hand, and names in all of them: each costs memory for every
// entity.
inline constexpr std::size_t kMostExpressions = 64;
inline constexpr std::size_t kMostInputs = 128;

// In an order in which each comes after those whose metrics it names. Throws Error with all that is
// wrong, one sentence a line.
std::vector<Expression> readExpressions(
    const std::vector<std::pair<std::string, std::string>>& written);

struct Fault;
// `cannot compute "x" of "a + b", column 3: why`.
std::string sentenceOf(std::string_view metric, std::string_view written, const Fault& fault);

}  // namespace pipevane::derive
