#include "tests/end_to_end/chaos/watched_hour.h"

#include <gtest/gtest.h>

namespace pipevane::testing {
namespace {

// More would be the same over and over.
constexpr std::size_t kMostWrong = 100;
// Until a guest that told its memory before the hour is believed to have ended that: three
// different figures.
constexpr std::int64_t kBelievedMs = 60'000;
// What is over since then is still named beside what is wrong.
constexpr std::int64_t kAfterS = 60;

}  // namespace

WatchedHour::WatchedHour(const Hour& hour, const std::vector<Trouble>& troubles)
    : troubles_(troubles),
      with_events_(hour.sources.events),
      run_(hour.release, hour.seed, hour.sources),
      excuses_(troubles) {}

void WatchedHour::run() {
  truth_.look(run_.cluster());
  if (with_events_) happenings_.look(run_.cluster());
  for (std::int64_t s = 0; s <= kHourS; s += ChaosRun::kStepS) {
    run_.change(troubles_, s);
    // By the first second of it everything is asked that is due then.
    run_.advanceTo(ChaosRun::kBeginMs + (s + ChaosRun::kStepS) * 1000 - 1);
    truth_.look(run_.cluster());
    judge();
    completeness_.look(run_.nowMs());
  }
}

void WatchedHour::judge() {
  judgeSamples();
  judgeTheRemoved();
  const std::int64_t now_s = (run_.nowMs() - ChaosRun::kBeginMs) / 1000;
  for (const std::string& each : states_.wrong(now_s)) complain(each);
  judgeMemorySources();
  if (!with_events_) return;
  happenings_.look(run_.cluster());
  for (const std::string& each : events_.wrong(published_.events(), now_s)) complain(each);
}

void WatchedHour::judgeSamples() {
  const auto visit = [this](const PublishedSample& each) {
    if (const auto wrong = judge_.judge(each, run_.nowMs()))
      complain(each.entity + " " + each.metric + " " + std::to_string(each.value) + " at " +
               inHour(each.time_ms, ChaosRun::kBeginMs) + ", quality " +
               std::to_string(each.quality) + ": " + *wrong);
    totals_.take(each);
  };
  published_.read(visit, [this] {
    for (const std::string& each : totals_.wrong()) complain(each);
  });
}

void WatchedHour::judgeTheRemoved() {
  for (const std::string& each : published_.removed()) {
    if (published_.entities().count(each) == 0) {
      judge_.forget(each);
      totals_.forget(each);
    }
    if (const TrueEntity* const known = truth_.of(each); known != nullptr && known->present)
      complain(each + " was taken out and is there");
  }
}

void WatchedHour::judgeMemorySources() {
  if (run_.nowMs() < ChaosRun::kBeginMs + kBelievedMs) return;
  for (const auto& [key, attributes] : published_.entities()) {
    const auto told = attributes.find("memory_source");
    const TrueEntity* const known = truth_.of(key);
    if (told != attributes.end() && known != nullptr && told->second != known->memory_source)
      complain(key + " has its memory from " + told->second + ", in truth " + known->memory_source);
  }
}

// All that the export remembered after each trouble came after all, and all that happened.
void WatchedHour::judgeWhatIsMissing() {
  if (exports()) {
    for (const auto& each : completeness_.missing(run_.nowMs()))
      complain(each.entity + " " + each.metric + " at " + inHour(each.time_ms, ChaosRun::kBeginMs) +
               " was told nobody");
    EXPECT_GT(completeness_.expected(), 100'000U);
  }
  if (!with_events_) return;
  for (const std::string& each : events_.missing()) complain(each + " was told nobody");
}

void WatchedHour::complain(const std::string& what) {
  if (++wrong_ > kMostWrong) return;
  ADD_FAILURE() << inHour(run_.nowMs(), ChaosRun::kBeginMs) << ": " << what << underWay();
}

// What may have to do with it.
std::string WatchedHour::underWay() const {
  const std::int64_t now_s = (run_.nowMs() - ChaosRun::kBeginMs) / 1000;
  std::string all;
  for (const Trouble& each : troubles_)
    if (each.at_s <= now_s && now_s <= each.at_s + each.for_s + kAfterS)
      all += "\n  at " + std::to_string(each.at_s) + " s for " + std::to_string(each.for_s) +
             " s: " + each.what;
  return all;
}

}  // namespace pipevane::testing
