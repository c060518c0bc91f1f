// What is recorded: every exchange, before what it tells.
#pragma once

#include <pipevane/output.h>

namespace pipevane::proxmox_events {

// [worker] Not at all where nobody wants it.
inline void record(const pv_exchange& exchange, const Output& output) {
  if (!output.wants(PV_EXCHANGES)) return;
  Draft draft = output.begin(exchange.time_ms);
  draft.exchange(exchange);
  output.push(std::move(draft));
}

}  // namespace pipevane::proxmox_events
