// Somebody sets the clock of the machine on which several sources of one cluster run.
#include "tests/end_to_end/clusters/clusters.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace pipevane::testing {
namespace {

using ::testing::IsEmpty;

class ClustersWhoseWatcherIsSet : public Clusters,
                                  public ::testing::WithParamInterface<std::int64_t> {};

TEST_P(ClustersWhoseWatcherIsSet, PassToNoOtherSourceAndLoseNoFigure) {
  addThreeNodes();
  start({0, 1, 2});
  runFor(2 * kMinuteMs + 4'000);
  const std::uint64_t lists = asked(0), standing_by = askedInAll(1) + askedInAll(2);
  clock_.setTimeBy(GetParam());
  runFor(5 * kMinuteMs);
  EXPECT_EQ(asked(0), lists + 30) << "each interval";
  EXPECT_EQ(askedInAll(1) + askedInAll(2), standing_by);
  stop();
  EXPECT_THAT(removed_, IsEmpty());
  EXPECT_THAT(told_differently_, IsEmpty());
  EXPECT_EQ(guestsAmong(entities_), 20);
  int looked_at = 0;
  for (const auto& [series, samples] : samples_) {
    if (series.second != "network_receive_bytes_per_second" || !isGuest(series.first)) continue;
    SCOPED_TRACE(series.first);
    ++looked_at;
    // By the nodes' clocks, which nobody set.
    std::int64_t last_ms = kBeginMs - 2 * kMinuteMs;
    for (const auto& [time_ms, value] : samples) {
      EXPECT_LE(time_ms - last_ms, 20'000);
      EXPECT_FALSE(std::isnan(value) || value < 0) << "at " << time_ms;
      last_ms = time_ms;
    }
    EXPECT_GT(last_ms, clock_.steadyMs() - 30'000);
    EXPECT_LE(last_ms, clock_.steadyMs());
  }
  EXPECT_GE(looked_at, 10);
}

INSTANTIATE_TEST_SUITE_P(By, ClustersWhoseWatcherIsSet,
                         ::testing::Values(-120 * kMinuteMs, 120 * kMinuteMs), [](const auto& by) {
                           return by.param < 0 ? "TwoHoursBack" : "TwoHoursAhead";
                         });

// Without the metrics export the figures have no time but that of asking, which is ours. Rates are
// over the time that passed, and not over what the clock says did.
class RatesWhereOurClockIsSet : public Clusters,
                                public ::testing::WithParamInterface<std::int64_t> {
 protected:
  using Rates = std::map<std::string, std::vector<double>>;  // of each guest

  Rates ratesWhere(std::int64_t set_by_ms) {
    samples_.clear();
    simulators_.clear();
    simulator::Settings settings;
    settings.pve_version = 7;
    settings.guests = 20;
    add(settings);
    start({0});
    runFor(2 * kMinuteMs + 4'000);
    clock_.setTimeBy(set_by_ms);
    runFor(3 * kMinuteMs);
    clock_.setTimeBy(-set_by_ms);
    stop();
    Rates rates;
    for (const auto& [series, samples] : samples_)
      if (series.second == "network_receive_bytes_per_second" && isGuest(series.first))
        for (const auto& sample : samples)
          if (!std::isnan(sample.second)) rates[series.first].push_back(sample.second);
    return rates;
  }
};

TEST_P(RatesWhereOurClockIsSet, AreOverTheTimeThatPassed) {
  const Rates well = ratesWhere(0), set = ratesWhere(GetParam());
  ASSERT_GE(well.size(), 10U);
  for (const auto& [guest, rates] : well) {
    SCOPED_TRACE(guest);
    ASSERT_TRUE(set.contains(guest));
    const auto& told = set.at(guest);
    EXPECT_GE(told.size() + 12, rates.size());
    EXPECT_LE(*std::ranges::max_element(told), 2 * *std::ranges::max_element(rates));
    EXPECT_GE(*std::ranges::min_element(told), 0.4 * *std::ranges::min_element(rates));
  }
}

INSTANTIATE_TEST_SUITE_P(By, RatesWhereOurClockIsSet,
                         ::testing::Values(-90'000, -9'900, -8'000, 25'000), [](const auto& by) {
                           return std::to_string(std::abs(by.param)) +
                                  (by.param < 0 ? "MillisecondsBack" : "MillisecondsAhead");
                         });

}  // namespace
}  // namespace pipevane::testing
