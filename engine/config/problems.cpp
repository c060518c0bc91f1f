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

void sortByPlace(std::vector<Problem>& problems) {
  std::ranges::stable_sort(problems, {}, [](const Problem& problem) {
    return std::tuple(problem.place.line, problem.place.column);
  });
}

std::vector<Problem> Problems::take() {
  sortByPlace(found_);
  return std::exchange(found_, {});
}

void Problems::throwIfAny() {
  if (!found_.empty()) throw ConfigError(take());
}

}  // namespace pipevane::config
