#include "tests/end_to_end/chaos/end_of_hour.h"

#include <gtest/gtest.h>
#include <pipevane/abi.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace pipevane::testing {
namespace {

// What members that hang, refuse or are left out told nobody.
constexpr std::size_t kMissingOneIn = 30;
// Tasks, lines of the log and notifications, without any burst of tasks: a node that is away when
// one is due has none.
constexpr std::size_t kNamedLeast = 60;

// A rate is the mean since the sample before, and a total is what was known by then.
bool isMeasured(const KnownTruth& truth, const Judge::Series& series) {
  const TrueEntity* const known = truth.of(series.first);
  return known != nullptr && !series.second.ends_with("_per_second") &&
         std::ranges::any_of(known->cycles, [&series](const TrueCycle& each) {
           return each.values.contains(series.second);
         });
}

struct Compared {
  std::size_t same = 0, missing = 0;
};

void compare(WatchedHour& hour, const Judge::Series& series, const Judge::Kept& kept,
             Compared& compared) {
  const auto told = hour.judged().series().find(series);
  ASSERT_NE(told, hour.judged().series().end()) << series.first << ' ' << series.second;
  for (const auto& [time_ms, quality] : kept.qualities) {
    if (quality != PV_LIVE) continue;
    const auto found = told->second.values.find(time_ms);
    if (found == told->second.values.end() || std::isnan(found->second)) {
      ++compared.missing;
      continue;
    }
    ++compared.same;
    if (found->second != kept.values.at(time_ms))
      hour.complain(series.first + " " + series.second + " at " +
                    inHour(time_ms, ChaosRun::kBeginMs) + " is " + std::to_string(found->second) +
                    ", and in a quiet hour " + std::to_string(kept.values.at(time_ms)));
  }
}

// They have a name of their own: a change is called by the time of the list that showed it.
bool isNamed(const PublishedEvent& event) {
  return event.type == "task" || event.type == "log" || event.type == "notification";
}

void expectTheSameEvents(WatchedHour& hour, const EventJudge& quiet) {
  const auto& told = hour.events().events();
  std::size_t same = 0;
  for (const auto& [id, event] : quiet.events()) {
    if (!isNamed(event)) continue;
    const auto found = told.find(id);
    if (found == told.end()) {
      hour.complain("an event of a quiet hour was not told: " + id + ", " + event.message);
      continue;
    }
    ++same;
    EXPECT_EQ(found->second.state, event.state) << id;
    EXPECT_EQ(found->second.entity, event.entity) << id;
    EXPECT_EQ(found->second.time_ms, event.time_ms) << id;
  }
  for (const auto& [id, event] : told)
    if (isNamed(event) && !quiet.events().contains(id))
      hour.complain("an event that a quiet hour does not have: " + id + ", " + event.message);
  EXPECT_GT(same, kNamedLeast);
}

}  // namespace

void expectAsInAQuietHour(WatchedHour& hour, const WatchedHour& quiet) {
  EXPECT_EQ(hour.published().entities(), quiet.published().entities());
  Compared compared;
  for (const auto& [series, kept] : quiet.judged().series())
    if (isMeasured(quiet.truth(), series)) compare(hour, series, kept, compared);
  EXPECT_GT(compared.same, 200'000U);
  EXPECT_LT(compared.missing, compared.same / kMissingOneIn) << compared.same;
  expectTheSameEvents(hour, quiet.events());
}

}  // namespace pipevane::testing
