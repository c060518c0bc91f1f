#include "engine/host/holdings.h"

#include "engine/host/one_line.h"

#include <pipevane/text.h>
#include <pipevane/trial.h>

#include <algorithm>

namespace pipevane::host {
namespace {

// A plugin may say what it likes.
constexpr std::size_t kMostThings = 64;

void keep(void* context, pv_text thing) {
  auto& things = *static_cast<std::vector<std::string>*>(context);
  if (things.size() < kMostThings) things.push_back(oneLine(view(thing)));
}

}  // namespace

Holdings holdingsOf(pipeline::Pipeline& pipeline) {
  Holdings holdings;
  for (const std::string& id : pipeline.providersOf(PV_TRIAL))
    pipeline.useService(PV_TRIAL, id, [&](const void* table, void* self) {
      static_cast<const pv_trial*>(table)->holds(self, &holdings[id], keep);
    });
  return holdings;
}

std::optional<Held> firstOf(const std::vector<std::string>& things, const Holdings& holdings) {
  for (const auto& [id, held] : holdings)
    for (const std::string& thing : things)
      if (std::ranges::find(held, thing) != held.end()) return Held{id, thing};
  return std::nullopt;
}

}  // namespace pipevane::host
