// Wakes a thread that waits in poll(2).
#pragma once

#include <atomic>

namespace pipevane::web {

class WakeUp {
 public:
  // Throws Error where the system gives no descriptor.
  WakeUp();
  ~WakeUp();
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  // [any] Costs next to nothing until the thread has woken up.
  void ring();
  // Of the waiting thread, before it looks at what woke it.
  void heard();
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  std::atomic<bool> rung_ = false;
};

}  // namespace pipevane::web
