#include "plugins/replay/answer_order.h"
#include "tests/plugins/session/made_exchange.h"
#include "tests/plugins/session/temporary_folder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pipevane::replay {
namespace {

struct Call {
  int t_ms, ms;
};

std::string textOf(const std::vector<Call>& calls) {
  std::string text;
  for (const Call& call : calls)
    text += "{\"t_ms\":" + std::to_string(call.t_ms) + ",\"ms\":" + std::to_string(call.ms) +
            ",\"path\":\"/\",\"status\":200}\n";
  return text;
}

std::vector<std::int64_t> played(const std::string& text) {
  session::SessionReader reader(std::make_unique<std::istringstream>(text), "made");
  AnswerOrder order(reader);
  std::vector<std::int64_t> times;
  session::RecordedExchange each;
  while (order.next(each)) times.push_back(each.time_ms);
  return times;
}

TEST(AnswerOrder, GivesTheAnswersOfOverlappingCallsAsTheyCame) {
  EXPECT_EQ(played(textOf({{0, 100}, {10, 20}, {40, 5}, {200, 1}})),
            (std::vector<std::int64_t>{10, 40, 0, 200}));
}

TEST(AnswerOrder, AnswersOfOneMomentKeepTheOrderOfTheFile) {
  EXPECT_EQ(played(textOf({{0, 30}, {10, 20}, {20, 10}})), (std::vector<std::int64_t>{0, 10, 20}));
}

TEST(AnswerOrder, LeavesASessionInOrderOfItsAnswersAsItIs) {
  const std::string header = "{\"pipevane_session\":1,\"order\":\"answer\"}\n";
  EXPECT_EQ(played(header + textOf({{10, 20}, {0, 100}, {5, 1}})),
            (std::vector<std::int64_t>{10, 0, 5}));
}

TEST(AnswerOrder, HoldsNoMoreThanItsLimitBack) {
  std::vector<Call> calls{{0, 80'000'000}};
  for (int i = 1; i < 6000; ++i) calls.push_back({i, 80'000'000 - i});
  session::SessionReader reader(std::make_unique<std::istringstream>(textOf(calls)), "made");
  AnswerOrder order(reader);
  session::RecordedExchange each;
  ASSERT_TRUE(order.next(each));
  int left_in_the_file = 0;
  while (reader.next(each)) ++left_in_the_file;
  EXPECT_EQ(left_in_the_file, 6000 - 4096);
}

}  // namespace
}  // namespace pipevane::replay
