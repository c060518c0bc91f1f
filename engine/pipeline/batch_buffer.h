// A batch in the engine's memory: filled in by its maker, immutable once pushed, shared by every
// edge it travels.
#pragma once

#include <pipevane/abi.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <vector>

namespace pipevane::pipeline {

// One column that grows without touching what is about to be overwritten.
template <class T>
class Column {
 public:
  // Makes sure that `extend` finds room for `count` more; what was there before may have moved.
  void reserve(std::size_t count) {
    if (size_ + count > capacity_) grow(size_ + count);
  }
  T* extend(std::size_t count) {
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

// Why something cannot go into a batch: a literal, so that it can be told where memory is short.
class Unfit final : public std::exception {
 public:
  explicit Unfit(const char* why) : why_(why) {}
  const char* what() const noexcept override { return why_; }

 private:
  const char* why_;
};

class BatchBuffer {
 public:
  // Everything but the capacity is gone.
  void reset(std::int64_t time_ms, std::uint32_t flags);

  // These throw Unfit where the batch would grow beyond limits::kBatchBytes or what it is given is
  // malformed, and std::bad_alloc.
  pv_columns samples(std::size_t count);
  // Copied, with everything that it points at.
  void change(const pv_entity_change& change);
  void event(const pv_event& event);
  void exchange(const pv_exchange& exchange);

  // The batch as the contract has it, without component and sequence; valid until the buffer
  // changes.
  const pv_batch& seal();
  const pv_batch& raw() const { return raw_; }
  // Something that its maker put in is missing: it must not travel. `why` is a literal.
  void spoil(const char* why) { spoilt_ = why; }
  const char* spoilt() const { return spoilt_; }  // null: it is whole
  // What it takes in memory, about.
  std::size_t bytes() const;
  std::size_t capacityBytes() const;

 private:
  void stayWithin(std::size_t bytes_more) const;
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
  const char* spoilt_ = nullptr;
};

}  // namespace pipevane::pipeline
