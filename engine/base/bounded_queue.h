// A queue bounded in bytes that keeps exact accounts: pushed = delivered + dropped + queued, at all
// times. Not synchronised: its owner holds the lock.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>

namespace pipevane {

struct QueueAccount {
  std::uint64_t pushed = 0, delivered = 0, dropped = 0, queued = 0;
  std::uint64_t queued_bytes = 0, capacity_bytes = 0;
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
  // Counts an item that never got in.
  void refuse() {
    ++account_.pushed;
    ++account_.dropped;
  }
  // Throws away the oldest items, but for the one in hand, until `bytes` more fit. `onDrop` sees
  // each.
  template <class OnDrop>
  void makeRoom(std::uint64_t bytes, OnDrop onDrop) {
    const std::size_t first = in_hand_ ? 1 : 0;
    while (entries_.size() > first && account_.queued_bytes + bytes > account_.capacity_bytes) {
      onDrop(entries_[first].item);
      take(first);
      ++account_.dropped;
    }
  }

  bool empty() const { return entries_.empty(); }
  const Item& front() const { return entries_.front().item; }
  // The front item is being worked on: it stays queued until it is finished.
  void hold() { in_hand_ = true; }
  void finish(bool delivered) {
    in_hand_ = false;
    take(0);
    ++(delivered ? account_.delivered : account_.dropped);
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

  std::deque<Entry> entries_;
  bool in_hand_ = false;
  QueueAccount account_;
};

}  // namespace pipevane
