// Names of entities, metrics and series, written once each and told by numbers from then on: ids
// are of one run of the process, and what is on disk is not.
#pragma once

#include "plugins/history/disk/two_way.h"

#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pipevane::history {

class SeriesNames {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t kMostSeries = 1U << 22U;
  struct Series {
    SeriesId id;
    std::uint32_t entity, metric;  // their numbers
  };

  explicit SeriesNames(const Dictionary& dictionary) : dictionary_(dictionary) {}

  // The number of one that may be new; kNone where the dictionary does not know it.
  std::uint32_t numberOf(SeriesId series);
  std::uint32_t numberOfEntity(EntityId entity);
  // kNone where it has none.
  std::uint32_t find(SeriesId series) const {
    return series < series_numbers_.size() ? series_numbers_[series] : kNone;
  }
  const std::vector<Series>& series() const { return series_; }
  const std::vector<EntityId>& entities() const { return entities_; }
  std::size_t metricCount() const { return metrics_.size(); }
  std::size_t bytes() const;

  // All that is new since the last time; the first of these series.
  template <class Code>
  std::size_t code(Code& code);

 private:
  template <class Code>
  void codeEntities(Code& code);
  template <class Code>
  void codeMetrics(Code& code);
  template <class Code>
  void codeSeries(Code& code);
  std::uint32_t numberOfMetric(MetricId metric);

  Dictionary dictionary_;
  std::vector<std::uint32_t> series_numbers_;  // by id
  std::unordered_map<EntityId, std::uint32_t> entity_numbers_;
  std::unordered_map<MetricId, std::uint32_t> metric_numbers_;
  // By number.
  std::vector<Series> series_;
  std::vector<EntityId> entities_;
  std::vector<MetricId> metrics_;
  // So many are written.
  std::size_t series_told_ = 0, entities_told_ = 0, metrics_told_ = 0;
  Texts texts_;
  Numbers counts_, entity_steps_, metric_steps_;
  Likelihood counter_;
};

// The first series that is new.
template <class Code>
std::size_t SeriesNames::code(Code& code) {
  codeEntities(code);
  codeMetrics(code);
  const std::size_t first = series_told_;
  codeSeries(code);
  return first;
}

template <class Code>
void SeriesNames::codeEntities(Code& code) {
  const std::size_t count =
      countOf(code, counts_, entities_.size() - entities_told_, kMostSeries - entities_told_);
  for (std::size_t i = 0; i < count && !code.broken(); ++i) {
    std::string key;
    if constexpr (!Code::kReads) key = dictionary_.key(entities_[entities_told_ + i]);
    textOf(code, texts_, key);
    if constexpr (Code::kReads) entities_.push_back(dictionary_.entity(key));
  }
  entities_told_ = entities_.size();
}

template <class Code>
void SeriesNames::codeMetrics(Code& code) {
  constexpr std::size_t kMost = 1U << 14U;
  const std::size_t count =
      countOf(code, counts_, metrics_.size() - metrics_told_, kMost - metrics_told_);
  for (std::size_t i = 0; i < count && !code.broken(); ++i) {
    std::string name, unit;
    bool counter = false;
    if constexpr (!Code::kReads)
      if (const auto info = dictionary_.info(metrics_[metrics_told_ + i])) {
        name = info->name;
        unit = info->unit;
        counter = info->counter;
      }
    textOf(code, texts_, name);
    textOf(code, texts_, unit);
    counter = code.bit(counter_, counter);
    if constexpr (Code::kReads) metrics_.push_back(dictionary_.rememberMetric(name, unit, counter));
  }
  metrics_told_ = metrics_.size();
}

template <class Code>
void SeriesNames::codeSeries(Code& code) {
  const std::size_t count =
      countOf(code, counts_, series_.size() - series_told_, kMostSeries - series_told_);
  std::int64_t entity = 0, metric = -1;
  for (std::size_t i = 0; i < count && !code.broken(); ++i) {
    Series each{};
    if constexpr (!Code::kReads) each = series_[series_told_ + i];
    entity = plus(entity, signedOf(code, entity_steps_, std::int64_t{each.entity} - entity));
    metric = plus(metric, signedOf(code, metric_steps_, std::int64_t{each.metric} - metric));
    if constexpr (Code::kReads) {
      if (entity < 0 || metric < 0 || static_cast<std::size_t>(entity) >= entities_.size() ||
          static_cast<std::size_t>(metric) >= metrics_.size())
        return code.refuse();
      each = {.id = PV_NONE,
              .entity = static_cast<std::uint32_t>(entity),
              .metric = static_cast<std::uint32_t>(metric)};
      if (entities_[each.entity] != PV_NONE && metrics_[each.metric] != PV_NONE)
        each.id = dictionary_.series(entities_[each.entity], metrics_[each.metric]);
      series_.push_back(each);
    }
  }
  series_told_ = series_.size();
}

}  // namespace pipevane::history
