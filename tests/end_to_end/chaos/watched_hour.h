// An hour of a simulated cluster, watched by the real plugins, and everything that they tell held
// against the truth as it comes.
#pragma once

#include "tests/end_to_end/chaos/chaos_run.h"
#include "tests/end_to_end/chaos/completeness.h"
#include "tests/end_to_end/chaos/event_judge.h"
#include "tests/end_to_end/chaos/excuses.h"
#include "tests/end_to_end/chaos/hour.h"
#include "tests/end_to_end/chaos/judge.h"
#include "tests/end_to_end/chaos/known_happenings.h"
#include "tests/end_to_end/chaos/known_truth.h"
#include "tests/end_to_end/chaos/published.h"
#include "tests/end_to_end/chaos/states.h"
#include "tests/end_to_end/chaos/totals.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pipevane::testing {

class WatchedHour {
 public:
  // With these of its troubles.
  WatchedHour(const Hour& hour, const std::vector<Trouble>& troubles);

  // Every complaint is a failure of the test.
  void run();
  void complain(const std::string& what);
  // What nobody was told, though it could be known.
  void judgeWhatIsMissing();

  // Complaints.
  std::size_t wrong() const { return wrong_; }
  ChaosRun& chaos() { return run_; }
  const KnownTruth& truth() const { return truth_; }
  const Published& published() const { return published_; }
  const Judge& judged() const { return judge_; }
  const EventJudge& events() const { return events_; }
  const Totals& totals() const { return totals_; }
  const States& states() const { return states_; }
  bool exports() { return run_.cluster().version().metricsExport(); }
  std::int64_t nowMs() const { return run_.nowMs(); }

 private:
  void judge();
  void judgeSamples();
  void judgeTheRemoved();
  void judgeMemorySources();
  std::string underWay() const;

  const std::vector<Trouble> troubles_;
  const bool with_events_;
  ChaosRun run_;
  KnownTruth truth_;
  KnownHappenings happenings_;
  Published published_{run_.dump()};
  Judge judge_{truth_};
  Totals totals_{published_};
  Completeness completeness_{truth_, judge_};
  const Excuses excuses_;
  States states_{truth_, published_, judge_, excuses_};
  EventJudge events_{happenings_, excuses_};
  std::size_t wrong_ = 0;
};

}  // namespace pipevane::testing
