// A value and its mutex in one: reached only inside a lambda, so that nobody forgets the lock or
// keeps it too long.
#pragma once

#include <mutex>
#include <utility>

namespace pipevane {

template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  // [any] Runs `body` with the value while holding the lock. Never call out of the room from
  // inside.
  template <class Body>
  auto with(Body body) {
    const std::lock_guard lock(mutex_);
    return body(value_);
  }
  template <class Body>
  auto with(Body body) const {
    const std::lock_guard lock(mutex_);
    return body(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

}  // namespace pipevane
