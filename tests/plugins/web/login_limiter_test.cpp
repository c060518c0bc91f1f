#include "plugins/web/login_limiter.h"

#include "plugins/web/peer.h"

#include <gtest/gtest.h>

namespace pipevane::web {
namespace {

TEST(LoginLimiter, LetsAFewGuessAndThenWait) {
  LoginLimiter limiter;
  for (int i = 0; i < LoginLimiter::kMostFailures; ++i) {
    EXPECT_EQ(limiter.waitMs("a", 1000), 0);
    limiter.failed("a", 1000);
  }
  EXPECT_EQ(limiter.waitMs("a", 1000), LoginLimiter::kWindowMs);
  EXPECT_EQ(limiter.waitMs("a", 2000), LoginLimiter::kWindowMs - 1000);
  EXPECT_EQ(limiter.waitMs("b", 1000), 0);
  EXPECT_EQ(limiter.waitMs("a", 1000 + LoginLimiter::kWindowMs), 0);
}

TEST(LoginLimiter, ForgetsWithSuccess) {
  LoginLimiter limiter;
  for (int i = 0; i < LoginLimiter::kMostFailures; ++i) limiter.failed("a", 0);
  limiter.succeeded("a");
  EXPECT_EQ(limiter.waitMs("a", 0), 0);
}

TEST(LoginLimiter, ForgetsTheFirstWhereThereAreTooMany) {
  LoginLimiter limiter;
  for (std::size_t peer = 0; peer <= LoginLimiter::kMostPeers; ++peer)
    for (int i = 0; i < LoginLimiter::kMostFailures; ++i)
      limiter.failed(std::to_string(peer), static_cast<std::int64_t>(peer));
  EXPECT_EQ(limiter.waitMs("0", 2000), 0);
  EXPECT_GT(limiter.waitMs("1", 2000), 0);
  EXPECT_GT(limiter.waitMs(std::to_string(LoginLimiter::kMostPeers), 2000), 0);
}

TEST(Peer, IsAnAddressOrItsNetwork) {
  EXPECT_EQ(peerOf("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(peerOf("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(peerOf("2001:db8:1:2:3:4:5:6"), peerOf("2001:db8:1:2::1"));
  EXPECT_NE(peerOf("2001:db8:1:2::1"), peerOf("2001:db8:1:3::1"));
}

}  // namespace
}  // namespace pipevane::web
