#include "plugins/history/second_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>

namespace pipevane::history {
namespace {

TEST(SecondThread, DoesPartsOfTheWork) {
  SecondThread second;
  second.begin();
  for (int round = 0; round < 100; ++round) {
    // Each is there while the other one is.
    std::latch both(2);
    second.run([&](bool) { both.arrive_and_wait(); });
  }
}

TEST(SecondThread, IsNotWaitedForWhereItIsNotThere) {
  SecondThread second;
  int calls = 0;
  second.run([&](bool there) {
    EXPECT_FALSE(there);
    ++calls;
  });
  EXPECT_EQ(calls, 1);
}

TEST(SecondThread, IsWaitedForWhileItIsAtAPart) {
  SecondThread second;
  second.begin();
  std::latch begun(1);
  std::atomic<bool> leaves = false, done = false;
  second.run([&](bool there) {
    if (!there) return begun.wait();
    begun.count_down();
    while (!leaves.exchange(true)) {
    }
    done = true;
  });
  EXPECT_TRUE(done);
}

TEST(SecondThread, TellsWhatEitherOneThrew) {
  SecondThread second;
  second.begin();
  for (const bool which : {false, true}) {
    std::latch both(2);
    EXPECT_THROW(second.run([&](bool there) {
      both.arrive_and_wait();
      if (there == which) throw std::runtime_error("no memory");
    }),
                 std::runtime_error);
  }
  // And works on.
  std::latch both(2);
  second.run([&](bool) { both.arrive_and_wait(); });
}

}  // namespace
}  // namespace pipevane::history
