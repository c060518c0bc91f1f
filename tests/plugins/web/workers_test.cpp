#include "plugins/web/workers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <latch>

namespace pipevane::web {
namespace {

using namespace std::chrono_literals;

TEST(Workers, AreNeverAllOfOnePeer) {
  std::latch go(1);
  std::promise<void> answered;
  Workers workers;
  for (std::size_t i = 0; i < 2 * Workers::kThreads; ++i) workers.add("greedy", [&] { go.wait(); });
  workers.add("modest", [&] { answered.set_value(); });
  const bool in_time = answered.get_future().wait_for(10s) == std::future_status::ready;
  go.count_down();
  EXPECT_TRUE(in_time);
}

TEST(Workers, DoAllThatIsAsked) {
  constexpr int kJobs = 100;
  std::latch done(kJobs);
  Workers workers;
  for (int i = 0; i < kJobs; ++i) workers.add("same", [&] { done.count_down(); });
  done.wait();
}

}  // namespace
}  // namespace pipevane::web
