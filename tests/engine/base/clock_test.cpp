#include "engine/base/system_clock.h"
#include "engine/base/virtual_clock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace pipevane {
namespace {

const std::function<bool()> kNever = [] { return false; };

TEST(SystemClock, WakesAWaiterWhoseConditionHolds) {
  SystemClock clock;
  const auto waiter = clock.makeWaiter();
  std::atomic<bool> ready = false;
  const std::jthread other([&] {
    ready = true;
    waiter->wake();
  });
  EXPECT_TRUE(waiter->wait(std::nullopt, [&ready] { return ready.load(); }));
}

TEST(SystemClock, SaysThatADeadlineHasPassed) {
  SystemClock clock;
  const auto waiter = clock.makeWaiter();
  EXPECT_FALSE(waiter->wait(clock.steadyMs() - 5, kNever));
  EXPECT_FALSE(waiter->wait(std::numeric_limits<std::int64_t>::min(), kNever));
  EXPECT_FALSE(waiter->wait(clock.steadyMs() + 1, kNever));
}

TEST(SystemClock, HasWaitedUntilADeadlineByItsSteadyClock) {
  SystemClock clock;
  const auto waiter = clock.makeWaiter();
  const std::int64_t begin_ms = clock.steadyMs();
  EXPECT_GE(begin_ms, 0);
  EXPECT_FALSE(waiter->wait(begin_ms + 3, kNever));
  EXPECT_GE(clock.steadyMs(), begin_ms + 3);
}

TEST(SystemClock, TakesADeadlineAtTheEndOfTimeForNone) {
  SystemClock clock;
  const auto waiter = clock.makeWaiter();
  std::atomic<bool> ready = false;
  const std::jthread other([&] {
    ready = true;
    waiter->wake();
  });
  EXPECT_TRUE(
      waiter->wait(std::numeric_limits<std::int64_t>::max(), [&ready] { return ready.load(); }));
}

// Two threads that wait in turns; the trace must be the same whoever is scheduled first.
std::vector<std::string> traceOfTwo() {
  VirtualClock clock(0);
  std::vector<std::string> trace;  // only ever touched by the thread whose turn it is
  const auto first = clock.makeWaiter();
  const auto second = clock.makeWaiter();
  first->announce();
  second->announce();
  const auto body = [&trace, &clock](Waiter& waiter, const char* name, std::int64_t step_ms) {
    waiter.enter();
    for (int i = 0; i < 50; ++i) {
      trace.push_back(name + std::to_string(clock.nowMs()));
      waiter.wait(clock.steadyMs() + step_ms, kNever);
    }
    waiter.leave();
  };
  const std::jthread b([&] { body(*second, "b", 20); });
  const std::jthread a([&] { body(*first, "a", 30); });
  clock.advanceTo(10'000);
  return trace;
}

TEST(VirtualClock, LetsThreadsGoOnInOneFixedOrder) {
  const auto trace = traceOfTwo();
  EXPECT_EQ(trace.size(), 100u);
  EXPECT_EQ((std::vector<std::string>(trace.begin(), trace.begin() + 6)),
            (std::vector<std::string>{"a0", "b0", "b20", "a30", "b40", "a60"}));
  for (int i = 0; i < 20; ++i) ASSERT_EQ(traceOfTwo(), trace);
}

TEST(VirtualClock, StandsStillAtItsHorizon) {
  VirtualClock clock(1'000);
  const auto waiter = clock.makeWaiter();
  waiter->announce();
  std::vector<std::int64_t> woken;
  std::atomic<bool> stop = false;
  std::jthread thread([&] {
    waiter->enter();
    while (!stop) {
      woken.push_back(clock.nowMs());
      waiter->wait(clock.steadyMs() + 10'000, [&stop] { return stop.load(); });
    }
    waiter->leave();
  });
  clock.advanceTo(25'000);
  EXPECT_EQ(woken, (std::vector<std::int64_t>{1'000, 11'000, 21'000}));
  EXPECT_EQ(clock.nowMs(), 25'000);
  clock.advanceTo(31'000);
  EXPECT_EQ(woken.back(), 31'000);
  stop = true;
  waiter->wake();
}

TEST(VirtualClock, LetsNoTimePassWhenTheTimeIsSet) {
  VirtualClock clock(100'000);
  const auto waiter = clock.makeWaiter();
  waiter->announce();
  std::vector<std::pair<std::int64_t, std::int64_t>> woken;
  std::atomic<bool> stop = false;
  std::jthread thread([&] {
    waiter->enter();
    while (!stop) {
      woken.emplace_back(clock.steadyMs(), clock.nowMs());
      waiter->wait(clock.steadyMs() + 10'000, [&stop] { return stop.load(); });
    }
    waiter->leave();
  });
  clock.advanceTo(105'000);
  clock.setTimeBy(-60'000);
  EXPECT_EQ(clock.nowMs(), 45'000);
  EXPECT_EQ(clock.steadyMs(), 105'000);
  clock.advanceTo(115'000);
  clock.setTimeBy(+90'000);
  clock.advanceTo(125'000);
  EXPECT_EQ(woken, (std::vector<std::pair<std::int64_t, std::int64_t>>{
                       {100'000, 100'000}, {110'000, 50'000}, {120'000, 150'000}}));
  stop = true;
  waiter->wake();
}

}  // namespace
}  // namespace pipevane
