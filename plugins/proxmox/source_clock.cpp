#include "plugins/proxmox/source_clock.h"

#include "plugins/proxmox/http_date.h"

#include <pipevane/text.h>

#include <algorithm>
#include <cstdlib>
#include <span>

namespace pipevane::proxmox {
namespace {

// Date is in whole seconds, and the answer takes its time. A clock less wrong than that is taken
// for right, and the difference stays as it is until it is clearly another one: times that jitter
// would make rates jitter.
constexpr std::int64_t kUnsureMs = 3'000;

// In whole seconds, too: what is finer says nothing beside such a date.
std::int64_t tookMs(const pv_exchange& exchange) {
  constexpr std::int64_t kSecondUs = 1'000'000;
  return exchange.duration_us / kSecondUs * 1000;
}

}  // namespace

void SourceClock::hear(const pv_exchange& exchange) {
  const std::span headers(exchange.headers, exchange.header_count);
  const auto is_date = [](const pv_attribute& header) { return view(header.name) == "date"; };
  // Two of them say nothing: a recording has them joined.
  if (std::ranges::count_if(headers, is_date) != 1) return;
  const auto date_ms = httpDateMs(view(std::ranges::find_if(headers, is_date)->value));
  if (!date_ms) return;
  const std::int64_t ahead_ms = *date_ms - exchange.time_ms - tookMs(exchange);
  if (std::abs(ahead_ms - ahead_ms_) <= kUnsureMs) return;
  ahead_ms_ = std::abs(ahead_ms) <= kUnsureMs ? 0 : ahead_ms;
}

}  // namespace pipevane::proxmox
