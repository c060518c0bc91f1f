#include "plugins/web/pipeline_reader.h"

#include "plugins/web/words.h"

#include <pipevane/sized.h>
#include <pipevane/text.h>

namespace pipevane::web {

using Visit = std::function<void(const pv_pipeline_status&)>;

void readPipeline(const Host& host, const Visit& visit) {
  const auto* pipeline = static_cast<const pv_pipeline*>(host.extension(PV_PIPELINE));
  if (pipeline == nullptr) return;
  // Nothing thrown may cross the engine's call.
  struct Call {
    const Visit& visit;
    std::exception_ptr thrown;
  } call{visit, nullptr};
  pipeline->read(host.raw().self, &call, [](void* context, const pv_pipeline_status* status) {
    auto& told = *static_cast<Call*>(context);
    try {
      told.visit(*status);
    } catch (...) {
      told.thrown = std::current_exception();
    }
  });
  if (call.thrown) std::rethrow_exception(call.thrown);
}

ComponentStates readComponents(const Host& host) {
  ComponentStates states;
  readPipeline(host, [&states](const pv_pipeline_status& status) {
    for (const pv_component_status& each :
         SizedSpan<pv_component_status>(status.components, status.component_count))
      states[str(each.id)] = {.type = str(each.type),
                              .kind = kindName(each.kind),
                              .state = stateName(each.state),
                              .why = str(each.why),
                              .since_ms = each.since_ms};
  });
  return states;
}

}  // namespace pipevane::web
