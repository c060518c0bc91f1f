// A mutex that whoever waits for gets next: one who takes it again and again, to be no hindrance,
// lets others in between.
#pragma once

#include <mutex>

namespace pipevane::history {

class FairMutex {
 public:
  void lock() {
    const std::lock_guard next(next_);
    held_.lock();
  }
  void unlock() { held_.unlock(); }

 private:
  std::mutex next_, held_;
};

}  // namespace pipevane::history
