// What a pipeline told of some minutes of a simulated cluster, each sample held against the truth.
#pragma once

#include "tests/end_to_end/chaos/judge.h"
#include "tests/end_to_end/chaos/known_truth.h"
#include "tests/end_to_end/chaos/published.h"
#include "tests/end_to_end/chaos/schedule.h"
#include "tests/end_to_end/chaos/sources.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pipevane::testing {

struct Told {
  std::int64_t begin_ms = 0, end_ms = 0;
  KnownTruth truth;
  std::map<std::string, Published::Attributes> entities;  // as of the end
  std::map<Judge::Series, Judge::Kept> series;
  std::vector<std::string> wrong;          // samples, in words
  std::size_t lost = 0;                    // datagrams
  std::size_t compared = 0;                // values that were held against the truth
  std::map<std::string, std::string> ill;  // components at the end, and why
};

// The same cluster with the same happenings each time, watched so.
Told watch(const std::string& release, std::uint64_t seed, const std::vector<Trouble>& happenings,
           std::int64_t for_s, const Sources& sources);

}  // namespace pipevane::testing
