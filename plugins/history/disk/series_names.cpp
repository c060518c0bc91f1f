#include "plugins/history/disk/series_names.h"

#include <algorithm>

namespace pipevane::history {

std::uint32_t SeriesNames::numberOf(SeriesId series) {
  if (const std::uint32_t known = find(series); known != kNone) return known;
  const auto info = dictionary_.of(series);
  if (!info || series_.size() == kMostSeries) return kNone;
  const std::uint32_t entity = numberOfEntity(info->entity), metric = numberOfMetric(info->metric);
  if (series >= series_numbers_.size())
    series_numbers_.resize(
        std::max<std::size_t>(std::size_t{series} + 1, series_numbers_.size() * 2), kNone);
  const auto number = static_cast<std::uint32_t>(series_.size());
  series_.push_back({series, entity, metric});
  return series_numbers_[series] = number;
}

std::uint32_t SeriesNames::numberOfEntity(EntityId entity) {
  const auto next = static_cast<std::uint32_t>(entities_.size());
  const auto [at, is_new] = entity_numbers_.emplace(entity, next);
  if (is_new) entities_.push_back(entity);
  return at->second;
}

std::uint32_t SeriesNames::numberOfMetric(MetricId metric) {
  const auto next = static_cast<std::uint32_t>(metrics_.size());
  const auto [at, is_new] = metric_numbers_.emplace(metric, next);
  if (is_new) metrics_.push_back(metric);
  return at->second;
}

std::size_t SeriesNames::bytes() const {
  constexpr std::size_t kMapNode = 40;
  return series_numbers_.capacity() * sizeof(series_numbers_[0]) +
         series_.capacity() * sizeof(series_[0]) + entities_.capacity() * sizeof(EntityId) +
         (entity_numbers_.size() + metric_numbers_.size()) * kMapNode;
}

}  // namespace pipevane::history
