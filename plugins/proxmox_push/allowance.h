// How much one sender may send.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pipevane::proxmox_push {

// A bucket for each sender, and one for all: whoever fills it waits for nobody, and what is more is
// dropped.
class Allowance {
 public:
  // As many senders are told apart; addresses of datagrams may be made up.
  static constexpr std::size_t kMostSenders = 4'096;
  static constexpr std::int64_t kBurstS = 10;
  // All of them together have as much as that many.
  static constexpr std::int64_t kTogether = 8;

  explicit Allowance(std::int64_t bytes_per_second) : rate_(bytes_per_second) {}

  // Whether that sender may send as much now; it is taken off then.
  bool take(std::string_view sender, std::size_t bytes, std::int64_t steady_ms) {
    Bucket* const own = bucketOf(sender, steady_ms);
    const auto needed = static_cast<std::int64_t>(bytes);
    if (own == nullptr || !has(*own, needed, rate_, steady_ms) ||
        !has(all_, needed, kTogether * rate_, steady_ms))
      return false;
    own->left -= needed;
    all_.left -= needed;
    return true;
  }

 private:
  struct Bucket {
    std::int64_t left = 0, filled_ms = 0;
    bool begun = false;
  };

  static bool has(Bucket& bucket, std::int64_t needed, std::int64_t rate, std::int64_t now_ms) {
    const std::int64_t most = kBurstS * rate;
    if (!bucket.begun) bucket = {.left = most, .filled_ms = now_ms, .begun = true};
    const std::int64_t passed_ms = std::min(now_ms - bucket.filled_ms, kBurstS * 1000);
    bucket.left = std::min(most, bucket.left + passed_ms * rate / 1000);
    bucket.filled_ms = now_ms;
    return bucket.left >= needed;
  }

  Bucket* bucketOf(std::string_view sender, std::int64_t now_ms) {
    if (const auto known = senders_.find(sender); known != senders_.end()) return &known->second;
    // Those that were silent long enough to have a full one again lose nothing.
    if (senders_.size() >= kMostSenders)
      std::erase_if(senders_, [now_ms](const auto& each) {
        return now_ms - each.second.filled_ms > kBurstS * 1000;
      });
    if (senders_.size() >= kMostSenders) return nullptr;
    return &senders_[std::string(sender)];
  }

  std::int64_t rate_;
  Bucket all_;
  std::map<std::string, Bucket, std::less<>> senders_;
};

}  // namespace pipevane::proxmox_push
