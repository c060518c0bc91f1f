#include "engine/host/signals.h"

#include <signal.h>

#include <cstdlib>

namespace pipevane::host {
namespace {

using std::chrono::steady_clock;

// Who stops a program often says it twice in one moment: to it, and to the group that it is in. A
// person is slower.
constexpr std::chrono::milliseconds kEcho{150};

sigset_t setOf(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : signals) sigaddset(&set, each);
  return set;
}

std::optional<int> waitFor(const sigset_t& set, std::chrono::milliseconds patience) {
  constexpr long kNanosecondsPerMs = 1'000'000;
  const timespec limit{.tv_sec = patience.count() / 1000,
                       .tv_nsec = static_cast<long>(patience.count() % 1000) * kNanosecondsPerMs};
  const int signal = sigtimedwait(&set, nullptr, &limit);
  if (signal < 0) return std::nullopt;
  return signal;
}

}  // namespace

Signals::Signals() {
  const sigset_t ours = setOf({SIGTERM, SIGINT, SIGHUP});
  pthread_sigmask(SIG_BLOCK, &ours, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

std::optional<int> Signals::wait(std::chrono::milliseconds patience) {
  return waitFor(setOf({SIGTERM, SIGINT, SIGHUP}), patience);
}

void Signals::endAtNext(int before) {
  watcher_ = std::jthread([before](const std::stop_token& stop) {
    const sigset_t ending = setOf({SIGTERM, SIGINT});
    const auto heed = steady_clock::now() + kEcho;
    while (!stop.stop_requested()) {
      const auto signal = waitFor(ending, std::chrono::milliseconds(200));
      const bool echo = signal == before && steady_clock::now() < heed;
      if (signal && !echo) std::_Exit(1);
    }
  });
}

}  // namespace pipevane::host
