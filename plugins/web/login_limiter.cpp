#include "plugins/web/login_limiter.h"

namespace pipevane::web {

std::int64_t LoginLimiter::waitMs(const std::string& address, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forgetOld(now_ms);
  const auto at = failures_.find(address);
  // With so many addresses at once somebody guesses from a whole network: nobody unknown may try.
  if (at == failures_.end()) return failures_.size() < kMostAddresses ? 0 : kWindowMs;
  if (at->second.count < kMostFailures) return 0;
  return at->second.first_ms + kWindowMs - now_ms;
}

void LoginLimiter::failed(const std::string& address, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= kMostAddresses && !failures_.contains(address)) return;
  Failures& failures = failures_[address];
  if (failures.count == 0) failures.first_ms = now_ms;
  ++failures.count;
}

void LoginLimiter::succeeded(const std::string& address) {
  const std::lock_guard lock(mutex_);
  failures_.erase(address);
}

void LoginLimiter::forgetOld(std::int64_t now_ms) {
  std::erase_if(failures_,
                [now_ms](const auto& each) { return now_ms - each.second.first_ms >= kWindowMs; });
}

}  // namespace pipevane::web
