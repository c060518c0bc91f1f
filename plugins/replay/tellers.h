// Which of those that were recorded has an entity.
#pragma once

#include <pipevane/abi.h>

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace pipevane::replay {

// All of them are one component in a replay, so that `derive` cannot keep what one of them gives up
// and another one has: that is done here, by the same rule. One thread.
class Tellers {
 public:
  // A source was asked, or sent by itself, or both. As many sources as there are decoders at most;
  // those beyond count as one.
  static constexpr std::size_t kMost = 1'024;

  // From now on that one tells: a source, and how its exchange came about.
  void setTeller(const std::string& source, const std::string& method);
  // It tells figures: who does not tells of what happens, and nobody relies on its saying that
  // something is gone.
  void tellsFigures() { tells_figures_[teller_] = true; }
  // False: it gives up what another one has, which stays.
  bool goesOut(const pv_entity_change& change);
  // The session begins again: nobody has told anything.
  void beginAnew() { holders_.clear(); }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<bool> tells_figures_ = {false};  // by number; the first is of whoever is beyond
  std::size_t teller_ = 0;
  std::unordered_map<pv_entity_id, std::vector<std::size_t>> holders_;  // by their numbers
};

}  // namespace pipevane::replay
