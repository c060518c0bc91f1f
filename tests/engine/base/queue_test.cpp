#include "engine/base/backoff.h"
#include "engine/base/bounded_queue.h"

#include <gtest/gtest.h>

#include <vector>

namespace pipevane {
namespace {

TEST(BoundedQueue, DropsTheOldestWhenFull) {
  BoundedQueue<int> queue(30);
  for (int i = 1; i <= 3; ++i) queue.push(i, 10);
  std::vector<int> dropped;
  EXPECT_FALSE(queue.fits(15));
  queue.makeRoom(15, [&dropped](int item) { dropped.push_back(item); });
  queue.push(4, 15);
  EXPECT_EQ(dropped, (std::vector<int>{1, 2}));
  EXPECT_EQ(queue.front(), 3);
  EXPECT_EQ(queue.account().queued_bytes, 25u);
}

TEST(BoundedQueue, NeverDropsTheItemInHand) {
  BoundedQueue<int> queue(20);
  queue.push(1, 10);
  queue.push(2, 10);
  queue.hold();
  std::vector<int> dropped;
  queue.makeRoom(20, [&dropped](int item) { dropped.push_back(item); });
  EXPECT_EQ(dropped, std::vector<int>{2});
  EXPECT_EQ(queue.front(), 1);
  queue.finish();
  EXPECT_EQ(queue.account().delivered, 1u);
  EXPECT_EQ(queue.account().dropped, 1u);
  EXPECT_TRUE(queue.empty());
}

TEST(BoundedQueue, CountsEveryLossUnderItsReason) {
  BoundedQueue<int> queue(10);
  queue.push(1, 10);
  queue.makeRoom(10, [](int) {});
  queue.push(2, 10);
  queue.finish(Loss::kRefused);
  for (int i = 0; i < 2; ++i) queue.refuse(Loss::kDown);
  for (int i = 0; i < 3; ++i) queue.refuse(Loss::kStopped);
  const QueueAccount& account = queue.account();
  EXPECT_EQ(account.lost(Loss::kFull), 1u);
  EXPECT_EQ(account.lost(Loss::kRefused), 1u);
  EXPECT_EQ(account.lost(Loss::kDown), 2u);
  EXPECT_EQ(account.lost(Loss::kStopped), 3u);
  EXPECT_EQ(account.dropped, 7u);
  EXPECT_EQ(account.pushed, 7u);
}

TEST(Backoff, DoublesUpToItsLongestAndStartsAnewAfterRecovery) {
  Backoff backoff("homelab", 1'000, 60'000);
  for (const std::int64_t due : {1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
    const std::int64_t pause = backoff.nextMs();
    EXPECT_GE(pause, due * 8 / 10);
    EXPECT_LE(pause, due * 12 / 10);
  }
  backoff.recovered();
  EXPECT_LE(backoff.nextMs(), 1'200);
}

TEST(Backoff, JittersTheSameWayForTheSameComponentAndAnotherWayForAnother) {
  const auto pauses = [](std::string_view seed) {
    Backoff backoff(seed, 1'000, 60'000);
    std::vector<std::int64_t> all;
    for (int i = 0; i < 10; ++i) all.push_back(backoff.nextMs());
    return all;
  };
  EXPECT_EQ(pauses("homelab"), pauses("homelab"));
  EXPECT_NE(pauses("homelab"), pauses("office"));
}

}  // namespace
}  // namespace pipevane
