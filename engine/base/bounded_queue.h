// A queue bounded in bytes that keeps exact accounts: pushed = delivered + dropped + queued, at all
// times. Not synchronised: its owner holds the lock.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace pipevane {

// Why an item was lost.
enum class Loss {
  kFull,     // it made room for a newer one
  kDown,     // its taker failed on it, or was not there
  kRefused,  // its taker did not want it
  kStopped,  // there was no time left for it at the stop
};
inline constexpr std::size_t kLosses = 4;

struct QueueAccount {
  std::uint64_t pushed = 0, delivered = 0, dropped = 0, queued = 0;
  std::uint64_t queued_bytes = 0, capacity_bytes = 0;
  std::array<std::uint64_t, kLosses> dropped_by{};  // together `dropped`

  std::uint64_t lost(Loss why) const { return dropped_by[static_cast<std::size_t>(why)]; }
};

template <class Item>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::uint64_t capacity_bytes) { account_.capacity_bytes = capacity_bytes; }

  // An item larger than the whole queue still fits into an empty one: else it could never pass.
  bool fits(std::uint64_t bytes) const {
    return entries_.empty() || account_.queued_bytes + bytes <= account_.capacity_bytes;
  }
  void push(Item item, std::uint64_t bytes) {
    entries_.push_back({std::move(item), bytes});
    ++account_.pushed;
    ++account_.queued;
    account_.queued_bytes += bytes;
  }
  // What is queued beyond it stays.
  void resize(std::uint64_t capacity_bytes) { account_.capacity_bytes = capacity_bytes; }
  // Counts an item that never got in.
  void refuse(Loss why) {
    ++account_.pushed;
    lose(why);
  }
  // Throws away the oldest items, but for the one in hand, until `bytes` more fit. `onDrop` sees
  // each.
  template <class OnDrop>
  void makeRoom(std::uint64_t bytes, OnDrop onDrop) {
    const std::size_t first = in_hand_ ? 1 : 0;
    while (entries_.size() > first && account_.queued_bytes + bytes > account_.capacity_bytes) {
      onDrop(entries_[first].item);
      take(first);
      lose(Loss::kFull);
    }
  }

  bool empty() const { return entries_.empty(); }
  const Item& front() const { return entries_.front().item; }
  // The front item is being worked on: it stays queued until it is finished.
  void hold() { in_hand_ = true; }
  // The front item is delivered, or lost.
  void finish(std::optional<Loss> lost = {}) {
    in_hand_ = false;
    take(0);
    if (lost)
      lose(*lost);
    else
      ++account_.delivered;
  }

  const QueueAccount& account() const { return account_; }

 private:
  struct Entry {
    Item item;
    std::uint64_t bytes;
  };
  void take(std::size_t index) {
    account_.queued_bytes -= entries_[index].bytes;
    --account_.queued;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(index));
  }
  void lose(Loss why) {
    ++account_.dropped;
    ++account_.dropped_by[static_cast<std::size_t>(why)];
  }

  std::deque<Entry> entries_;
  bool in_hand_ = false;
  QueueAccount account_;
};

}  // namespace pipevane
