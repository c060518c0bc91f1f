// One answer out of many series: for each step what is made of the value of each.
#pragma once

#include "plugins/history/bucket.h"
#include "plugins/history/growth.h"
#include "plugins/history/many_series.h"
#include "plugins/history/steps.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace pipevane::history {

// Takes as much memory as there are steps that hold anything.
class Combination final : public SeriesReader {
 public:
  struct Wanted {
    std::int32_t aggregate;  // as history.h has them
    std::int64_t combine;
    std::int64_t from_ms;  // what is before is for rates alone
    std::int64_t step_ms;
    std::size_t series;  // so many are asked for
  };
  explicit Combination(const Wanted& wanted) : wanted_(wanted) {}

  // One series by itself, of samples and what became of others, ascending. No rates.
  void summaries(std::span<const Summary> all);
  void rows(std::span<const std::int64_t> times_ms) override;
  void column(std::size_t index, Cells cells) override;

  // Replaces it.
  void tell(Answer& answer) const;

 private:
  struct Step {
    double value = 0, least = 0, most = 0;
    std::uint32_t known = 0, told = 0;  // so many series
    std::uint8_t quality = PV_LIVE;     // the worst
    std::int64_t tier_ms = 0;           // the longest
  };
  // What one series told so far of the step that is not done.
  struct Begun {
    Step* step = nullptr;
    Bucket bucket;
    Growth growth;
  };

  void go(Begun& begun, Step* step) const;
  void take(Step& step, const Bucket& bucket) const;

  const Wanted wanted_;
  std::map<std::int64_t, Step> steps_;  // by number
  std::span<const std::int64_t> times_ms_;
  std::vector<Step*> step_of_;  // by row; null: before the range
};

}  // namespace pipevane::history
