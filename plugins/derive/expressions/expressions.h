// What a pipeline's expressions make of the samples that pass, for each entity that tells all that
// they name. Not for two threads at once.
#pragma once

#include "plugins/derive/derived_columns.h"
#include "plugins/derive/expressions/bindings.h"
#include "plugins/derive/totals/figure.h"

#include <pipevane/batch.h>
#include <pipevane/dictionary.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::derive {

class Expressions {
 public:
  // A metric that is told so much earlier than it was before is of a clock that was set back. As
  // Merge has it.
  static constexpr std::int64_t kSetBackMs = 15'000;

  Expressions(std::vector<Expression> expressions, const Dictionary& dictionary,
              std::int64_t max_gap_ms, std::int64_t missing_after_ms);

  // What comes of the batch and of what was derived from it is in `columns` and `corrections`
  // afterwards, until the next one.
  void take(const Batch& batch, const DerivedColumns& derived);
  // With the batch's own time.
  const DerivedColumns& columns() const { return columns_; }
  // What differs now from what was told of that time, or a later one: told right after that, 1 ms
  // later. In order of time.
  struct Correction {
    std::int64_t time_ms;
    SeriesId series;
    Derived derived;
  };
  std::span<const Correction> corrections() const { return corrections_; }

  // A source has ended a cycle: after some time what nobody ever told is missed.
  void endCycle(std::int64_t steady_ms);
  // Why some of them cannot be computed, empty where all can; absent where that is nothing new.
  std::optional<std::string> news();

 private:
  // By series.
  struct Place {
    std::uint32_t row = 0;
    InputIndex input = 0;
    bool asked = false;
    bool is_input = false;
  };
  // An entity of which an input was seen.
  struct Row {
    EntityId entity;
    InputMask seen{};      // at any time
    InputMask touched{};   // by the batch in hand
    InputMask set_back{};  // the same, of a clock that was
  };
  // What was told of one expression of an entity.
  struct Told {
    SeriesId series = PV_NONE;
    bool unknown = false;  // the newest that was told
    std::int64_t time_ms = kNoTime;
    Derived derived = kUnknownValue;
  };

  void forget(EntityId entity);
  void note(const Batch& batch);
  const Place& placeOf(SeriesId series, std::string_view component);
  Place find(const SeriesInfo& info, std::string_view component);
  std::uint32_t rowOf(EntityId entity);
  void keep(std::uint32_t row, InputIndex input, const Reading& reading);
  void compute(std::uint32_t index);
  std::optional<Derived> result(const Bound& bound, std::uint32_t row, std::int64_t at_ms);
  // Null where a backfill has nothing of that time.
  const Reading* readingOf(std::uint32_t row, InputIndex input) const;
  void tell(Told& told, const Derived& derived, bool set_back);
  void tellNow(Told& told, const Derived& derived, bool set_back);

  Dictionary dictionary_;
  const std::int64_t max_gap_ms_, missing_after_ms_;
  Bindings bindings_;
  std::optional<std::int64_t> first_cycle_ms_;  // by the steady clock
  std::vector<Place> places_;                   // by series
  std::vector<bool> metrics_asked_;             // by metric
  std::vector<std::optional<InputIndex>> metrics_;
  std::vector<std::uint32_t> row_of_;  // by entity
  std::vector<Row> rows_;
  std::vector<Reading> newest_, late_;  // by row and input; late: of a backfill, older than newest
  std::vector<Told> told_;              // by row and expression

  // ---- of the batch in hand
  std::int64_t time_ms_ = 0;
  bool backfill_ = false;
  std::vector<std::uint32_t> touched_;
  std::array<double, kMostInputs> values_{};
  DerivedColumns columns_;
  std::vector<Correction> corrections_;
};

}  // namespace pipevane::derive
