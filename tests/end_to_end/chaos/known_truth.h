// What is really going on in a simulated cluster, gathered while it goes on.
#pragma once

#include "tests/simulator/simulator.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pipevane::testing {

struct TrueCycle {
  std::int64_t time_ms = 0;  // by the clock of the node that wrote it
  std::int64_t seen_ms = 0;  // by ours, when it was looked at first
  bool listed = true, exported = true;
  std::string node;                      // where it was then; empty: of a shared storage
  std::map<std::string, double> values;  // by metric; none: it did not run
};

struct TrueEntity {
  std::string status, name, node, pool, memory_source;
  bool is_template = false;
  bool present = true;
  std::vector<TrueCycle> cycles;  // as they came
  // When the metrics export was answered last while it was there, and its node for the others;
  // never: a long time ago.
  std::int64_t exported_ms = 0;
};

class KnownTruth {
 public:
  // To be called at least every few cycles, so that none is missed.
  void look(simulator::Simulator& cluster);

  const std::map<std::string, TrueEntity>& entities() const { return entities_; }
  // Null: there never was one.
  const TrueEntity* of(const std::string& entity) const;
  // When the metrics export was answered last, as of the look after that.
  std::int64_t exportedMs() const { return exported_ms_; }

 private:
  std::map<std::string, TrueEntity> entities_;
  std::uint64_t exports_ = 0;
  std::int64_t exported_ms_ = 0;
};

}  // namespace pipevane::testing
