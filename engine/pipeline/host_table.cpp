#include "engine/pipeline/host_table.h"

#include "engine/pipeline/component.h"
#include "engine/pipeline/reload_table.h"

#include <pipevane/sized.h>
#include <pipevane/text.h>
#include <pipevane/wake.h>

#include <cstring>
#include <string>
#include <utility>

namespace pipevane::pipeline {
namespace {

Component& of(void* self) { return *static_cast<Component*>(self); }
Dictionary& dictionaryOf(void* self) { return of(self).neighbours().dictionary; }

// No exception crosses the contract: what a call answers where the engine lacks the memory for it.
template <class Result, class Body>
Result orElse(Result otherwise, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return otherwise;
  }
}
template <class Body>
void quietly(Body body) noexcept {
  orElse(false, [&body] { return body(), true; });
}

constexpr pv_dictionary kDictionary = {
    .size = sizeof(pv_dictionary),
    .entity =
        [](void* self, pv_text key) {
          return orElse(PV_NONE,
                        [&] { return dictionaryOf(self).entity(view(key), of(self).id()); });
        },
    .metric =
        [](void* self, pv_text name, pv_text unit, bool counter) {
          return orElse(PV_NONE,
                        [&] { return dictionaryOf(self).metric(view(name), view(unit), counter); });
        },
    .series =
        [](void* self, pv_entity_id entity, pv_metric_id metric) {
          return orElse(PV_NONE, [&] { return dictionaryOf(self).series(entity, metric); });
        },
    .find_entity =
        [](void* self, pv_text key) {
          return orElse(PV_NONE, [&] { return dictionaryOf(self).findEntity(view(key)); });
        },
    .find_metric =
        [](void* self, pv_text name) {
          return orElse(PV_NONE, [&] { return dictionaryOf(self).findMetric(view(name)); });
        },
    .find_series =
        [](void* self, pv_entity_id entity, pv_metric_id metric) {
          return orElse(PV_NONE, [&] { return dictionaryOf(self).findSeries(entity, metric); });
        },
    .entity_key =
        [](void* self, pv_entity_id entity) {
          return orElse(absent(), [&] { return dictionaryOf(self).entityKey(entity); });
        },
    .metric_info =
        [](void* self, pv_metric_id metric, pv_metric* out) {
          return orElse(false, [&] {
            pv_metric info{};
            if (out == nullptr || !dictionaryOf(self).metricInfo(metric, info)) return false;
            sizedFill(*out, info);
            return true;
          });
        },
    .series_info =
        [](void* self, pv_series_id series, pv_entity_id* entity, pv_metric_id* metric) {
          return orElse(false, [&] {
            return entity != nullptr && metric != nullptr &&
                   dictionaryOf(self).seriesInfo(series, *entity, *metric);
          });
        },
    .remember_metric =
        [](void* self, pv_text name, pv_text unit, bool counter) {
          return orElse(PV_NONE, [&] {
            return dictionaryOf(self).rememberMetric(view(name), view(unit), counter);
          });
        }};

void* begin(void* self, std::int64_t time_ms, std::uint32_t flags) {
  return orElse<void*>(nullptr, [&] {
    auto buffer = of(self).neighbours().pool->take();
    buffer->reset(time_ms, flags);
    return buffer.release();
  });
}

// A draft that lacks something is remembered as such: `push` refuses it.
template <class Body>
void fill(void* raw, Body body) noexcept {
  if (raw == nullptr) return;
  BatchBuffer& draft = *static_cast<BatchBuffer*>(raw);
  try {
    body(draft);
  } catch (const Unfit& unfit) {
    draft.spoil(unfit.what());
  } catch (...) {
    draft.spoil("there is no memory for it");
  }
}

pv_columns samples(void* raw, std::size_t count) {
  pv_columns room{nullptr, nullptr, nullptr};
  fill(raw, [&](BatchBuffer& draft) { room = draft.samples(count); });
  return room;
}

pv_status refuse(void* self, const std::string& why) {
  of(self).explain(0, why);
  return PV_FAILED;
}

pv_status push(void* self, void* raw) {
  return orElse<pv_status>(PV_FAILED, [&] {
    std::unique_ptr<BatchBuffer> draft(static_cast<BatchBuffer*>(raw));
    if (!draft) return refuse(self, "cannot push a batch: it was never begun, or is pushed");
    if (draft->spoilt() != nullptr)
      return refuse(self, std::string("cannot push a batch: ") + draft->spoilt());
    return of(self).push(std::move(draft));
  });
}

pv_status forward(void* self, const pv_batch* batch, std::uint32_t flags) {
  return orElse<pv_status>(PV_FAILED, [&] {
    if (batch == nullptr) return refuse(self, "cannot forward a batch: it is none");
    return of(self).forward(*batch, flags);
  });
}

constexpr pv_output kOutput = {
    .size = sizeof(pv_output),
    .wanted = [](void* self) { return of(self).output().wanted(); },
    .begin = begin,
    .samples = samples,
    .change =
        [](void* raw, const pv_entity_change* change) {
          fill(raw, [change](BatchBuffer& draft) { draft.change(*change); });
        },
    .event =
        [](void* raw, const pv_event* event) {
          fill(raw, [event](BatchBuffer& draft) { draft.event(*event); });
        },
    .exchange =
        [](void* raw, const pv_exchange* exchange) {
          fill(raw, [exchange](BatchBuffer& draft) { draft.exchange(*exchange); });
        },
    .push = push,
    .forward = forward,
    .discard = [](void* raw) { delete static_cast<BatchBuffer*>(raw); }};

// A lease is the component whose instance is held.
constexpr pv_services kServices = {
    .size = sizeof(pv_services),
    .count =
        [](void* self, const char* name) {
          return orElse(std::size_t{0}, [&] {
            return name == nullptr ? 0 : of(self).neighbours().directory.countProviders(name);
          });
        },
    .provider =
        [](void* self, const char* name, std::size_t index) {
          return orElse(absent(), [&] {
            return name == nullptr ? absent()
                                   : of(self).neighbours().directory.provider(name, index);
          });
        },
    .acquire =
        [](void* self, const char* name, pv_text component) {
          constexpr pv_service kNobodys{nullptr, nullptr, nullptr};
          return orElse(kNobodys, [&] {
            return name == nullptr ? kNobodys
                                   : of(self).neighbours().directory.acquire(name, component);
          });
        },
    .release =
        [](void*, pv_service service) {
          if (service.lease == nullptr) return;
          quietly([&] { of(service.lease).instance().release(); });
        }};

constexpr pv_paths kPaths = {.size = sizeof(pv_paths), .path = [](void* self, std::int32_t which) {
                               const Component& component = of(self);
                               const std::string& path = which == PV_PATH_DATA
                                                             ? component.dataFolder()
                                                             : component.neighbours().share_folder;
                               return path.empty() ? absent() : text(path);
                             }};

constexpr pv_pipeline kPipeline = {
    .size = sizeof(pv_pipeline),
    .read = [](void* self, void* context, void (*visit)(void*, const pv_pipeline_status*)) {
      quietly([&] { of(self).neighbours().directory.readStatus(context, visit); });
    }};

constexpr pv_wake kWake = {.size = sizeof(pv_wake),
                           .wake = [](void* self) { quietly([&] { of(self).endWait(); }); }};

const void* extension(void* self, const char* name) {
  if (name == nullptr) return nullptr;
  const auto is = [name](const char* known) { return std::strcmp(name, known) == 0; };
  if (is(PV_DICTIONARY)) return &kDictionary;
  if (is(PV_OUTPUT)) return &kOutput;
  if (is(PV_SERVICES)) return &kServices;
  if (is(PV_PATHS)) return &kPaths;
  if (is(PV_PIPELINE)) return &kPipeline;
  if (is(PV_WAKE)) return &kWake;
  if (is(PV_RELOAD) && of(self).neighbours().reloader != nullptr) return &reloadTable();
  if (is(PV_REFUSAL) && of(self).neighbours().reloader != nullptr) return &refusalTable();
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
                pv_text message) { quietly([&] { of(self).log(levelOf(level), view(message)); }); },
      .report = [](void* self, bool healthy,
                   pv_text why) { quietly([&] { of(self).report(healthy, view(why)); }); },
      .explain = [](void* self, std::int64_t after_ms,
                    pv_text why) { quietly([&] { of(self).explain(after_ms, view(why)); }); },
      .wait_until =
          [](void* self, std::int64_t time_ms) {
            return orElse(false, [&] { return of(self).waitUntil(time_ms); });
          },
      .stopping = [](void* self) { return of(self).stopping(); },
      .extension = extension,
      .steady_ms = [](void* self) { return of(self).steadyMs(); },
      .wait_until_steady =
          [](void* self, std::int64_t steady_ms) {
            return orElse(false, [&] { return of(self).waitUntilSteady(steady_ms); });
          }};
}

}  // namespace pipevane::pipeline
