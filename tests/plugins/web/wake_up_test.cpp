#include "plugins/web/wake_up.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <thread>

namespace pipevane::web {
namespace {

// Somebody rings all the time, which must not swallow the one ring that matters: after what was
// done before it was seen, nobody rings again.
TEST(WakeUp, IsNeverLost) {
  constexpr int kTimes = 400'000;
  WakeUp wake_up;
  std::atomic<int> done = 0, seen = 0;
  std::thread ringer([&] {
    for (int i = 1; i <= kTimes; ++i) {
      wake_up.ring();
      done = i;
      wake_up.ring();
      while (seen != i && seen >= 0) {
      }
    }
  });
  while (seen < kTimes) {
    pollfd waiting{wake_up.descriptor(), POLLIN, 0};
    if (::poll(&waiting, 1, 10'000) == 0) break;
    wake_up.heard();
    seen = done.load();
  }
  EXPECT_EQ(seen, kTimes) << "a ring was lost";
  if (seen != kTimes) seen = -1;
  ringer.join();
}

}  // namespace
}  // namespace pipevane::web
