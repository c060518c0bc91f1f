#include "engine/config/problems.h"

#include <algorithm>
#include <tuple>

namespace pipevane::config {
namespace {

std::string linesOf(const std::vector<Problem>& problems) {
  std::string lines;
  for (const Problem& problem : problems) lines += (lines.empty() ? "" : "\n") + problem.sentence();
  return lines;
}

}  // namespace

std::string Problem::sentence() const {
  std::string where = place.file;
  if (place.line > 0)
    where += ", line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
  return where.empty() ? why : where + ": " + why;
}

ConfigError::ConfigError(std::vector<Problem> problems)
    : Error(linesOf(problems)), problems_(std::move(problems)) {}

void Problems::throwIfAny() {
  if (found_.empty()) return;
  std::ranges::stable_sort(found_, {}, [](const Problem& problem) {
    return std::tuple(problem.place.line, problem.place.column);
  });
  throw ConfigError(std::move(found_));
}

}  // namespace pipevane::config
