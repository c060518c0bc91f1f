// Sized structs between a reader and a writer of different minor versions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace pipevane {

// The struct as far as its writer knew it; the rest is zero.
template <class T>
T sizedCopy(const T& written) {
  T copy{};
  const std::size_t known = std::min<std::size_t>(written.size, sizeof(T));
  std::memcpy(&copy, static_cast<const void*>(&written), known);
  copy.size = sizeof(T);
  return copy;
}

// Fills in as much as the reader, who has set `out.size`, has room for.
template <class T>
void sizedFill(T& out, const T& from) {
  const std::uint32_t room = std::min<std::uint32_t>(out.size, sizeof(T));
  std::memcpy(static_cast<void*>(&out), &from, room);
  if (room >= sizeof(out.size)) out.size = room;
}

// Walks an array of sized structs with the step that its first element states, so that both agree
// on where the next element begins. An array whose step leads nowhere reads as empty.

template <class T>
class SizedSpan {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    Iterator() = default;
    Iterator(const char* at, std::size_t step) : at_(at), step_(step) {}
    reference operator*() const { return *reinterpret_cast<pointer>(at_); }
    pointer operator->() const { return reinterpret_cast<pointer>(at_); }
    Iterator& operator++() {
      at_ += step_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const char* at_ = nullptr;
    std::size_t step_ = sizeof(T);
  };

  SizedSpan() = default;
  SizedSpan(const T* first, std::size_t count) {
    if (count == 0 || !walkable(first)) return;
    first_ = first;
    count_ = count;
    step_ = first->size;
  }
  // Whether the element says how far it is to the next one, and that stands where a T can stand.
  static bool walkable(const T* first) {
    return first != nullptr && reinterpret_cast<std::uintptr_t>(first) % alignof(T) == 0 &&
           first->size > 0 && first->size % alignof(T) == 0;
  }

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  Iterator begin() const { return {bytes(), step_}; }
  Iterator end() const { return {bytes() + count_ * step_, step_}; }
  const T& operator[](std::size_t i) const {
    return *reinterpret_cast<const T*>(bytes() + i * step_);
  }

 private:
  const char* bytes() const { return reinterpret_cast<const char*>(first_); }

  const T* first_ = nullptr;
  std::size_t count_ = 0;
  std::size_t step_ = sizeof(T);
};

}  // namespace pipevane
