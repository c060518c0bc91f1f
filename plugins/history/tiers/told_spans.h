// Which samples of each series have been told: times from one to another.
#pragma once

#include <pipevane/batch.h>

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pipevane::history {

class ToldSpans {
 public:
  void add(SeriesId series, std::int64_t first_ms, std::int64_t last_ms);
  bool has(SeriesId series, std::int64_t time_ms) const;
  bool has(SeriesId series) const { return spans_.contains(series); }
  bool empty() const { return spans_.empty(); }

 private:
  // Ascending, with more than the usual distance of two samples between them.
  std::unordered_map<SeriesId, std::vector<std::pair<std::int64_t, std::int64_t>>> spans_;
};

}  // namespace pipevane::history
