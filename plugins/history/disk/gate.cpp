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
    .entity_key =
        [](void* self, pv_entity_id entity) {
          return ask(self, [&](const Dictionary& names) { return text(names.key(entity)); });
        },
    .metric_info = metricInfo,
    .series_info = seriesInfo,
    .remember_metric =
        [](void* self, pv_text name, pv_text unit, bool counter) {
          return ask(self, [&](const Dictionary& names) {
            return names.rememberMetric(view(name), view(unit), counter);
          });
        }};

bool Gate::metricInfo(void* self, pv_metric_id metric, pv_metric* out) {
  const auto info = ask(self, [&](const Dictionary& names) { return names.info(metric); });
  if (!info) return false;
  out->counter = info->counter;
  out->name = text(info->name);
  out->unit = text(info->unit);
  return true;
}

bool Gate::seriesInfo(void* self, pv_series_id series, pv_entity_id* entity, pv_metric_id* metric) {
  const auto info = ask(self, [&](const Dictionary& names) { return names.of(series); });
  if (!info) return false;
  *entity = info->entity;
  *metric = info->metric;
  return true;
}

}  // namespace pipevane::history
