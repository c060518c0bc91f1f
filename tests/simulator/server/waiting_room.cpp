#include "tests/simulator/server/waiting_room.h"

#include <thread>

namespace pipevane::simulator {
namespace {

class Place {
 public:
  explicit Place(std::atomic<int>& taken) : taken_(taken), number_(++taken) {}
  ~Place() { --taken_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  int number() const { return number_; }

 private:
  std::atomic<int>& taken_;
  const int number_;
};

}  // namespace

bool WaitingRoom::waitWhile(const Caller& caller, const std::function<bool()>& wait,
                            std::chrono::milliseconds pace) {
  if (!wait()) return true;
  const Place place(taken_);
  if (place.number() > kPlaces) return false;
  do {
    if (closed_ || caller.left()) return false;
    std::this_thread::sleep_for(pace);
  } while (wait());
  return true;
}

}  // namespace pipevane::simulator
