// An hour of one version and seed, watched in one way.
#pragma once

#include "tests/end_to_end/chaos/schedule.h"
#include "tests/end_to_end/chaos/sources.h"

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace pipevane::testing {

constexpr std::int64_t kHourS = 3600;

struct Hour {
  std::string release;  // of Proxmox VE
  std::uint64_t seed;
  Sources sources = {};

  // Everything that goes wrong in it, and, where somebody tells of that, everything that happens.
  std::vector<Trouble> troubles() const;
  // For the name of a test.
  std::string name() const;
};
void PrintTo(const Hour& hour, std::ostream* out);

// Those of every day; where PIPEVANE_CHAOS_SEEDS has some seeds, these with every version and way.
std::vector<Hour> hours();

// "12 min 3.5 s" of an hour that began then.
std::string inHour(std::int64_t time_ms, std::int64_t begin_ms);

}  // namespace pipevane::testing
