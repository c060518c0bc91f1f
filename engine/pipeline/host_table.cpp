#include "engine/pipeline/host_table.h"

#include "engine/pipeline/component.h"

#include <pipevane/text.h>

#include <cstring>

namespace pipevane::pipeline {
namespace {

Component& of(void* self) { return *static_cast<Component*>(self); }
Dictionary& dictionaryOf(void* self) { return of(self).neighbours().dictionary; }
BatchBuffer& draft(void* raw) { return *static_cast<BatchBuffer*>(raw); }

constexpr pv_dictionary kDictionary = {
    .size = sizeof(pv_dictionary),
    .entity = [](void* self, pv_text key) { return dictionaryOf(self).entity(view(key)); },
    .metric =
        [](void* self, pv_text name, pv_text unit, bool counter) {
          return dictionaryOf(self).metric(view(name), view(unit), counter);
        },
    .series = [](void* self, pv_entity_id entity,
                 pv_metric_id metric) { return dictionaryOf(self).series(entity, metric); },
    .find_entity = [](void* self, pv_text key) { return dictionaryOf(self).findEntity(view(key)); },
    .find_metric = [](void* self,
                      pv_text name) { return dictionaryOf(self).findMetric(view(name)); },
    .find_series =
        [](void* self, pv_entity_id entity, pv_metric_id metric) {
          return dictionaryOf(self).findSeries(entity, metric);
        },
    .entity_key = [](void* self,
                     pv_entity_id entity) { return dictionaryOf(self).entityKey(entity); },
    .metric_info = [](void* self, pv_metric_id metric,
                      pv_metric* out) { return dictionaryOf(self).metricInfo(metric, *out); },
    .series_info =
        [](void* self, pv_series_id series, pv_entity_id* entity, pv_metric_id* metric) {
          return dictionaryOf(self).seriesInfo(series, *entity, *metric);
        }};

void* begin(void* self, std::int64_t time_ms, std::uint32_t flags) {
  auto buffer = of(self).neighbours().pool->take();
  buffer->reset(time_ms, flags);
  return buffer.release();
}

constexpr pv_output kOutput = {
    .size = sizeof(pv_output),
    .wanted = [](void* self) { return of(self).output().wanted(); },
    .begin = begin,
    .samples = [](void* raw, std::size_t count) { return draft(raw).samples(count); },
    .change = [](void* raw, const pv_entity_change* change) { draft(raw).change(*change); },
    .event = [](void* raw, const pv_event* event) { draft(raw).event(*event); },
    .exchange = [](void* raw, const pv_exchange* exchange) { draft(raw).exchange(*exchange); },
    .push =
        [](void* self, void* raw) {
          return of(self).push(std::unique_ptr<BatchBuffer>(static_cast<BatchBuffer*>(raw)));
        },
    .forward = [](void* self, const pv_batch* batch,
                  std::uint32_t flags) { return of(self).forward(*batch, flags); },
    .discard = [](void* raw) { delete static_cast<BatchBuffer*>(raw); }};

// A lease is the component whose instance is held.
constexpr pv_services kServices = {
    .size = sizeof(pv_services),
    .count = [](void* self,
                const char* name) { return of(self).neighbours().directory.countProviders(name); },
    .provider =
        [](void* self, const char* name, std::size_t index) {
          return of(self).neighbours().directory.provider(name, index);
        },
    .acquire =
        [](void* self, const char* name, pv_text component) {
          return of(self).neighbours().directory.acquire(name, component);
        },
    .release = [](void*, pv_service service) { of(service.lease).instance().release(); }};

constexpr pv_paths kPaths = {.size = sizeof(pv_paths), .path = [](void* self, std::int32_t which) {
                               const Neighbours& neighbours = of(self).neighbours();
                               const std::string& path = which == PV_PATH_DATA
                                                             ? neighbours.data_folder
                                                             : neighbours.share_folder;
                               return path.empty() ? absent() : text(path);
                             }};

constexpr pv_pipeline kPipeline = {
    .size = sizeof(pv_pipeline),
    .read = [](void* self, void* context, void (*visit)(void*, const pv_pipeline_status*)) {
      of(self).neighbours().directory.readStatus(context, visit);
    }};

const void* extension(void*, const char* name) {
  const auto is = [name](const char* known) { return std::strcmp(name, known) == 0; };
  if (is(PV_DICTIONARY)) return &kDictionary;
  if (is(PV_OUTPUT)) return &kOutput;
  if (is(PV_SERVICES)) return &kServices;
  if (is(PV_PATHS)) return &kPaths;
  if (is(PV_PIPELINE)) return &kPipeline;
  return nullptr;
}

LogLevel levelOf(std::int32_t raw) {
  return raw < PV_LOG_ERROR || raw > PV_LOG_DEBUG ? LogLevel::kInfo : static_cast<LogLevel>(raw);
}

}  // namespace

pv_host hostTable(Component& component, const char* id, std::size_t id_size) {
  return {
      .size = sizeof(pv_host),
      .self = &component,
      .id = {id, id_size},
      .now_ms = [](void* self) { return of(self).nowMs(); },
      .log = [](void* self, std::int32_t level,
                pv_text message) { of(self).log(levelOf(level), view(message)); },
      .report = [](void* self, bool healthy, pv_text why) { of(self).report(healthy, view(why)); },
      .explain = [](void* self, std::int64_t after_ms,
                    pv_text why) { of(self).explain(after_ms, view(why)); },
      .wait_until = [](void* self, std::int64_t time_ms) { return of(self).waitUntil(time_ms); },
      .stopping = [](void* self) { return of(self).stopping(); },
      .extension = extension};
}

}  // namespace pipevane::pipeline
