// What travels where: which parts of a batch anybody downstream of a component has a use for.
#pragma once

#include <pipevane/abi.h>

namespace pipevane::pipeline {

// What a component is given. A part that it both wants and makes is passed on, so it is given only
// where somebody behind it takes it; a part that it wants and does not make is for itself.
constexpr std::uint32_t effectiveWants(const pv_component_type& type,
                                       std::uint32_t wanted_downstream) {
  return type.kind == PV_SINK ? type.wants : type.wants & (~type.makes | wanted_downstream);
}

// The batch with nothing in it but the parts of `mask`.
constexpr pv_batch restricted(pv_batch batch, std::uint32_t mask) {
  if ((mask & PV_SAMPLES) == 0) batch.sample_count = 0;
  if ((mask & PV_ENTITIES) == 0) batch.change_count = 0;
  if ((mask & PV_EVENTS) == 0) batch.event_count = 0;
  if ((mask & PV_EXCHANGES) == 0) batch.exchange_count = 0;
  return batch;
}

constexpr bool holdsNothing(const pv_batch& batch) {
  return batch.sample_count == 0 && batch.change_count == 0 && batch.event_count == 0 &&
         batch.exchange_count == 0 && (batch.flags & PV_END_OF_CYCLE) == 0;
}

}  // namespace pipevane::pipeline
