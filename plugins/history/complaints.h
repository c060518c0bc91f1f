// What a component complains of at present, told as one: each may begin and end by itself.
#pragma once

#include <pipevane/host.h>

#include <array>
#include <cstddef>
#include <mutex>
#include <string>

namespace pipevane::history {

// [any]
class Complaints {
 public:
  enum Kind : std::size_t { kMemory, kDisk, kTiers, kKinds };

  explicit Complaints(const Host& host) : host_(host) {}

  // A sentence; empty: no more.
  void set(Kind kind, const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (why_[kind] == why) return;
    why_[kind] = why;
    std::string all;
    for (const std::string& each : why_) {
      if (!all.empty() && !each.empty()) all += "; ";
      all += each;
    }
    // Told under the lock, so that what was last is told last.
    if (all.empty())
      host_.running();
    else
      host_.degraded(all);
  }

 private:
  const Host host_;
  std::mutex mutex_;
  std::array<std::string, kKinds> why_;
};

}  // namespace pipevane::history
