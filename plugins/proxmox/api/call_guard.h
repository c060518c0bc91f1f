// Ends a call that takes too long, or that nobody wants any more, by shutting its connection down.
// Timeouts of single reads do not: a peer that sends a byte every few seconds meets them all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace pipevane::proxmox {

// How often one that waits looks whether it shall stop.
inline constexpr std::chrono::milliseconds kLookForStop{100};

class CallGuard {
 public:
  using Clock = std::chrono::steady_clock;

  // `stopping` is asked several times a second while a call is guarded. [any]
  explicit CallGuard(std::function<bool()> stopping);
  ~CallGuard();
  CallGuard(const CallGuard&) = delete;
  CallGuard& operator=(const CallGuard&) = delete;

  // From here until `release` the connection `socket` (a file descriptor) is watched. It is held
  // by a descriptor of its own, so that it may be closed meanwhile.
  void watch(int socket, Clock::time_point deadline);
  void release();
  bool stopping() const { return stopping_(); }

 private:
  void run();

  std::function<bool()> stopping_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int socket_ = -1;
  bool ended_call_ = false;
  Clock::time_point deadline_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace pipevane::proxmox
