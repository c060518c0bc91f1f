// How many exports are under way at once: each takes a thread again and again, and some memory.
// Thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::web {

class ExportSeats {
 public:
  static constexpr std::size_t kMost = 4;
  // One is left for others, however many one client asks for.
  static constexpr std::size_t kMostOfOnePeer = 3;

  enum class Answer { kTaken, kPeerHasEnough, kNoneLeft };

  // One of them, for as long as this lives; or none. The seats outlive it.
  class Seat {
   public:
    Seat(ExportSeats& seats, std::string peer)
        : seats_(seats), peer_(std::move(peer)), answer_(seats.take(peer_)) {}
    ~Seat() {
      if (answer_ == Answer::kTaken) seats_.leave(peer_);
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    Answer answer() const { return answer_; }

   private:
    ExportSeats& seats_;
    const std::string peer_;
    const Answer answer_;
  };

 private:
  Answer take(const std::string& peer) {
    const std::lock_guard lock(mutex_);
    if (std::ranges::count(taken_by_, peer) >= std::ptrdiff_t{kMostOfOnePeer})
      return Answer::kPeerHasEnough;
    if (taken_by_.size() == kMost) return Answer::kNoneLeft;
    taken_by_.push_back(peer);
    return Answer::kTaken;
  }
  void leave(const std::string& peer) {
    const std::lock_guard lock(mutex_);
    taken_by_.erase(std::ranges::find(taken_by_, peer));
  }

  std::mutex mutex_;
  std::vector<std::string> taken_by_;  // peers, one a seat
};

}  // namespace pipevane::web
