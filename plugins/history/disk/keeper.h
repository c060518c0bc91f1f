// Writes what a history takes to the disk, in a thread of its own: a disk that is slow, full or
// gone delays nobody, and what is in memory goes on. What came while it was gone is written as a
// whole once it is there again.
#pragma once

#include "plugins/history/disk/writing.h"

#include <cstddef>
#include <memory>
#include <thread>
#include <utility>

namespace pipevane::history {

class Keeper {
 public:
  using Client = Writing::Client;
  using Figures = Writing::Figures;
  using Pace = Writing::Pace;
  using Open = Writing::Open;
  using State = Writing::State;
  // What is left of one.
  struct Rest {
    std::unique_ptr<DiskStore> store;  // null: there is none
    State state = State::kWritten;
    // The disk hung, and the thread is left with its store until that ends: so many samples are
    // not on it.
    bool hung = false;
    std::size_t missing = 0;
  };

  // All that goes to the client and its host goes through the gate. See `Writing` for the others.
  Keeper(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<DiskStore> store, State state,
         Client client, Writing::Pace pace);
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // [worker] Waits a little where much is not written yet.
  void makeRoom() { writing_->makeRoom(); }
  // [worker] While nobody takes a snapshot. `is_kept` says which series are held.
  template <class IsKept>
  void note(const Batch& batch, const Arrival& arrival, IsKept is_kept) {
    writing_->note(batch, arrival, std::move(is_kept));
  }
  // [worker] All that was noted so far is on the disk when it returns, or cannot be for now.
  void flush() { writing_->flush(); }
  // [worker] The same, and nothing follows: nobody is called from then on, and the gate is shut.
  Rest stop();

  // [any]
  Figures figures() const { return writing_->figures(); }

 private:
  const std::shared_ptr<Gate> gate_;
  const std::shared_ptr<Writing> writing_;
  std::thread thread_;
};

}  // namespace pipevane::history
