#include "plugins/web/refused_configuration.h"

#include <pipevane/refusal.h>
#include <pipevane/sized.h>
#include <pipevane/text.h>

namespace pipevane::web {

std::optional<RefusedConfiguration> readRefusedConfiguration(const Host& host) {
  const auto* refusals = static_cast<const pv_refusals*>(host.extension(PV_REFUSAL));
  if (refusals == nullptr) return std::nullopt;
  std::optional<RefusedConfiguration> refused;
  refusals->read(host.raw().self, &refused, [](void* context, const pv_refusal* raw) {
    auto& into = *static_cast<std::optional<RefusedConfiguration>*>(context);
    // No exception may leave it: without memory it is as if the engine did not say.
    try {
      const pv_refusal refusal = sizedCopy(*raw);
      RefusedConfiguration told{
          .since_ms = refusal.since_ms, .problems = {}, .left_out = refusal.left_out};
      for (std::size_t i = 0; i < refusal.problems.count; ++i)
        told.problems.push_back(str(refusal.problems.items[i]));
      into = std::move(told);
    } catch (...) {
      into.reset();
    }
  });
  return refused;
}

}  // namespace pipevane::web
