// The exchanges of a session in the order in which their answers came, which is the order in which
// a live source saw them.
#pragma once

#include "plugins/proxmox/session/session_reader.h"

#include <cstdint>
#include <vector>

namespace pipevane::replay {

// A session that says that it is in that order is given as it is. In another, sorted by the time of
// the call, answers are held back until no later call can have been answered earlier; how many is
// limited.
class AnswerOrder {
 public:
  // `reader` outlives this.
  explicit AnswerOrder(session::SessionReader& reader) : reader_(reader) {}

  // False at the end of what can be read.
  bool next(session::RecordedExchange& out);

 private:
  struct Held {
    session::RecordedExchange exchange;
    std::uint64_t number;  // in the file
  };
  static bool later(const Held& a, const Held& b);

  bool hold();
  bool earliestIsCertain() const;

  session::SessionReader& reader_;
  std::vector<Held> held_;  // a heap, the earliest answer on top
  std::uint64_t count_ = 0;
  std::size_t held_bytes_ = 0;
  std::int64_t newest_call_us_ = 0;
  bool ended_ = false;
};

}  // namespace pipevane::replay
