// Names of what a history has from an earlier run: the dictionary knows them once it has read them.
#pragma once

#include <pipevane/history.h>
#include <pipevane/host.h>

#include <cstdint>

namespace pipevane::web {

// Waits until it has, if not for long: what is asked for right after a start is looked up then.
inline void awaitHistoryNames(const Host& host) {
  const Lease<pv_history> history(host, PV_HISTORY);
  if (!history || history->extent == nullptr) return;
  // It answers no question before.
  std::int64_t oldest_ms = 0, newest_ms = 0;
  history->extent(history.self(), &oldest_ms, &newest_ms);
}

}  // namespace pipevane::web
