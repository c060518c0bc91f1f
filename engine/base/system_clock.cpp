#include "engine/base/system_clock.h"

#include <time.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace pipevane {
namespace {

using Steady = std::chrono::steady_clock;

// Goes on while the machine sleeps, unlike CLOCK_MONOTONIC: what was heard before is that much
// older.
std::int64_t msSinceBoot() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

class SystemWaiter final : public Waiter {
 public:
  void announce() override {}
  void enter() override {}
  void leave() override {}

  bool wait(std::optional<std::int64_t> deadline_ms, const std::function<bool()>& ready) override {
    const auto until = timeOf(deadline_ms);
    // `ready` is asked outside the lock, as it takes locks of its own; `woken_` keeps a wake
    // between the two.
    while (!ready()) {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return woken_; };
      if (!until)
        changed_.wait(lock, woken);
      else if (!changed_.wait_until(lock, *until, woken))
        return false;
      woken_ = false;
    }
    return true;
  }

  void wake() override {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_one();
  }

 private:
  static std::optional<Steady::time_point> timeOf(std::optional<std::int64_t> deadline_ms) {
    if (!deadline_ms) return std::nullopt;
    // A deadline beyond a year is none: the time point could overflow.
    constexpr std::int64_t kLongestMs = 366LL * 24 * 3600 * 1000;
    const std::int64_t now_ms = msSinceBoot();
    if (*deadline_ms <= now_ms) return Steady::now();
    if (*deadline_ms - now_ms > kLongestMs) return std::nullopt;
    return Steady::now() + std::chrono::milliseconds(*deadline_ms - now_ms);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
};

}  // namespace

std::int64_t SystemClock::nowMs() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::steadyMs() const { return msSinceBoot(); }

std::unique_ptr<Waiter> SystemClock::makeWaiter() { return std::make_unique<SystemWaiter>(); }

}  // namespace pipevane
