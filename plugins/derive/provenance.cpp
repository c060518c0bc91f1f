#include "plugins/derive/provenance.h"

#include "plugins/derive/merge/status_rule.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace pipevane::derive {
namespace {

constexpr double kNotKept = std::numeric_limits<double>::quiet_NaN();

ProvenanceWord attributeWord(const Merge& merge, const ToldEntity& entity, const Word& word) {
  const bool status = word.name == merge.status();
  return {.kind = PV_OF_ATTRIBUTE,
          .as_of_ms = status ? StatusRule::asOf(entity, word) : entity.asOf(word),
          .component = merge.component(word.component),
          .name = merge.attributeName(word.name),
          .value = word.present ? std::optional(word.value) : std::nullopt,
          .number = kNotKept,
          .quality = Quality::kUnknown,
          .current = word.counts && !entity.gone()};
}

ProvenanceWord metricWord(const Merge& merge, std::string_view metric, const ToldSeries::Said& said,
                          bool current) {
  return {.kind = PV_OF_METRIC,
          .as_of_ms = said.time_ms,
          .component = merge.component(said.component),
          .name = std::string(metric),
          .value = std::nullopt,
          .number = said.value,
          .quality = said.quality,
          .current = current};
}

}  // namespace

pv_provenance_word ProvenanceWord::raw() const {
  return {.size = sizeof(pv_provenance_word),
          .kind = kind,
          .as_of_ms = as_of_ms,
          .component = text(component),
          .name = text(name),
          .value = value ? text(*value) : absent(),
          .number = number,
          .quality = static_cast<std::int32_t>(quality),
          .current = current ? 1 : 0};
}

std::vector<ProvenanceWord> provenanceOf(const Merge& merge, const Dictionary& dictionary,
                                         EntityId id) {
  std::vector<ProvenanceWord> words;
  const ToldEntity* const entity = merge.entity(id);
  if (entity == nullptr) return words;
  for (const Word& each : entity->words()) words.push_back(attributeWord(merge, *entity, each));
  merge.eachSeries(id, [&](SeriesId series, ComponentIndex owner, const ToldSeries* told) {
    const auto info = dictionary.of(series);
    const auto metric = info ? dictionary.info(info->metric) : std::nullopt;
    if (!metric) return;
    if (told != nullptr) {
      for (const ToldSeries::Said& each : told->all())
        words.push_back(
            metricWord(merge, metric->name, each, each.component == told->now().component));
    } else if (const Teller* by = entity->find(owner)) {
      words.push_back(metricWord(
          merge, metric->name,
          {.component = owner, .quality = Quality::kUnknown, .time_ms = by->newest_ms}, true));
    }
  });
  std::ranges::stable_sort(words, {}, [](const ProvenanceWord& each) {
    return std::tuple(each.kind, std::string_view(each.name), !each.current);
  });
  return words;
}

}  // namespace pipevane::derive
