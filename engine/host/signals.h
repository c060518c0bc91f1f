// The signals that end or reload the program: taken by a thread of their own, so that one that ends
// it is heeded whatever the main thread is busy with.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace pipevane::host {

class Signals {
 public:
  // [main] Before any other thread starts: all of them inherit that these signals wait to be asked
  // for. A write to a closed connection is an error and no signal from here on. Until `started`,
  // SIGTERM and SIGINT end the process at once, as nothing runs that would have to be stopped.
  Signals();

  // [main] From here on the first SIGTERM or SIGINT is for `wait`. A second one ends the process at
  // once, with the exit code 1; but for an echo, which is the same signal in the same moment. So
  // does the end of the time for a stop, after a call of `overdue` from another thread.
  void started(std::function<void()> overdue);

  // [main] Blocks until SIGTERM, SIGINT or SIGHUP came since it was asked last.
  int wait();
  // [any] Whether a signal that ends the program came.
  bool ending();
  // [main] Of the time for a stop, what is left since the signal that ends it.
  std::chrono::milliseconds timeToStop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Ending {
    int signal;
    Time since;
  };

  void run(const std::stop_token& stop);
  void take(int signal);
  void endIfOverdue();

  std::mutex mutex_;
  std::condition_variable came_;
  bool started_ = false;
  bool reload_ = false;
  std::optional<Ending> ending_;
  std::function<void()> overdue_;
  std::jthread thread_;  // the last: it uses all of them
};

}  // namespace pipevane::host
