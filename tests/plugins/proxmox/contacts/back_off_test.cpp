#include "plugins/proxmox/contacts/back_off.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace pipevane::proxmox {
namespace {

constexpr std::int64_t kNowMs = 1'795'000'000'000;

std::vector<std::int64_t> waitsOf(BackOff back_off, std::int64_t now_ms) {
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 8; ++i) waits.push_back(back_off.failed(now_ms + i * 60'000));
  return waits;
}

TEST(BackOff, IsInTheUpperHalfOfWhatDoublesUpToTheMost) {
  BackOff back_off("lab https://192.0.2.1:8006");
  std::int64_t most = BackOff::kFirstMs;
  for (int i = 0; i < 10; ++i) {
    const std::int64_t wait = back_off.failed(kNowMs + i);
    EXPECT_GE(wait, most / 2);
    EXPECT_LE(wait, most);
    most = std::min(2 * most, BackOff::kMostMs);
  }
  back_off.succeeded();
  EXPECT_LE(back_off.failed(kNowMs), BackOff::kFirstMs);
}

TEST(BackOff, IsTheSameForTheSameOneAtTheSameTimes) {
  EXPECT_EQ(waitsOf(BackOff("lab a"), kNowMs), waitsOf(BackOff("lab a"), kNowMs));
}

// A thousand clients of a server, or one a thousand times, are spread over all of that half.
TEST(BackOff, DiffersFromOneToTheOtherAndFromMomentToMoment) {
  std::set<std::int64_t> of_others, of_moments;
  for (int i = 0; i < 1000; ++i) {
    of_others.insert(BackOff("lab " + std::to_string(i)).failed(kNowMs) / 100);
    of_moments.insert(BackOff("lab").failed(kNowMs + i) / 100);
  }
  EXPECT_GE(of_others.size(), 10U);
  EXPECT_GE(of_moments.size(), 10U);
}

}  // namespace
}  // namespace pipevane::proxmox
