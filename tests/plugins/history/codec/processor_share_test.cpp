#include "plugins/history/codec/processor_share.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

namespace pipevane::history {
namespace {

constexpr double kStepsInSecond = 4194304;

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

// As Proxmox VE computes it, writes it, and whoever reads its answer has it. Its machines have
// ticks of 10 ms, its containers whole milliseconds.
double told(double work, double in_second, std::int64_t length, double host, double processors) {
  const double there_is = static_cast<double>(length) / kStepsInSecond * host * in_second;
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", work / there_is * host / processors);
  return std::strtod(text, nullptr);
}

// Of a recorded session: what one machine after the other had worked, in ticks of 10 ms,
// in 10.411544 and in 9.403822 seconds.
TEST(ProcessorShares, AreWhatWasRecorded) {
  struct Recorded {
    double share, processors;
    std::int64_t length, work_ms;
  };
  constexpr std::int64_t kFirst = 43'669'181, kSecond = 39'442'488;
  for (const auto& [share, processors, length, work_ms] :
       {Recorded{0.289582407327493, 2, kFirst, 6'030}, {0.308385251964835, 2, kSecond, 5'800}}) {
    EXPECT_EQ(bits(shareOf(work_ms, length, processors)), bits(share));
    EXPECT_EQ(workOf(share, length, processors), work_ms);
    EXPECT_TRUE(mayBeOf(share, length, processors));
    EXPECT_FALSE(mayBeOf(share, length + 1, processors));
  }
}

class SharesOfHosts : public ::testing::TestWithParam<double> {};

// A host with so many processors.
TEST_P(SharesOfHosts, ComeBackFromTheirWorkAndTheirLength) {
  std::mt19937_64 random(3);
  int back = 0;
  constexpr int kRounds = 20'000;
  for (int i = 0; i < kRounds; ++i) {
    const auto length = static_cast<std::int64_t>(38'000'000 + random() % 8'000'000);
    const double in_second = i % 2 == 0 ? 100 : 1000;
    const auto processors = static_cast<double>(1 + random() % 800) / 100;
    const double seconds = static_cast<double>(length) / kStepsInSecond;
    const double work =
        std::floor(static_cast<double>(random() % 1'000) / 1e3 * processors * seconds * in_second);
    const double share = told(work, in_second, length, GetParam(), processors);
    const std::int64_t work_ms = workOf(share, length, processors);
    EXPECT_EQ(static_cast<double>(work_ms), work * 1000 / in_second);
    EXPECT_TRUE(mayBeOf(share, length, processors));
    if (bits(shareOf(work_ms, length, processors)) == bits(share)) ++back;
  }
  // Where it is no power of two, that rounds twice more.
  if (std::exp2(std::round(std::log2(GetParam()))) == GetParam())
    EXPECT_EQ(back, kRounds);
  else
    EXPECT_GE(back, kRounds * 97 / 100);
}
INSTANTIATE_TEST_SUITE_P(OfManySizes, SharesOfHosts, ::testing::Values(1, 16, 64, 12, 20, 56));

TEST(ProcessorShares, TellTheLeastLengthThatTheyAreOf) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20'000; ++i) {
    const auto length = static_cast<std::int64_t>(38'000'000 + random() % 8'000'000);
    const auto processors = static_cast<double>(1 + random() % 8);
    const auto work_ms = static_cast<std::int64_t>(1 + random() % 80'000);
    const double share = told(static_cast<double>(work_ms), 1000, length, 16, processors);
    const std::int64_t least = leastLengthOf(share, processors);
    ASSERT_GT(least, 0) << share;
    EXPECT_EQ(length % least, 0);
    // The rest is a divisor of the work as well.
    EXPECT_EQ(work_ms % (length / least), 0);
  }
}

TEST(ProcessorShares, TellNoLengthWhereTheyAreOfNone) {
  for (const double share : {0.0, 1e-12, 1e300, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()})
    for (const double processors : {1.0, 0.0, -4.0, std::numeric_limits<double>::quiet_NaN(),
                                    std::numeric_limits<double>::infinity()}) {
      EXPECT_EQ(leastLengthOf(share, processors), 0) << share << " of " << processors;
      workOf(share, kLengthMost, processors);
      mayBeOf(share, kLengthMost, processors);
    }
  // Fifteen digits of anything.
  std::mt19937_64 random(7);
  int lengths = 0;
  for (int i = 0; i < 10'000; ++i)
    if (leastLengthOf(static_cast<double>(random() % 1'000'000'000'000'000) / 1e15, 2) != 0)
      ++lengths;
  EXPECT_LT(lengths, 1'000);
}

TEST(ProcessorShares, AreSomeNumberOfWhateverIsGiven) {
  std::mt19937_64 random(9);
  for (int i = 0; i < 100'000; ++i)
    shareOf(static_cast<std::int64_t>(random()), static_cast<std::int64_t>(random()),
            std::bit_cast<double>(random()));
  EXPECT_TRUE(std::isnan(shareOf(0, 0, 1)));
  EXPECT_EQ(bits(shareOf(0, 1, 1)), bits(0.0));
}

}  // namespace
}  // namespace pipevane::history
