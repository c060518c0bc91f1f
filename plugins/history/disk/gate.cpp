#include "plugins/history/disk/gate.h"

#include <pipevane/text.h>

namespace pipevane::history {

const pv_dictionary Gate::kTable = {
    .size = sizeof(pv_dictionary),
    .entity =
        [](void* self, pv_text key) {
          return ask(self, [&](const Dictionary& names) { return names.entity(view(key)); });
        },
    .metric =
        [](void* self, pv_text name, pv_text unit, bool counter) {
          return ask(self, [&](const Dictionary& names) {
            return names.metric(view(name), view(unit), counter);
          });
        },
    .series =
        [](void* self, pv_entity_id entity, pv_metric_id metric) {
          return ask(self, [&](const Dictionary& names) { return names.series(entity, metric); });
        },
    .find_entity =
        [](void* self, pv_text key) {
          return ask(self, [&](const Dictionary& names) { return names.findEntity(view(key)); });
        },
    .find_metric =
        [](void* self, pv_text name) {
          return ask(self, [&](const Dictionary& names) { return names.findMetric(view(name)); });
        },
    .find_series =
        [](void* self, pv_entity_id entity, pv_metric_id metric) {
          return ask(self,
                     [&](const Dictionary& names) { return names.findSeries(entity, metric); });
        },
    .entity_key = entityKey,
    .metric_info = metricInfo,
    .series_info = seriesInfo,
    .remember_metric =
        [](void* self, pv_text name, pv_text unit, bool counter) {
          return ask(self, [&](const Dictionary& names) {
            return names.rememberMetric(view(name), view(unit), counter);
          });
        }};

pv_text Gate::kept(std::string_view text) {
  if (text.empty()) return absent();
  auto found = texts_.find(text);
  if (found == texts_.end()) found = texts_.emplace(text).first;
  return pipevane::text(*found);
}

pv_text Gate::entityKey(void* self, pv_entity_id entity) {
  Gate& gate = *static_cast<Gate*>(self);
  return gate.through([&] { return gate.kept(gate.behind_.key(entity)); });
}

bool Gate::metricInfo(void* self, pv_metric_id metric, pv_metric* out) {
  Gate& gate = *static_cast<Gate*>(self);
  return gate.through([&] {
    const auto info = gate.behind_.info(metric);
    if (!info) return false;
    out->counter = info->counter;
    out->name = gate.kept(info->name);
    out->unit = gate.kept(info->unit);
    return true;
  });
}

bool Gate::seriesInfo(void* self, pv_series_id series, pv_entity_id* entity, pv_metric_id* metric) {
  const auto info = ask(self, [&](const Dictionary& names) { return names.of(series); });
  if (!info) return false;
  *entity = info->entity;
  *metric = info->metric;
  return true;
}

}  // namespace pipevane::history
