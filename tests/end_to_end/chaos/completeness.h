// Whether everything that the metrics export could tell was told, sooner or later.
#pragma once

#include "tests/end_to_end/chaos/judge.h"
#include "tests/end_to_end/chaos/known_truth.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pipevane::testing {

class Completeness {
 public:
  // Both outlive this.
  Completeness(const KnownTruth& truth, const Judge& judge) : truth_(truth), judge_(judge) {}

  // At every cycle, behind the truth and the judge.
  void look(std::int64_t now_ms);
  struct Missing {
    std::string entity, metric;
    std::int64_t time_ms;
  };
  // Of all cycles so far.
  std::vector<Missing> missing(std::int64_t now_ms);
  // Values that were looked for, of all of them.
  std::size_t expected() const { return expected_; }

 private:
  // A node's export begins anew with its boot: what it had not told by then nobody can hear.
  struct Death {
    std::string node;
    std::int64_t at_ms;
    std::int64_t exported_ms;                     // when the export was answered last before that
    std::map<std::string, std::int64_t> told_ms;  // by entity, up to when
  };

  std::int64_t newestLiveMs(const std::string& key) const;
  bool lost(const std::string& key, const TrueCycle& cycle) const;
  void lookFor(const std::string& key, const TrueCycle& cycle, std::vector<Missing>& missing);
  bool told(const std::string& key, const std::string& metric, const TrueCycle& cycle) const;

  const KnownTruth& truth_;
  const Judge& judge_;
  std::vector<Death> deaths_;
  std::map<std::string, bool> dead_;
  std::int64_t exported_ms_ = 0;  // as of the last look
  std::size_t expected_ = 0;
};

}  // namespace pipevane::testing
