// A batch in the engine's memory: filled in by its maker, immutable once pushed, shared by every
// edge it travels.
#pragma once

#include <pipevane/abi.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace pipevane::pipeline {

// One column that grows without touching what is about to be overwritten.
template <class T>
class Column {
 public:
  // Room for `count` more; what was there before may have moved.
  T* extend(std::size_t count) {
    if (size_ + count > capacity_) grow(size_ + count);
    T* room = data_.get() + size_;
    size_ += count;
    return room;
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  const T* data() const { return data_.get(); }

 private:
  void grow(std::size_t least) {
    const std::size_t capacity = std::max(least, capacity_ * 2);
    auto larger = std::make_unique_for_overwrite<T[]>(capacity);
    std::copy_n(data_.get(), size_, larger.get());
    data_ = std::move(larger);
    capacity_ = capacity;
  }

  std::unique_ptr<T[]> data_;
  std::size_t size_ = 0, capacity_ = 0;
};

class BatchBuffer {
 public:
  // Everything but the capacity is gone.
  void reset(std::int64_t time_ms, std::uint32_t flags);

  pv_columns samples(std::size_t count);
  // These copy what they are given.
  void change(const pv_entity_change& change);
  void event(const pv_event& event);
  void exchange(const pv_exchange& exchange);

  // The batch as the contract has it, without component and sequence; valid until the buffer
  // changes.
  const pv_batch& seal();
  const pv_batch& raw() const { return raw_; }
  // What it takes in memory, about.
  std::size_t bytes() const;
  std::size_t capacityBytes() const;

 private:
  pv_text kept(pv_text from);
  const pv_attribute* kept(const pv_attribute* from, std::size_t count);

  pv_batch raw_{};
  Column<pv_series_id> series_;
  Column<double> values_;
  Column<std::uint8_t> qualities_;
  std::vector<pv_entity_change> changes_;
  std::vector<pv_event> events_;
  std::vector<pv_exchange> exchanges_;
  // Texts and attributes that the three above point at; in pieces, so that they never move.
  std::deque<std::unique_ptr<char[]>> texts_;
  std::deque<std::vector<pv_attribute>> attributes_;
  std::size_t text_bytes_ = 0;
};

}  // namespace pipevane::pipeline
