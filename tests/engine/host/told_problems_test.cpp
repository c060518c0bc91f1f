#include "engine/host/told_problems.h"

#include "engine/base/virtual_clock.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pipevane::host {
namespace {

const std::vector<std::string> kWrong = {"cannot read \"edge.yaml\": this is not YAML"};
const std::vector<std::string> kWrongOtherwise = {"unknown type \"dmup\""};

// A configuration is read, which takes a while, and is refused.
struct Reader {
  VirtualClock clock{50'000};
  ToldProblems told{clock};

  void pass(std::int64_t ms) { clock.advanceTo(clock.steadyMs() + ms); }
  bool tells(const std::vector<std::string>& problems, std::int64_t takes_ms = 0) {
    told.begin();
    pass(takes_ms);
    return told.areNews(problems);
  }
};

TEST(ToldProblems, AreToldOnceWhereTheConfigurationIsReadTwice) {
  Reader reader;
  EXPECT_TRUE(reader.tells(kWrong));
  EXPECT_FALSE(reader.tells(kWrong));
  reader.pass(ToldProblems::kTwiceMs);
  EXPECT_FALSE(reader.tells(kWrong));
}

// Somebody tried to mend it, did not, and looks whether it helped.
TEST(ToldProblems, AreToldAgainWhereSomebodyAsksAgainLater) {
  Reader reader;
  EXPECT_TRUE(reader.tells(kWrong));
  reader.pass(ToldProblems::kTwiceMs + 1);
  EXPECT_TRUE(reader.tells(kWrong));
  EXPECT_FALSE(reader.tells(kWrong)) << "they were told just now";
}

// What was left unsaid is no reason to leave the next one unsaid.
TEST(ToldProblems, AreToldAgainHoweverOftenTheConfigurationIsRead) {
  Reader reader;
  EXPECT_TRUE(reader.tells(kWrong));
  reader.pass(ToldProblems::kTwiceMs - 1'000);
  EXPECT_FALSE(reader.tells(kWrong));
  reader.pass(2'000);
  EXPECT_TRUE(reader.tells(kWrong));
}

// The second of two signals waits until the first is done: how long a look takes does not count.
TEST(ToldProblems, AreToldOnceAlsoWhereItTakesLongToReadThem) {
  Reader reader;
  const std::int64_t slow_ms = 3 * ToldProblems::kTwiceMs;
  EXPECT_TRUE(reader.tells(kWrong, slow_ms));
  EXPECT_FALSE(reader.tells(kWrong, slow_ms));
}

TEST(ToldProblems, AreToldAtOnceWhereTheyAreOthersOrWereMendedMeanwhile) {
  Reader reader;
  EXPECT_TRUE(reader.tells(kWrong));
  EXPECT_TRUE(reader.tells(kWrongOtherwise));
  EXPECT_TRUE(reader.tells(kWrong));
  reader.told.forget();
  EXPECT_TRUE(reader.tells(kWrong));
}

// The time of day is set back on many a machine after its start.
TEST(ToldProblems, GoByTheTimeThatNobodySets) {
  Reader reader;
  EXPECT_TRUE(reader.tells(kWrong));
  reader.clock.setTimeBy(3'600'000);
  EXPECT_FALSE(reader.tells(kWrong));
  reader.clock.setTimeBy(-7'200'000);
  reader.pass(ToldProblems::kTwiceMs + 1);
  EXPECT_TRUE(reader.tells(kWrong));
}

}  // namespace
}  // namespace pipevane::host
