// How many exports are under way at once: each takes a thread again and again, and some memory.
#pragma once

#include <atomic>

namespace pipevane::web {

class ExportSeats {
 public:
  static constexpr int kMost = 4;

  // One of them, for as long as this lives; or none. The seats outlive it.
  class Seat {
   public:
    explicit Seat(ExportSeats& seats) : seats_(seats), taken_(seats.taken_.fetch_add(1) < kMost) {}
    ~Seat() { seats_.taken_.fetch_sub(1); }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    bool taken() const { return taken_; }

   private:
    ExportSeats& seats_;
    bool taken_;
  };

 private:
  std::atomic<int> taken_ = 0;
};

}  // namespace pipevane::web
