#include "plugins/derive/services.h"

#include "plugins/derive/derive.h"
#include "plugins/derive/provenance.h"

#include <pipevane/figures.h>
#include <pipevane/inspect.h>

#include <string>

namespace pipevane::derive {
namespace {

// Runs `body` on the component behind a service; nothing it throws crosses.
template <class Body>
pv_status answer(void* self, Body body) noexcept {
  try {
    body(static_cast<const Derive&>(*static_cast<Component*>(self)));
    return PV_OK;
  } catch (...) {
    return PV_FAILED;
  }
}

MergeTally tallyOf(const Derive& derive) {
  return derive.merged([](const Merge& merge) { return merge.tally(); });
}

pv_figure figure(const char* name, const char* help, double value, bool counter = true) {
  return {.size = sizeof(pv_figure),
          .counter = counter,
          .name = text(name),
          .help = text(help),
          .value = value,
          .label_count = 0,
          .labels = nullptr};
}

pv_status tellFigures(void* self, void* context, void (*visit)(void*, const pv_figure*)) {
  return answer(self, [&](const Derive& derive) {
    const MergeTally tally = tallyOf(derive);
    const auto tell = [&](const pv_figure& each) { visit(context, &each); };
    for (std::size_t i = 0; i < tally.dropped.size(); ++i) {
      const pv_attribute reason = attribute("reason", kDroppedNames[i]);
      pv_figure dropped = figure("samples_dropped_total",
                                 "Samples that another component's make needless, by reason.",
                                 static_cast<double>(tally.dropped[i]));
      dropped.label_count = 1;
      dropped.labels = &reason;
      tell(dropped);
    }
    tell(figure("samples_filled_total",
                "Samples that came late and into a gap that another component left.",
                static_cast<double>(tally.filled)));
    tell(figure("attributes_overruled_total", "Attributes that another component knew better.",
                static_cast<double>(tally.overruled)));
    tell(figure("shared_series", "Series that several components tell.",
                static_cast<double>(tally.shared_series), false));
    tell(figure("shared_entities", "Entities that several components tell of.",
                static_cast<double>(tally.shared_entities), false));
  });
}

// The names need no escaping.
void describe(void* context, void (*visit)(void*, pv_text), const MergeTally& tally) {
  std::string json = "{\"shared_entities\":" + std::to_string(tally.shared_entities) +
                     ",\"shared_series\":" + std::to_string(tally.shared_series) +
                     ",\"samples_filled\":" + std::to_string(tally.filled) +
                     ",\"attributes_overruled\":" + std::to_string(tally.overruled) +
                     ",\"samples_dropped\":{";
  for (std::size_t i = 0; i < tally.dropped.size(); ++i)
    json.append(i == 0 ? "\"" : ",\"")
        .append(kDroppedNames[i])
        .append("\":" + std::to_string(tally.dropped[i]));
  json += "}}";
  visit(context, text(json));
}

constexpr pv_figures kFigures = {.size = sizeof(pv_figures), .read = tellFigures};

constexpr pv_inspect kInspect = {
    .size = sizeof(pv_inspect),
    .read = [](void* self, void* context, void (*visit)(void*, pv_text)) {
      return answer(self, [&](const Derive& derive) { describe(context, visit, tallyOf(derive)); });
    }};

constexpr pv_provenance kProvenance = {
    .size = sizeof(pv_provenance),
    .read = [](void* self, pv_entity_id entity, void* context,
               void (*visit)(void*, const pv_provenance_word*)) {
      return answer(self, [&](const Derive& derive) {
        for (const ProvenanceWord& each : derive.provenance(entity)) {
          const pv_provenance_word raw = each.raw();
          visit(context, &raw);
        }
      });
    }};

}  // namespace

const void* serviceNamed(std::string_view name) {
  if (name == PV_FIGURES) return &kFigures;
  if (name == PV_INSPECT) return &kInspect;
  return name == PV_PROVENANCE ? &kProvenance : nullptr;
}

}  // namespace pipevane::derive
