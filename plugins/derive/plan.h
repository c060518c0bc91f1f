// What becomes of each series: looked up by its id, learned from the dictionary the first time.
#pragma once

#include "plugins/derive/formula.h"

#include <pipevane/dictionary.h>

#include <optional>
#include <vector>

namespace pipevane::derive {

// Where a series' state is: the index counts within its role. A percentage's two series share one.
struct Slot {
  Role role = Role::kUnlearned;
  std::uint32_t index = 0;
};

class Plan {
 public:
  // Of a derived series: which it is, and what it needs to know beside its own state.
  struct Target {
    SeriesId series;
    EntityId entity;
    bool absent_when_zero;
    bool within_total;
  };

  explicit Plan(Dictionary dictionary) : dictionary_(dictionary) {}

  // The hot path: an array access. An id that the dictionary never gave is passed on.
  Slot slot(SeriesId series) {
    if (series < slots_.size() && slots_[series].role != Role::kUnlearned) return slots_[series];
    return learn(series);
  }

  // By a slot's index.
  const std::vector<Target>& counters() const { return counters_; }
  const std::vector<Target>& fractions() const { return fractions_; }
  const std::vector<Target>& shares() const { return shares_; }
  std::size_t entities() const { return entities_; }

 private:
  struct Known {
    Formula formula;
    MetricId derived = PV_NONE;
    bool learned = false;
  };

  Slot learn(SeriesId series);
  Slot slotFor(const SeriesInfo& info);
  const Known& known(MetricId metric);
  Slot share(const SeriesInfo& info, const Known& metric, const Target& target);
  static Slot added(std::vector<Target>& targets, Role role, const Target& target);

  Dictionary dictionary_;
  std::vector<Slot> slots_;     // by series
  std::vector<Known> metrics_;  // by metric
  std::vector<Target> counters_, fractions_, shares_;
  std::size_t entities_ = 0;  // one more than the highest id with an uptime or a counter
};

}  // namespace pipevane::derive
