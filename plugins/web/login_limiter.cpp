#include "plugins/web/login_limiter.h"

#include <algorithm>

namespace pipevane::web {

std::int64_t LoginLimiter::waitMs(const std::string& peer, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forgetOld(now_ms);
  const auto at = failures_.find(peer);
  if (at == failures_.end() || at->second.count < kMostFailures) return 0;
  return at->second.first_ms + kWindowMs - now_ms;
}

void LoginLimiter::failed(const std::string& peer, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= kMostPeers && !failures_.contains(peer)) forgetFirst();
  Failures& failures = failures_[peer];
  if (failures.count == 0) failures.first_ms = now_ms;
  ++failures.count;
}

void LoginLimiter::succeeded(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  failures_.erase(peer);
}

void LoginLimiter::forgetOld(std::int64_t now_ms) {
  std::erase_if(failures_,
                [now_ms](const auto& each) { return now_ms - each.second.first_ms >= kWindowMs; });
}

void LoginLimiter::forgetFirst() {
  failures_.erase(std::ranges::min_element(failures_, {},
                                           [](const auto& each) { return each.second.first_ms; }));
}

}  // namespace pipevane::web
