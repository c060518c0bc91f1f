// What went on unchanged for a while: from these the RRD files are made, which reach back much
// further than the cycles that are kept.
#pragma once

#include "tests/simulator/world/load.h"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace pipevane::simulator {

struct Era {
  std::int64_t from_s = 0, to_s = 0;  // its first and its last cycle
  std::int64_t phase_s = 0;           // of its cycles
  int node = 0;                       // whose cycles they are
  bool told = true;                   // the other nodes heard of it
  bool running = true;
  // Of a guest.
  Profile profile = {};
  std::int64_t start_tick = 0;
  // Of a storage: bytes used at its end.
  double used = 0;

  bool goesOn(const Era& next, std::int64_t cycle_s) const {
    return told == next.told && running == next.running && node == next.node &&
           phase_s == next.phase_s && profile == next.profile && start_tick == next.start_tick &&
           next.from_s - to_s <= cycle_s;
  }
};

using Eras = std::deque<Era>;
inline constexpr std::size_t kErasKept = 256;

// One more cycle: of the newest era, or of another one.
inline void lived(Eras& eras, const Era& now, std::int64_t cycle_s) {
  if (!eras.empty() && eras.back().goesOn(now, cycle_s)) {
    eras.back().to_s = now.to_s;
    eras.back().used = now.used;
    return;
  }
  eras.push_back(now);
  if (eras.size() > kErasKept) eras.pop_front();
}

}  // namespace pipevane::simulator
