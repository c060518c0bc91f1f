// The signals that end or reload the program, taken one at a time by the thread that asks for them.
#pragma once

#include <chrono>
#include <optional>
#include <thread>

namespace pipevane::host {

class Signals {
 public:
  // [main] Before any other thread starts: all of them inherit that these signals wait to be asked
  // for. A write to a closed connection is an error and no signal from here on.
  Signals();

  // Blocks until SIGTERM, SIGINT or SIGHUP comes; nothing where none came in time.
  std::optional<int> wait(std::chrono::milliseconds patience);

  // From here on the next SIGTERM or SIGINT ends the process at once, with the exit code 1; but for
  // an echo of the one before, which is the same signal in the same moment.
  void endAtNext(int before);

 private:
  std::jthread watcher_;
};

}  // namespace pipevane::host
