#include "plugins/proxmox_events/held_notifications.h"

#include "plugins/proxmox_events/recording.h"

#include <pipevane/wake.h>

#include <utility>

namespace pipevane::proxmox_events {

bool HeldNotifications::hear(Sent sent) {
  {
    const std::lock_guard lock(mutex_);
    if (held_.size() == kMost) return false;
    held_.push_back(std::move(sent));
  }
  if (const auto* wake = static_cast<const pv_wake*>(host_.extension(PV_WAKE)))
    wake->wake(host_.raw().self);
  return true;
}

bool HeldNotifications::waits() {
  const std::lock_guard lock(mutex_);
  return !held_.empty();
}

void HeldNotifications::tell(const Output& output) {
  if (!waits()) return;
  if (decoder_.cluster().empty() && leadership_.settled()) decoder_.name(leadership_.cluster());
  if (decoder_.cluster().empty()) return;
  std::vector<Sent> sent;
  {
    const std::lock_guard lock(mutex_);
    sent.swap(held_);
  }
  for (const Sent& each : sent) tell(each, output);
}

void HeldNotifications::tell(const Sent& sent, const Output& output) {
  constexpr std::int32_t kTaken = 200;
  const std::string host = "http://" + sent.sender;
  const pv_exchange exchange{.size = sizeof(pv_exchange),
                             .status = kTaken,
                             .time_ms = sent.time_ms,
                             .duration_us = 0,
                             .source = text(host_.id()),
                             .cluster = text(decoder_.cluster()),
                             .host = text(host),
                             .method = text("POST"),
                             .path = text("/webhook"),
                             .query = absent(),
                             .reason = absent(),
                             .body = text(sent.body),
                             .header_count = 0,
                             .headers = nullptr};
  record(exchange, output);
  decoder_.decode(exchange, output);
}

}  // namespace pipevane::proxmox_events
