#include "engine/base/virtual_clock.h"

#include <algorithm>

namespace pipevane {

struct VirtualClock::Place {
  enum class State { kAbsent, kExpected, kParked, kRunning };

  State state = State::kAbsent;
  std::optional<std::int64_t> deadline_ms;
  const std::function<bool()>* ready = nullptr;  // null: goes on as soon as it is its turn
};

class VirtualWaiter final : public Waiter {
 public:
  explicit VirtualWaiter(VirtualClock& clock) : clock_(clock) { clock_.add(place_); }
  ~VirtualWaiter() override { clock_.remove(place_); }

  void announce() override {
    const std::lock_guard lock(clock_.mutex_);
    place_.state = VirtualClock::Place::State::kExpected;
  }
  void enter() override {
    std::unique_lock lock(clock_.mutex_);
    place_.ready = nullptr;
    clock_.park(lock, place_);
  }
  void leave() override {
    const std::lock_guard lock(clock_.mutex_);
    place_.state = VirtualClock::Place::State::kAbsent;
    clock_.dispatch();
  }
  bool wait(std::optional<std::int64_t> deadline_ms, const std::function<bool()>& ready) override {
    std::unique_lock lock(clock_.mutex_);
    place_.deadline_ms = deadline_ms;
    place_.ready = &ready;
    clock_.park(lock, place_);
    return ready();
  }
  void wake() override {
    const std::lock_guard lock(clock_.mutex_);
    clock_.dispatch();
  }

 private:
  VirtualClock& clock_;
  VirtualClock::Place place_;
};

std::int64_t VirtualClock::nowMs() const {
  const std::lock_guard lock(mutex_);
  return now_ms_ + set_by_ms_;
}

std::int64_t VirtualClock::steadyMs() const {
  const std::lock_guard lock(mutex_);
  return now_ms_;
}

void VirtualClock::setTimeBy(std::int64_t ms) {
  const std::lock_guard lock(mutex_);
  set_by_ms_ += ms;
}

std::unique_ptr<Waiter> VirtualClock::makeWaiter() {
  return std::make_unique<VirtualWaiter>(*this);
}

void VirtualClock::advanceTo(std::int64_t time_ms) {
  std::unique_lock lock(mutex_);
  horizon_ms_ = std::max(horizon_ms_, time_ms);
  idle_ = false;
  dispatch();
  changed_.wait(lock, [this] { return idle_; });
  now_ms_ = std::max(now_ms_, time_ms);
}

void VirtualClock::add(Place& place) {
  const std::lock_guard lock(mutex_);
  places_.push_back(&place);
}

void VirtualClock::remove(Place& place) {
  const std::lock_guard lock(mutex_);
  std::erase(places_, &place);
  dispatch();
}

void VirtualClock::park(std::unique_lock<std::mutex>& lock, Place& place) {
  place.state = Place::State::kParked;
  dispatch();
  changed_.wait(lock, [&place] { return place.state == Place::State::kRunning; });
}

void VirtualClock::dispatch() {
  if (anyoneBusy()) return;
  Place* next = nextReady();
  if (next == nullptr) {
    next = nextDeadline();
    if (next != nullptr) now_ms_ = std::max(now_ms_, *next->deadline_ms);
  }
  if (next != nullptr) next->state = Place::State::kRunning;
  idle_ = next == nullptr;
  changed_.notify_all();
}

bool VirtualClock::anyoneBusy() const {
  return std::ranges::any_of(places_, [](const Place* place) {
    return place->state == Place::State::kExpected || place->state == Place::State::kRunning;
  });
}

VirtualClock::Place* VirtualClock::nextReady() const {
  const auto found = std::ranges::find_if(places_, [](const Place* place) {
    return place->state == Place::State::kParked && (place->ready == nullptr || (*place->ready)());
  });
  return found == places_.end() ? nullptr : *found;
}

VirtualClock::Place* VirtualClock::nextDeadline() const {
  Place* earliest = nullptr;
  for (Place* place : places_) {
    if (place->state != Place::State::kParked || !place->deadline_ms) continue;
    if (*place->deadline_ms > horizon_ms_) continue;
    if (earliest == nullptr || *place->deadline_ms < *earliest->deadline_ms) earliest = place;
  }
  return earliest;
}

}  // namespace pipevane
