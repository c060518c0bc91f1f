// An hour in which everything goes wrong that the simulator can make go wrong.
#include "tests/end_to_end/chaos/end_of_hour.h"
#include "tests/end_to_end/chaos/watched_hour.h"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <iterator>
#include <string>

namespace pipevane::testing {
namespace {

class Chaos : public ::testing::TestWithParam<Hour> {};

void expectItJudgedMuch(const WatchedHour& hour) {
  EXPECT_EQ(hour.wrong(), 0U);
  EXPECT_GT(hour.judged().compared(), 200'000U);
  EXPECT_GT(hour.totals().compared(), 10'000U);
  EXPECT_GT(hour.states().compared(), 20'000U);
}

void expectItEndsWell(WatchedHour& hour) {
  hour.judgeWhatIsMissing();
  expectTheTrueFleet(hour);
  for (const auto& [id, why] : hour.chaos().ill()) ADD_FAILURE() << id << ": " << why;
}

TEST_P(Chaos, TellsNothingWrongLosesNothingAndEndsWell) {
  const auto troubles = GetParam().troubles();
  WatchedHour hour(GetParam(), troubles);
  hour.run();
  expectItEndsWell(hour);
  expectAllOfItInTheHistory(hour);
  if (GetParam().sources.events) {
    SCOPED_TRACE("the quiet hour");
    WatchedHour quiet(GetParam(), happeningsOf(troubles));
    quiet.run();
    expectItEndsWell(quiet);
    expectAllOfItInTheHistory(quiet);
    expectItJudgedMuch(quiet);
    expectAsInAQuietHour(hour, quiet);
  }
  expectItJudgedMuch(hour);
}

// Two at once, so that neither the other nor the machine's load has a part in it.
TEST(ChaosOfOneSeed, IsTheSameToTheBit) {
  const auto hour = [](std::uint64_t seed) {
    const Hour all{"9.2.11", seed};
    ChaosRun run(all.release, seed);
    const auto troubles = all.troubles();
    for (std::int64_t s = 0; s <= kHourS; s += ChaosRun::kStepS) {
      run.change(troubles, s);
      run.advanceTo(ChaosRun::kBeginMs + (s + ChaosRun::kStepS) * 1000 - 1);
    }
    std::ifstream in(run.dump(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  auto one = std::async(std::launch::async, hour, 3);
  const std::string other = hour(3);
  EXPECT_GT(other.size(), 10'000'000U);
  EXPECT_TRUE(one.get() == other);
}

INSTANTIATE_TEST_SUITE_P(OfVersion, Chaos, ::testing::ValuesIn(hours()),
                         [](const auto& of) { return of.param.name(); });

}  // namespace
}  // namespace pipevane::testing
