// A component that knows who told what of the first guest.
#pragma once

#include "tests/plugins/web/one_web.h"

#include <pipevane/provenance.h>

#include <limits>

namespace pipevane::web {

struct KnownProvenance {
  EntityId about = 0;
  pv_status answer = PV_OK;

  static pv_provenance_word word(std::int32_t kind, const char* component, const char* name,
                                 std::int64_t as_of_ms, bool current) {
    pv_provenance_word word{};
    word.size = sizeof word;
    word.kind = kind;
    word.as_of_ms = as_of_ms;
    word.component = text(component);
    word.name = text(name);
    word.number = std::numeric_limits<double>::quiet_NaN();
    word.quality = PV_UNKNOWN;
    word.current = current ? 1 : 0;
    return word;
  }
  static pv_status read(void* self, pv_entity_id entity, void* context,
                        void (*visit)(void*, const pv_provenance_word*)) {
    const auto& known = *static_cast<const KnownProvenance*>(self);
    if (entity != known.about) return known.answer;
    pv_provenance_word status = word(PV_OF_ATTRIBUTE, "events", "status", kNow - 1000, true);
    status.value = text("stopped");
    visit(context, &status);
    status = word(PV_OF_ATTRIBUTE, "poll", "status", kNow - 2000, false);
    status.value = text("running");
    visit(context, &status);
    const auto alone = word(PV_OF_METRIC, "poll", "cpu_usage_percent", kNow - 5000, true);
    visit(context, &alone);
    auto shared = word(PV_OF_METRIC, "push", "memory_used_bytes", kNow, true);
    shared.number = 7;
    shared.quality = PV_LIVE;
    visit(context, &shared);
    shared = word(PV_OF_METRIC, "poll", "memory_used_bytes", kNow - 10'000, false);
    shared.number = 6;
    shared.quality = PV_ESTIMATED;
    visit(context, &shared);
    return known.answer;
  }
  static constexpr pv_provenance kTable = {.size = sizeof(pv_provenance), .read = read};
};

}  // namespace pipevane::web
