// Holds the state that everything is told to be in against what it really was lately, and what is
// unknown against what went wrong.
#pragma once

#include "tests/end_to_end/chaos/excuses.h"
#include "tests/end_to_end/chaos/judge.h"
#include "tests/end_to_end/chaos/known_truth.h"
#include "tests/end_to_end/chaos/published.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::testing {

class States {
 public:
  // All outlive this.
  States(const KnownTruth& truth, const Published& published, const Judge& judge,
         const Excuses& excuses)
      : truth_(truth), published_(published), judge_(judge), excuses_(excuses) {}

  // What is wrong, in words. At every cycle, behind the truth and what was published; `now_s` is
  // how long the hour lasts.
  std::vector<std::string> wrong(std::int64_t now_s);
  // States that were held against the truth.
  std::size_t compared() const { return compared_; }

 private:
  struct Lately {
    std::map<std::int64_t, std::string> states;  // of the last looks, by time
    std::string node;
    std::map<std::string, std::int64_t> unknown_since_s;  // by metric
  };

  std::string trueState(const std::string& key, const TrueEntity& entity) const;
  bool explained(const Lately& lately, const std::string& key, const std::string& told,
                 std::int64_t now_s) const;
  void judgeFigures(const std::string& key, Lately& lately, std::int64_t now_s,
                    std::vector<std::string>& wrong);

  const KnownTruth& truth_;
  const Published& published_;
  const Judge& judge_;
  const Excuses& excuses_;
  std::map<std::string, Lately> lately_;
  std::size_t compared_ = 0;
};

}  // namespace pipevane::testing
