// What an archive says of one series: rows, each about a time of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::history {

struct PastRow {
  std::int64_t begin_ms;
  std::int64_t step_ms;
  double value;

  std::int64_t endMs() const { return begin_ms + step_ms; }
};

// In ascending time, none reaching into the next one.
struct Past {
  std::vector<PastRow> rows;
  std::string whose;         // in words
  std::string incomplete;    // why there may be more; empty: there is not
  std::string not_archived;  // why nobody has it; empty: somebody may have
};

}  // namespace pipevane::history
