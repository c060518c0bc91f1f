// Totals of nodes, pools, clusters and the fleet: listens to everything that passes, and sums up a
// cluster when its source ends a cycle.
#pragma once

#include "plugins/derive/derived_columns.h"
#include "plugins/derive/totals/summing.h"

#include <pipevane/batch.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::derive {

inline constexpr std::string_view kFleetKey = "all/fleet/all";

class Totals {
 public:
  Totals(const Dictionary& dictionary, std::int64_t stale_after_ms);

  // What passes, and what was derived from it. `now_ms` is the host's time. A backfill
  // makes no totals, as how much of a past time it brings is not known; a value of it that is newer
  // than the last known one of its figure is in the next ones.
  void take(const Batch& batch, const DerivedColumns& derived, std::int64_t now_ms);

  // The component that the batch is of has ended a cycle: its clusters are summed up. Then `next`
  // gives what is to be told, in order of time, until there is nothing more.
  void endCycle(std::string_view component, std::int64_t now_ms);
  struct Told {
    std::int64_t time_ms;
    EntityId announced;  // an entity to be announced with them, or none
  };
  std::optional<Told> next();
  const DerivedColumns& columns() const { return columns_; }

 private:
  struct Place {
    std::uint32_t part = kNobody;
    Figure figure{};
    bool asked = false;
  };
  struct Due {
    Group* group;
    bool guests_known;
  };

  // Its bit; those beyond the 63rd share one.
  std::uint64_t bitOf(std::string_view component);
  void takeSamples(const Batch& batch, std::uint64_t component, std::int64_t now_ms);
  void takeLate(const Batch& batch);
  const Place& placeOf(SeriesId series);
  Place find(SeriesId series);
  void gatherDue(const Cluster& cluster, Group& total);
  void sumUpFleet(bool changed, std::int64_t now_ms);
  void line(Group& group, bool changed, bool guests_known);

  Dictionary dictionary_;
  const std::int64_t stale_after_ms_;
  Roster roster_;
  Summing summing_;
  Group fleet_;
  bool fleet_announced_ = false;
  std::vector<std::string> components_;
  std::vector<Place> places_;  // by series
  std::vector<Due> due_;
  std::size_t told_ = 0;  // of those due
  DerivedColumns columns_;
};

}  // namespace pipevane::derive
