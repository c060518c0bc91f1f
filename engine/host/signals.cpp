#include "engine/host/signals.h"

#include "engine/host/exit_code.h"

#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <utility>

namespace pipevane::host {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Who stops a program often says it twice in one moment: to it, and to the group that it is in. A
// person is slower.
constexpr milliseconds kEcho{150};
// Docker kills a container ten seconds after it was told to stop. A stop that ends in time names
// what is stuck; the rest of the time is for what does not even come to that.
constexpr milliseconds kToStop{8'500};
constexpr milliseconds kLongest{9'300};
constexpr milliseconds kLook{200};

sigset_t ours() {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, each);
  return set;
}

std::optional<int> waitFor(const sigset_t& set, milliseconds patience) {
  constexpr long kNanosecondsPerMs = 1'000'000;
  const timespec limit{.tv_sec = patience.count() / 1000,
                       .tv_nsec = static_cast<long>(patience.count() % 1000) * kNanosecondsPerMs};
  const int signal = sigtimedwait(&set, nullptr, &limit);
  if (signal < 0) return std::nullopt;
  return signal;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = ours();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Signals::started(std::function<void()> overdue) {
  const std::lock_guard lock(mutex_);
  overdue_ = std::move(overdue);
  started_ = true;
}

int Signals::wait() {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [this] { return reload_ || ending_; });
  if (ending_) return ending_->signal;
  reload_ = false;
  return SIGHUP;
}

bool Signals::ending() {
  const std::lock_guard lock(mutex_);
  return ending_.has_value();
}

milliseconds Signals::timeToStop() {
  const std::lock_guard lock(mutex_);
  const auto spent = ending_ ? steady_clock::now() - ending_->since : steady_clock::duration(0);
  return std::max(std::chrono::duration_cast<milliseconds>(kToStop - spent), milliseconds(0));
}

void Signals::run(const std::stop_token& stop) {
  const sigset_t set = ours();
  while (!stop.stop_requested()) {
    if (const auto signal = waitFor(set, kLook)) take(*signal);
    endIfOverdue();
  }
}

void Signals::take(int signal) {
  const std::lock_guard lock(mutex_);
  if (signal == SIGHUP) {
    reload_ = true;
  } else if (!started_) {
    std::_Exit(kFine);
  } else if (!ending_) {
    ending_ = Ending{signal, steady_clock::now()};
  } else if (signal != ending_->signal || steady_clock::now() >= ending_->since + kEcho) {
    std::_Exit(kOther);
  }
  came_.notify_all();
}

void Signals::endIfOverdue() {
  const std::lock_guard lock(mutex_);
  if (!ending_ || steady_clock::now() < ending_->since + kLongest) return;
  // The log may be what everybody waits for.
  std::promise<void> told;
  std::thread([this, &told] {
    overdue_();
    told.set_value();
  }).detach();
  told.get_future().wait_for(kEcho);
  std::_Exit(kOther);
}

}  // namespace pipevane::host
