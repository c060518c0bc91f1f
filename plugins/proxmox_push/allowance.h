// How much may be sent: by one sender, and by all of those that are trusted as it is.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pipevane::proxmox_push {

// How far a sender is trusted. None takes anything of what those of another trust may send.
enum class Trust : std::uint8_t {
  kStranger,   // the options list others: all of these are one sender
  kAnybody,    // the options list nobody
  kListed,     // the options list it
  kWithToken,  // and the token came with what it sends
};

// A bucket for each sender, and one for all of its trust: whoever fills it waits for nobody, and
// what is more is dropped.
class Allowance {
 public:
  // As many senders of one trust are told apart; addresses of datagrams may be made up.
  static constexpr std::size_t kMostSenders = 4'096;
  static constexpr std::int64_t kBurstS = 10;
  // What is pushed counts as that at least: to see that there is nothing in it is work as well.
  static constexpr std::size_t kLeastBytes = 256;
  // All of one trust together have as much as that many.
  static constexpr std::int64_t kTogether = 8;
  // Who sends for so long, and was silent for no longer than that, keeps its place: two and three
  // cycles of Proxmox VE.
  static constexpr std::int64_t kGoesOnMs = 20'000, kSilentMs = 30'000;

  explicit Allowance(std::int64_t bytes_per_second) : rate_(bytes_per_second) {}

  // Whether that sender may send as much now. It is taken off then.
  bool take(Trust trust, std::string_view sender, std::size_t bytes, std::int64_t steady_ms) {
    Circle& circle = circleOf(trust);
    Bucket* const own = bucketFor(circle, nameOf(trust, sender), bytes, steady_ms);
    if (own == nullptr) return false;
    own->left -= costOf(bytes);
    circle.all.left -= costOf(bytes);
    return true;
  }

 private:
  struct Bucket {
    std::int64_t left = 0, begun_ms = 0, filled_ms = 0;
    bool begun = false;
  };
  // Those of one trust.
  struct Circle {
    Bucket all;
    std::map<std::string, Bucket, std::less<>> senders;
    std::int64_t swept_ms = -kSweepMs;
  };
  static constexpr std::int64_t kSweepMs = 1'000;

  Circle& circleOf(Trust trust) { return circles_[static_cast<std::size_t>(trust)]; }
  static std::string_view nameOf(Trust trust, std::string_view sender) {
    return trust == Trust::kStranger ? std::string_view{} : sender;
  }
  static std::int64_t costOf(std::size_t bytes) {
    return static_cast<std::int64_t>(std::max(bytes, kLeastBytes));
  }
  // Null where it may not.
  Bucket* bucketFor(Circle& circle, std::string_view sender, std::size_t bytes,
                    std::int64_t steady_ms) {
    Bucket* const own = bucketOf(circle, sender, steady_ms);
    const std::int64_t needed = costOf(bytes);
    const bool may = own != nullptr && filled(*own, needed, rate_, steady_ms) &&
                     filled(circle.all, needed, kTogether * rate_, steady_ms);
    return may ? own : nullptr;
  }

  static bool filled(Bucket& bucket, std::int64_t needed, std::int64_t rate, std::int64_t now_ms) {
    const std::int64_t most = kBurstS * rate;
    if (!bucket.begun)
      bucket = {.left = most, .begun_ms = now_ms, .filled_ms = now_ms, .begun = true};
    const std::int64_t passed_ms = std::min(now_ms - bucket.filled_ms, kBurstS * 1000);
    bucket.left = std::min(most, bucket.left + passed_ms * rate / 1000);
    bucket.filled_ms = now_ms;
    return bucket.left >= needed;
  }

  // Who was silent long enough to have a full one again loses nothing, but its place to names that
  // are made up meanwhile.
  static bool isOver(const Bucket& bucket, std::int64_t now_ms) {
    const bool goes_on = bucket.filled_ms - bucket.begun_ms >= kGoesOnMs;
    return now_ms - bucket.filled_ms > (goes_on ? kSilentMs : kBurstS * 1000);
  }

  static Bucket* bucketOf(Circle& circle, std::string_view sender, std::int64_t now_ms) {
    auto& senders = circle.senders;
    if (const auto known = senders.find(sender); known != senders.end()) return &known->second;
    // All are looked at for that, so not for each of a flood.
    if (senders.size() >= kMostSenders && now_ms - circle.swept_ms >= kSweepMs) {
      circle.swept_ms = now_ms;
      std::erase_if(senders, [now_ms](const auto& each) { return isOver(each.second, now_ms); });
    }
    if (senders.size() >= kMostSenders) return nullptr;
    return &senders[std::string(sender)];
  }

  std::int64_t rate_;
  std::array<Circle, 4> circles_;
};

}  // namespace pipevane::proxmox_push
