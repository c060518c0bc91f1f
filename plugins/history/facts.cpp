#include "plugins/history/facts.h"

#include <string>
#include <string_view>

namespace pipevane::history {
namespace {

// The name without that end; empty where it has another one.
std::string_view stem(std::string_view name, std::string_view end) {
  return name.ends_with(end) ? name.substr(0, name.size() - end.size()) : std::string_view();
}

std::optional<Relation> relationOf(const Dictionary& dictionary, EntityId entity,
                                   std::string_view name) {
  const auto beside = [&](std::string_view start, std::string_view end) {
    const MetricId id = dictionary.findMetric(std::string(start) + std::string(end));
    return id == PV_NONE ? SeriesId{PV_NONE} : dictionary.findSeries(entity, id);
  };
  Relation relation{Rule::Kind::kNone, PV_NONE, PV_NONE};
  if (const auto counter = stem(name, "_per_second"); !counter.empty()) {
    relation = {Rule::Kind::kRate, beside(counter, "_total"), PV_NONE};
  } else if (const auto usage = stem(name, "_usage_percent"); !usage.empty()) {
    relation = {Rule::Kind::kHundredfold, beside(usage, "_usage_ratio"), PV_NONE};
  } else if (name == "cpu_usage_ratio") {
    relation = {Rule::Kind::kOfLength, beside("cpu", "_count"), PV_NONE};
  } else if (name == "memory_host_used_bytes") {
    relation = {Rule::Kind::kBeside, beside("memory", "_used_bytes"), PV_NONE};
  } else if (const auto share = stem(name, "_used_percent"); !share.empty()) {
    relation = {Rule::Kind::kShare, beside(share, "_used_bytes"), beside(share, "_total_bytes")};
    if (relation.by == PV_NONE) return std::nullopt;
  }
  if (relation.of == PV_NONE) return std::nullopt;
  return relation;
}

}  // namespace

Facts factsOf(const Dictionary& dictionary, SeriesId series) {
  const auto info = dictionary.of(series);
  if (!info || info->entity == PV_NONE) return {};
  const auto metric = dictionary.info(info->metric);
  if (!metric) return {};
  Facts facts{.relation = relationOf(dictionary, info->entity, metric->name)};
  if (metric->unit == "ratio") facts.rounding = Rounding::kRatio;
  if (facts.relation && facts.relation->kind == Rule::Kind::kHundredfold)
    facts.rounding = Rounding::kPercent;
  return facts;
}

std::function<Facts(SeriesId)> factsBy(const Dictionary& dictionary) {
  return [dictionary](SeriesId series) { return factsOf(dictionary, series); };
}

std::function<std::optional<std::string_view>(SeriesId)> clusterBy(const Dictionary& dictionary) {
  return [dictionary](SeriesId series) -> std::optional<std::string_view> {
    const auto info = dictionary.of(series);
    if (!info) return std::nullopt;
    const std::string_view key = dictionary.key(info->entity);
    return key.substr(0, key.find('/'));
  };
}

}  // namespace pipevane::history
