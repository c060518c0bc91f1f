#include "engine/pipeline/told_entities.h"

#include <pipevane/sized.h>

#include <algorithm>
#include <cstddef>

namespace pipevane::pipeline {

void ToldEntities::note(const pv_batch& batch) {
  if (batch.change_count == 0) return;
  told_.with([&batch](Set& told) {
    for (const pv_entity_change& change :
         SizedSpan<pv_entity_change>(batch.changes, batch.change_count)) {
      if (change.entity == PV_NONE) continue;  // of a dictionary that is full
      if (change.entity >= told.size()) told.resize(change.entity + std::size_t{1});
      told[change.entity] = change.kind == PV_UPSERT;
    }
  });
}

std::vector<pv_entity_id> ToldEntities::notAmong(
    const std::vector<const ToldEntities*>& others) const {
  Set left = copy();
  for (const ToldEntities* other : others) {
    const Set theirs = other->copy();
    for (std::size_t id = 0; id < std::min(left.size(), theirs.size()); ++id)
      if (theirs[id]) left[id] = false;
  }
  std::vector<pv_entity_id> ids;
  for (std::size_t id = 0; id < left.size(); ++id)
    if (left[id]) ids.push_back(static_cast<pv_entity_id>(id));
  return ids;
}

}  // namespace pipevane::pipeline
