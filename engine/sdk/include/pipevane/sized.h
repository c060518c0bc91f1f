// Walks an array of sized structs with the step that its first element states, so that a reader and
// a writer of different minor versions agree on where the next element begins.
#pragma once

#include <cstddef>
#include <iterator>

namespace pipevane {

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
  SizedSpan(const T* first, std::size_t count)
      : first_(first),
        count_(first == nullptr ? 0 : count),
        step_(count_ == 0 ? sizeof(T) : first->size) {}

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
