#include "engine/host/reload_desk.h"

#include <gtest/gtest.h>

#include <future>

namespace pipevane::host {
namespace {

using pipeline::ReloadOutcome;
using Result = ReloadOutcome::Result;

// Somebody who asks on a thread of their own, seen at the desk.
struct Asked {
  std::promise<void> seen;
  ReloadDesk desk{[this] { seen.set_value(); }};
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
  ReloadDesk desk([] {}, std::chrono::milliseconds(1));
  desk.open();
  EXPECT_EQ(desk.request("web").result, Result::kBusy);
  desk.take();
  desk.answer({.result = Result::kAccepted, .problems = {}, .difference = {}});
}

TEST(ReloadDesk, AnswersAtOnceWhileItIsClosed) {
  ReloadDesk desk([] { FAIL() << "nobody is to be woken"; });
  EXPECT_EQ(desk.request("web").result, Result::kBusy) << "before the pipeline runs";
  desk.open();
  desk.close();
  EXPECT_EQ(desk.request("web").result, Result::kBusy);
}

}  // namespace
}  // namespace pipevane::host
