// Calls that are kept waiting: for a fault to end, for a node that hangs, for time to pass.
#pragma once

#include "tests/simulator/server/caller.h"

#include <atomic>
#include <chrono>
#include <functional>

namespace pipevane::simulator {

// [any] Each of them holds a thread of the server, so that there are only so many; whoever asks the
// control finds one at all times.
class WaitingRoom {
 public:
  // As many connections as a worker of Proxmox VE takes.
  static constexpr int kPlaces = 500;

  // Calls `wait` again and again until it is false, and returns true then. False at once where
  // there is no place left, and as soon as the caller has left or all have to go.
  bool waitWhile(const Caller& caller, const std::function<bool()>& wait,
                 std::chrono::milliseconds pace = std::chrono::milliseconds(10));
  void close() { closed_ = true; }
  bool closed() const { return closed_; }
  int waiting() const { return taken_; }

 private:
  std::atomic<int> taken_ = 0;
  std::atomic<bool> closed_ = false;
};

}  // namespace pipevane::simulator
