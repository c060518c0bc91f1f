#include "engine/base/system_clock.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace pipevane {
namespace {

using Steady = std::chrono::steady_clock;

class SystemWaiter final : public Waiter {
 public:
  explicit SystemWaiter(const SystemClock& clock) : clock_(clock) {}

  void announce() override {}
  void enter() override {}
  void leave() override {}

  bool wait(std::optional<std::int64_t> deadline_ms, const std::function<bool()>& ready) override {
    const auto until = steadyDeadline(deadline_ms);
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
  std::optional<Steady::time_point> steadyDeadline(std::optional<std::int64_t> deadline_ms) const {
    if (!deadline_ms) return std::nullopt;
    // A deadline beyond a year is none: adding it to the time point could overflow.
    constexpr std::int64_t kLongestMs = 366LL * 24 * 3600 * 1000;
    const std::int64_t now_ms = clock_.nowMs();
    if (*deadline_ms <= now_ms) return Steady::now();  // a difference from long ago could overflow
    const std::int64_t pause_ms = *deadline_ms - now_ms;
    if (pause_ms > kLongestMs) return std::nullopt;
    return Steady::now() + std::chrono::milliseconds(pause_ms);
  }

  const SystemClock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
};

}  // namespace

std::int64_t SystemClock::nowMs() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::unique_ptr<Waiter> SystemClock::makeWaiter() { return std::make_unique<SystemWaiter>(*this); }

}  // namespace pipevane
