// The totals of one node, pool, cluster or of the fleet: their sums, and what was told of them.
#pragma once

#include "plugins/derive/derived_columns.h"
#include "plugins/derive/totals/figure.h"
#include "plugins/derive/totals/measure.h"
#include "plugins/derive/totals/sum.h"

#include <pipevane/dictionary.h>

#include <array>
#include <cstdint>

namespace pipevane::derive {

class Group {
 public:
  Group(EntityId entity, Scope scope) : entity_(entity), scope_(scope) { series_.fill(PV_NONE); }

  // ---- a cycle's sums
  void begin();
  // Guests may belong to it that nobody sees now.
  void missGuests();
  Sum& sum(Measure measure) { return sums_[static_cast<std::size_t>(measure)]; }
  // A part's newest sample.
  void hear(std::int64_t time_ms) { newest_ms_ = newest_ms_ < time_ms ? time_ms : newest_ms_; }
  // With the sums of another one.
  void merge(const Group& other, Quality at_best);
  std::int64_t newestMs() const { return newest_ms_; }

  // ---- what is told
  // The time of the newest sample, where that is newer than what was told. Else nothing, unless
  // entities came, changed or went, and a total with them: that is told right after the last time.
  bool due(bool entities_changed, bool guests_known);
  std::int64_t dueMs() const { return due_ms_; }
  // All totals, unknown ones once.
  void tell(const Dictionary& dictionary, bool guests_known, DerivedColumns& out);
  EntityId entity() const { return entity_; }

 private:
  Derived result(std::size_t measure, bool guests_known) const;
  bool differs(bool guests_known) const;
  bool has(std::size_t measure) const { return (kMeasures[measure].scopes & scope_) != 0; }

  EntityId entity_;
  Scope scope_;
  std::array<Sum, kMeasureCount> sums_{};
  std::array<Derived, kMeasureCount> told_ = unknownOnes();
  std::array<SeriesId, kMeasureCount> series_;
  std::int64_t newest_ms_ = kNoTime;
  std::int64_t due_ms_ = kNoTime;
  std::int64_t told_ms_ = kNoTime;

  static std::array<Derived, kMeasureCount> unknownOnes() {
    std::array<Derived, kMeasureCount> ones{};
    ones.fill(kUnknownValue);
    return ones;
  }
};

}  // namespace pipevane::derive
