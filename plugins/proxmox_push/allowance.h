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
  // What is pushed counts as that at least: to see that there is nothing in it is work as well.
  static constexpr std::size_t kLeastBytes = 256;
  // All of them together have as much as that many.
  static constexpr std::int64_t kTogether = 8;

  explicit Allowance(std::int64_t bytes_per_second) : rate_(bytes_per_second) {}

  // Whether that sender may send as much now.
  bool has(std::string_view sender, std::size_t bytes, std::int64_t steady_ms) {
    return bucketFor(sender, bytes, steady_ms) != nullptr;
  }
  // And it is taken off then.
  bool take(std::string_view sender, std::size_t bytes, std::int64_t steady_ms) {
    Bucket* const own = bucketFor(sender, bytes, steady_ms);
    if (own == nullptr) return false;
    own->left -= costOf(bytes);
    all_.left -= costOf(bytes);
    return true;
  }

 private:
  struct Bucket {
    std::int64_t left = 0, filled_ms = 0;
    bool begun = false;
  };

  static std::int64_t costOf(std::size_t bytes) {
    return static_cast<std::int64_t>(std::max(bytes, kLeastBytes));
  }
  // Null where it may not.
  Bucket* bucketFor(std::string_view sender, std::size_t bytes, std::int64_t steady_ms) {
    Bucket* const own = bucketOf(sender, steady_ms);
    const std::int64_t needed = costOf(bytes);
    const bool may = own != nullptr && filled(*own, needed, rate_, steady_ms) &&
                     filled(all_, needed, kTogether * rate_, steady_ms);
    return may ? own : nullptr;
  }

  static bool filled(Bucket& bucket, std::int64_t needed, std::int64_t rate, std::int64_t now_ms) {
    const std::int64_t most = kBurstS * rate;
    if (!bucket.begun) bucket = {.left = most, .filled_ms = now_ms, .begun = true};
    const std::int64_t passed_ms = std::min(now_ms - bucket.filled_ms, kBurstS * 1000);
    bucket.left = std::min(most, bucket.left + passed_ms * rate / 1000);
    bucket.filled_ms = now_ms;
    return bucket.left >= needed;
  }

  Bucket* bucketOf(std::string_view sender, std::int64_t now_ms) {
    if (const auto known = senders_.find(sender); known != senders_.end()) return &known->second;
    // Those that were silent long enough to have a full one again lose nothing. All are looked at
    // for that, so not for each of a flood.
    if (senders_.size() >= kMostSenders && now_ms - swept_ms_ >= kSweepMs) {
      swept_ms_ = now_ms;
      std::erase_if(senders_, [now_ms](const auto& each) {
        return now_ms - each.second.filled_ms > kBurstS * 1000;
      });
    }
    if (senders_.size() >= kMostSenders) return nullptr;
    return &senders_[std::string(sender)];
  }

  static constexpr std::int64_t kSweepMs = 1'000;

  std::int64_t rate_;
  std::int64_t swept_ms_ = -kSweepMs;
  Bucket all_;
  std::map<std::string, Bucket, std::less<>> senders_;
};

}  // namespace pipevane::proxmox_push
