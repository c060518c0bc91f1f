#include "plugins/proxmox_events/question_plan.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <vector>

namespace pipevane::proxmox_events {
namespace {

using Question = QuestionPlan::Question;
using ::testing::ElementsAre;

std::vector<Question> until(QuestionPlan& plan, std::int64_t& now_ms, std::int64_t end_ms) {
  std::vector<Question> asked;
  for (;;) {
    while (const auto next = plan.next(now_ms)) asked.push_back(*next);
    if (plan.dueMs() >= end_ms) return asked;
    now_ms = plan.dueMs();
  }
}

TEST(QuestionPlan, BeginsWithWhatRunsAndTheNamesThatGoWithIt) {
  QuestionPlan plan(2'000);
  plan.begin(1'000, true);
  std::int64_t now_ms = 1'000;
  EXPECT_THAT(until(plan, now_ms, 2'000),
              ElementsAre(Question::kTasks, Question::kList, Question::kTasks, Question::kLog));
}

TEST(QuestionPlan, GivesTheListAndTheLogTheirTurns) {
  QuestionPlan plan(2'000);
  plan.begin(0, true);
  std::int64_t now_ms = 0;
  until(plan, now_ms, 1);
  std::vector<Question> beside;
  for (const Question each : until(plan, now_ms, 61'000))
    if (each != Question::kTasks) beside.push_back(each);
  EXPECT_THAT(beside, ElementsAre(Question::kList, Question::kLog, Question::kList, Question::kLog,
                                  Question::kList, Question::kLog));
}

TEST(QuestionPlan, AsksForFactsInTurnsOfOthersAndAsksNoMoreForIt) {
  for (const bool log : {false, true}) {
    QuestionPlan plan(2'000);
    plan.begin(0, log);
    std::int64_t now_ms = 0;
    until(plan, now_ms, 1);
    const auto asked = until(plan, now_ms, 1'200'000);
    EXPECT_LE(asked.size(), 720U);
    EXPECT_EQ(std::ranges::count(asked, Question::kVersion), 1);
    EXPECT_EQ(std::ranges::count(asked, Question::kRights), 1);
    EXPECT_GE(std::ranges::count(asked, Question::kList), 59);
  }
}

TEST(QuestionPlan, LooksThroughWhatIsNewestInTurnsOfOthers) {
  for (const bool log : {false, true}) {
    QuestionPlan plan(2'000);
    plan.begin(0, log);
    std::int64_t now_ms = 0;
    until(plan, now_ms, 1);
    const auto asked = until(plan, now_ms, 1'800'001);
    EXPECT_THAT(std::ranges::count(asked, Question::kNewest),
                ::testing::AllOf(::testing::Ge(8), ::testing::Le(10)));
    EXPECT_LE(asked.size(), 1'080U);
  }
}

// One that comes and goes is in ever another state.
TEST(QuestionPlan, KeepsTheTurnsOfTheLogAndTheListsWhileANodeFlaps) {
  for (const bool log : {false, true}) {
    SCOPED_TRACE(log ? "with the log" : "without the log");
    QuestionPlan plan(2'000);
    plan.begin(0, log);
    std::int64_t now_ms = 0;
    until(plan, now_ms, 1);
    std::map<Question, int> asked;
    while (now_ms < 1'800'000) {
      while (const auto next = plan.next(now_ms)) {
        ++asked[*next];
        if (*next == Question::kList) plan.askForMembers();
      }
      now_ms = plan.dueMs();
    }
    EXPECT_GE(asked[Question::kList], 89) << "every other turn";
    EXPECT_GE(asked[Question::kLog], log ? 44 : 0) << "every other turn of those that are left";
    EXPECT_GE(asked[Question::kStatus], 10);
    EXPECT_GE(asked[Question::kNodes], 10);
    EXPECT_GE(asked[Question::kVersion], 2);
    EXPECT_GE(asked[Question::kRights], 2);
    EXPECT_GE(asked[Question::kNewest], 8);
  }
}

TEST(QuestionPlan, LooksThroughWhatIsNewestThoughWhoAnswersChangesEveryMinute) {
  QuestionPlan plan(2'000);
  std::int64_t now_ms = 0;
  std::size_t looked = 0;
  for (int minute = 0; minute < 30; ++minute) {
    plan.begin(now_ms, true);
    const auto asked = until(plan, now_ms, (minute + 1) * 60'000);
    looked += static_cast<std::size_t>(std::ranges::count(asked, Question::kNewest));
    now_ms = (minute + 1) * 60'000;
  }
  EXPECT_GE(looked, 8U);
}

TEST(QuestionPlan, KeepsTheTurnOfWhatHasToWait) {
  QuestionPlan plan(2'000);
  plan.begin(0, false);
  std::int64_t now_ms = 0;
  until(plan, now_ms, 1);
  EXPECT_EQ(plan.next(10'000, false), Question::kTasks);
  EXPECT_EQ(plan.next(10'000, false), std::nullopt);
  EXPECT_TRUE(plan.besideWaits(10'000));
  EXPECT_EQ(plan.dueMs(false), 12'000);
  EXPECT_EQ(plan.next(11'000), Question::kList);
  EXPECT_FALSE(plan.besideWaits(11'000));
}

TEST(QuestionPlan, LeavesOutWhatIsLate) {
  QuestionPlan plan(2'000);
  plan.begin(0, false);
  std::int64_t now_ms = 0;
  until(plan, now_ms, 1);
  now_ms = 100'500;
  EXPECT_THAT(until(plan, now_ms, 100'501), ElementsAre(Question::kTasks, Question::kList));
}

}  // namespace
}  // namespace pipevane::proxmox_events
