#include "engine/host/reload_desk.h"

#include "engine/base/virtual_clock.h"

#include <gtest/gtest.h>

#include <future>

namespace pipevane::host {
namespace {

using pipeline::ReloadOutcome;
using Result = ReloadOutcome::Result;

// Somebody who asks on a thread of their own, seen at the desk.
struct Asked {
  std::promise<void> seen;
  VirtualClock clock{7'000};
  ReloadDesk desk{clock, [this] { seen.set_value(); }};
  std::future<ReloadOutcome> answer;

  Asked() {
    desk.open();
    answer = std::async(std::launch::async, [this] { return desk.request("web"); });
    seen.get_future().wait();
  }
};

TEST(ReloadDesk, HandsTheAnswerToWhoAsked) {
  Asked asked;
  ReloadOutcome accepted{.result = Result::kAccepted, .problems = {}, .difference = {}};
  accepted.difference.added = {"attic"};
  asked.desk.take();
  asked.desk.answer(accepted);
  const ReloadOutcome told = asked.answer.get();
  EXPECT_EQ(told.result, Result::kAccepted);
  EXPECT_EQ(told.difference.added, std::vector<std::string>{"attic"});
}

TEST(ReloadDesk, LeavesNobodyWaitingWhenItCloses) {
  Asked asked;
  asked.desk.close();
  EXPECT_EQ(asked.answer.get().result, Result::kBusy);
}

// What was read before the question says nothing about what was written before it.
TEST(ReloadDesk, GivesNobodyAnAnswerThatIsOlderThanTheQuestion) {
  Asked asked;
  asked.desk.answer({.result = Result::kAccepted, .problems = {}, .difference = {}});
  EXPECT_FALSE(asked.desk.closeUnlessAsked());
  asked.desk.take();
  EXPECT_TRUE(asked.desk.closeUnlessAsked());
  asked.desk.answer({.result = Result::kRefused, .problems = {"no"}, .difference = {}});
  EXPECT_EQ(asked.answer.get().result, Result::kRefused);
  EXPECT_EQ(asked.desk.request("web").result, Result::kBusy) << "it is closed";
}

// Who is about to be stopped must not wait for who stops it; who stays hears how it ended.
TEST(ReloadDesk, AnswersThoseOfSomeComponentsBeforeTheOthers) {
  Asked asked;
  asked.desk.take();
  asked.desk.answerTo({"another"}, {.result = Result::kAccepted, .problems = {}, .difference = {}});
  asked.desk.answer({.result = Result::kRefused, .problems = {"no"}, .difference = {}});
  EXPECT_EQ(asked.answer.get().result, Result::kRefused);
  Asked stopped;
  stopped.desk.take();
  stopped.desk.answerTo({"another", "web"},
                        {.result = Result::kAccepted, .problems = {}, .difference = {}});
  stopped.desk.answer({.result = Result::kRefused, .problems = {"no"}, .difference = {}});
  EXPECT_EQ(stopped.answer.get().result, Result::kAccepted);
}

TEST(ReloadDesk, LetsNobodyWaitForEver) {
  VirtualClock clock(0);
  ReloadDesk desk(
      clock, [] {}, std::chrono::milliseconds(1));
  desk.open();
  EXPECT_EQ(desk.request("web").result, Result::kBusy);
  desk.take();
  desk.answer({.result = Result::kAccepted, .problems = {}, .difference = {}});
}

TEST(ReloadDesk, AnswersAtOnceWhileItIsClosed) {
  VirtualClock clock(0);
  ReloadDesk desk(clock, [] { FAIL() << "nobody is to be woken"; });
  EXPECT_EQ(desk.request("web").result, Result::kBusy) << "before the pipeline runs";
  desk.open();
  desk.close();
  EXPECT_EQ(desk.request("web").result, Result::kBusy);
}

TEST(ReloadDesk, RemembersARefusalUntilSomethingIsAccepted) {
  VirtualClock clock(7'000);
  ReloadDesk desk(clock, [] {});
  const auto answer = [&desk](Result result, std::vector<std::string> problems = {}) {
    desk.answer({.result = result, .problems = std::move(problems), .difference = {}});
  };
  EXPECT_FALSE(desk.refusal());
  answer(Result::kRefused, {"no", "never"});
  const auto refusal = desk.refusal();
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->problems, (std::vector<std::string>{"no", "never"}));
  EXPECT_EQ(refusal->since_ms, 7'000);
  EXPECT_EQ(refusal->left_out, 0U);
  // Nobody looked at what is busy.
  answer(Result::kBusy);
  desk.close();
  EXPECT_TRUE(desk.refusal());
  answer(Result::kRefused, {"other"});
  ASSERT_TRUE(desk.refusal());
  EXPECT_EQ(desk.refusal()->problems, std::vector<std::string>{"other"});
  answer(Result::kAccepted);
  EXPECT_FALSE(desk.refusal());
}

TEST(ReloadDesk, RemembersNoMoreOfARefusalThanAPersonReads) {
  VirtualClock clock(0);
  ReloadDesk desk(clock, [] {});
  std::vector<std::string> problems(23, std::string(999, 'x') + "\u00e4 and more");
  problems[1] = "short";
  desk.answer({.result = Result::kRefused, .problems = problems, .difference = {}});
  const auto refusal = desk.refusal();
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->problems.size(), 20U);
  EXPECT_EQ(refusal->left_out, 3U);
  EXPECT_EQ(refusal->problems[0], std::string(999, 'x') + "...") << "not within a character";
  EXPECT_EQ(refusal->problems[1], "short");
}

}  // namespace
}  // namespace pipevane::host
