// What series were at one time, gathered by kind of entity: a row for each entity and a column for
// each metric.
#pragma once

#include "plugins/web/json_writer.h"

#include <pipevane/dictionary.h>
#include <pipevane/history.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pipevane::web {

class Moment {
 public:
  Moment(const Dictionary& dictionary, std::int64_t time_ms)
      : dictionary_(dictionary), time_ms_(time_ms) {}

  // Those of others are left out.
  void limitToEntities(std::vector<EntityId> entities);
  void limitToMetrics(std::vector<MetricId> metrics);

  void take(const pv_history_values& told);
  // An object, by kind.
  void write(JsonWriter& json) const;

 private:
  // Shorter than the rows where the last ones have none.
  struct Column {
    std::vector<double> values;
    std::vector<std::int64_t> ages_ms;  // kNone: it has none
    std::vector<std::uint8_t> qualities;
  };
  struct Kind {
    std::vector<EntityId> entities;
    std::map<MetricId, Column> columns;
  };
  struct Row {
    Kind* kind = nullptr;
    std::size_t row = 0;
  };
  static constexpr std::int64_t kNone = -1;

  bool wanted(const SeriesInfo& info) const;
  Row rowOf(EntityId entity);
  void write(JsonWriter& json, const Column& column, std::size_t rows) const;

  const Dictionary dictionary_;
  const std::int64_t time_ms_;
  bool any_entity_ = true, any_metric_ = true;
  // Sorted.
  std::vector<EntityId> entities_;
  std::vector<MetricId> metrics_;
  std::map<std::string_view, Kind> kinds_;
  std::unordered_map<EntityId, Row> rows_;
};

}  // namespace pipevane::web
