#include "engine/pipeline/legacy.h"

#include <pipevane/handover.h>

namespace pipevane::pipeline {
namespace {

// Null where it is not offered, or cannot be used.
const pv_handover* tableOf(const pv_component& component) {
  if (component.extension == nullptr) return nullptr;
  const auto* table =
      static_cast<const pv_handover*>(component.extension(component.self, PV_HANDOVER));
  const bool usable = table != nullptr && table->size >= sizeof(pv_handover) &&
                      table->give != nullptr && table->take != nullptr && table->discard != nullptr;
  return usable ? table : nullptr;
}

}  // namespace

Legacy::Legacy(const pv_component& leaving) {
  if (const pv_handover* table = tableOf(leaving))
    left_ = {table->give(leaving.service), table->discard};
}

void Legacy::giveTo(const pv_component& made) {
  if (empty()) return;
  if (const pv_handover* table = tableOf(made)) table->take(made.service, left_.release());
}

}  // namespace pipevane::pipeline
