#include "plugins/history/archive/joined.h"

#include "plugins/history/bucket.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace pipevane::history {
namespace {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

class Joiner {
 public:
  Joiner(std::int64_t step_ms, std::int32_t aggregate, Answer& answer)
      : aggregate_(aggregate), answer_(answer) {
    answer_.clear();
    answer_.step_ms = step_ms;
  }

  void takeRows(std::span<const PastRow> rows, const Hole& hole) {
    archived_ = true;
    const std::size_t first = answer_.times_ms.size();
    for (const PastRow& row : rows) {
      const std::int64_t begin_ms = std::max(row.begin_ms, hole.from_ms);
      const std::int64_t end_ms = std::min(row.endMs(), hole.to_ms);
      if (begin_ms < end_ms) take({begin_ms, end_ms - begin_ms, row.value}, row.step_ms);
    }
    finish();
    if (const std::size_t count = answer_.times_ms.size() - first; count > 0)
      answer_.spans.push_back({first, count});
  }
  void takeStored(std::span<const Summary> stored) {
    archived_ = false;
    for (const Summary& each : stored) {
      if (each.step_ms <= answer_.step_ms)
        run_.push_back(each);
      else
        tell(each);
    }
    finish();
  }

 private:
  // What is left of a row that is `step_ms` long as a whole: that decides, so that the rest of a
  // long one, which may be shorter than a step, ends where the next one begins.
  void take(const PastRow& rest, std::int64_t step_ms) {
    if (step_ms <= answer_.step_ms)
      run_.push_back({rest.begin_ms, 0, rest.value, rest.value, rest.value, 1, PV_ESTIMATED});
    else
      tell(rest);
  }
  // What was gathered for steps.
  void finish() {
    if (run_.empty()) return;
    takeBack();
    summarise(run_, answer_.step_ms, archived_ ? archivedAs(aggregate_) : aggregate_, steps_);
    run_.clear();
    cutBefore(steps_.times_ms.front());
    for (std::size_t i = 0; i < steps_.times_ms.size(); ++i)
      add(steps_.times_ms[i], steps_.values[i], steps_.minimums[i], steps_.maximums[i],
          steps_.qualities[i], steps_.tiers_ms[i]);
    answer_.steps_ms.resize(answer_.times_ms.size(), answer_.step_ms);
  }
  // An hour that the first step begins in, as what came later was kept by minutes, is of that step.
  void takeBack() {
    if (archived_ || !last_ || answer_.step_ms == 0) return;
    if (stepOf(run_.front().begin_ms, answer_.step_ms) * answer_.step_ms > last_->begin_ms) return;
    answer_.removeLast();
    run_.insert(run_.begin(), *last_);
    last_.reset();
  }
  // Means have no extremes, and the greatest of them is none.
  void add(std::int64_t time_ms, double value, double minimum, double maximum, std::uint8_t quality,
           std::int64_t tier_ms) {
    const bool has_most = !archived_ || aggregate_ == PV_MAXIMUM;
    answer_.add(time_ms, value, archived_ ? kNotMeasured : minimum,
                has_most ? maximum : kNotMeasured, quality);
    answer_.tiers_ms.push_back(tier_ms);
    last_.reset();
  }
  // As it is, behind what was told so far.
  void tell(const PastRow& row) {
    finish();
    const std::int64_t begin_ms = std::max(row.begin_ms, toldUntil(row.begin_ms));
    if (begin_ms >= row.endMs()) return;
    add(begin_ms, row.value, row.value, row.value, PV_ESTIMATED, 0);
    answer_.steps_ms.push_back(row.endMs() - begin_ms);
  }
  // The same of one that is stored: the hour before may have ended within it, as what came later
  // was kept by minutes.
  void tell(const Summary& summary) {
    finish();
    if (!answer_.times_ms.empty() && answer_.times_ms.back() < summary.begin_ms)
      cutBefore(summary.begin_ms);
    const std::int64_t begin_ms = std::max(summary.begin_ms, toldUntil(summary.begin_ms));
    const std::int64_t end_ms = summary.begin_ms + summary.step_ms;
    if (begin_ms >= end_ms) return;
    Bucket bucket;
    bucket.add(summary);
    const double value = bucket.known() ? bucket.value(aggregate_) : summary.average;
    add(begin_ms, value, summary.least, summary.most, summary.quality, summary.step_ms);
    answer_.steps_ms.push_back(end_ms - begin_ms);
    last_ = summary;
  }
  std::int64_t toldUntil(std::int64_t otherwise_ms) const {
    return answer_.times_ms.empty() ? otherwise_ms
                                    : answer_.times_ms.back() + answer_.steps_ms.back();
  }
  // A step begins at a multiple of its length, maybe within the row before: that ends there.
  void cutBefore(std::int64_t time_ms) {
    while (!answer_.times_ms.empty() && answer_.times_ms.back() >= time_ms) answer_.removeLast();
    if (answer_.times_ms.empty()) return;
    std::int64_t& last_ms = answer_.steps_ms.back();
    last_ms = std::min(last_ms, time_ms - answer_.times_ms.back());
  }

  std::int32_t aggregate_;
  bool archived_ = true;
  Answer& answer_;
  Answer steps_;
  std::vector<Summary> run_;
  std::optional<Summary> last_;  // what is the last point
};

}  // namespace

std::vector<Hole> aligned(std::span<const Hole> holes, std::span<const Summary> stored,
                          std::int64_t step_ms) {
  std::vector<Hole> all;
  for (Hole each : holes) {
    if (step_ms > 0 && each.before > 0) {
      const std::int64_t next = stored[each.before - 1].begin_ms / step_ms + 1;
      each.from_ms = std::max(each.from_ms / step_ms, next) * step_ms;
    }
    if (step_ms > 0 && each.before < stored.size()) each.to_ms = each.to_ms / step_ms * step_ms;
    if (each.from_ms < each.to_ms) all.push_back(each);
  }
  return all;
}

std::size_t rowsIn(std::span<const Hole> holes, std::span<const PastRow> rows) {
  return static_cast<std::size_t>(std::ranges::count_if(rows, [&](const PastRow& row) {
    return std::ranges::any_of(holes, [&](const Hole& hole) {
      return row.begin_ms < hole.to_ms && row.endMs() > hole.from_ms;
    });
  }));
}

void join(std::span<const PastRow> rows, std::span<const Summary> stored,
          std::span<const Hole> holes, std::int64_t step_ms, std::int32_t aggregate,
          Answer& answer) {
  Joiner joiner(step_ms, aggregate, answer);
  std::size_t told = 0;
  for (const Hole& hole : aligned(holes, stored, step_ms)) {
    joiner.takeStored(stored.subspan(told, hole.before - told));
    told = hole.before;
    joiner.takeRows(rows, hole);
  }
  joiner.takeStored(stored.subspan(told));
}

}  // namespace pipevane::history
