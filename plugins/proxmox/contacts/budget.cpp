#include "plugins/proxmox/contacts/budget.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kKiB = 1 << 10, kMiB = 1 << 20;

std::string sizeText(std::int64_t bytes) {
  if (bytes % kMiB == 0) return std::to_string(bytes / kMiB) + " MiB";
  if (bytes % kKiB == 0) return std::to_string(bytes / kKiB) + " KiB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace

const char* Budget::optionOf(Limit limit) {
  switch (limit) {
    case Limit::kBytes:
      return "received_bytes_per_minute";
    case Limit::kHandshakes:
      return "handshakes_per_minute";
    default:
      return "requests_per_minute";
  }
}

std::string Budget::why(Limit limit) const {
  std::string what;
  switch (limit) {
    case Limit::kBytes:
      what = sizeText(limits_.received_bytes) + " of answers";
      break;
    case Limit::kHandshakes:
      what = std::to_string(limits_.handshakes) + " TLS handshakes";
      break;
    default:
      what = std::to_string(limits_.requests) + " requests";
  }
  return "asks no more for now: the limit of " + what + " a minute is reached, see the option \"" +
         optionOf(limit) + "\"";
}

bool Budget::takeBeside(std::int64_t now_ms) {
  {
    const std::lock_guard lock(mutex_);
    const Spent lately = lastMinute(now_ms);
    if (2 * lately.received_bytes >= limits_.received_bytes ||
        2 * lately.handshakes >= limits_.handshakes)
      return false;
  }
  return takeAbove(now_ms, static_cast<double>(limits_.requests) / 2);
}

void Budget::spent(const ApiClient::Counters& cost, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const std::int64_t second = now_ms / 1000;
  // One thread may have looked at the clock before another, and comes later.
  if (spent_.empty() || spent_.back().second < second) spent_.push_back({second, 0, 0});
  spent_.back().received_bytes += static_cast<std::int64_t>(cost.received_bytes);
  spent_.back().handshakes += static_cast<std::int64_t>(cost.handshakes);
  lastMinute(now_ms);
}

std::optional<Budget::Limit> Budget::reached(int requests, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  refill(now_ms);
  if (left_ < requests) return Limit::kRequests;
  const Spent lately = lastMinute(now_ms);
  if (lately.received_bytes >= limits_.received_bytes) return Limit::kBytes;
  if (lately.handshakes >= limits_.handshakes) return Limit::kHandshakes;
  return std::nullopt;
}

bool Budget::takeAbove(std::int64_t now_ms, double kept) {
  const std::lock_guard lock(mutex_);
  refill(now_ms);
  if (left_ < kept + 1) return false;
  left_ -= 1;
  return true;
}

void Budget::refill(std::int64_t now_ms) {
  const std::int64_t passed_ms = std::clamp<std::int64_t>(now_ms - refilled_ms_, 0, kMinuteMs);
  refilled_ms_ = now_ms;
  const auto most = static_cast<double>(limits_.requests);
  left_ = std::min(most, left_ + most * static_cast<double>(passed_ms) / kMinuteMs);
}

Budget::Spent Budget::lastMinute(std::int64_t now_ms) {
  Spent sum{now_ms / 1000, 0, 0};
  while (!spent_.empty() && spent_.front().second <= sum.second - kMinuteMs / 1000)
    spent_.pop_front();
  for (const Spent& each : spent_) {
    sum.received_bytes += each.received_bytes;
    sum.handshakes += each.handshakes;
  }
  return sum;
}

}  // namespace pipevane::proxmox
