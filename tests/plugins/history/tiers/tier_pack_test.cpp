// What became of many samples, packed and unpacked.
#include "plugins/history/tiers/tier_pack.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

namespace pipevane::history {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kBeginMs = 29'916'666 * kMinuteMs;

std::vector<std::byte> packed(const std::vector<std::vector<Summary>>& series) {
  Workbench bench;
  std::vector<std::byte> bytes;
  TierPack::write(series, bench, bytes);
  return bytes;
}

std::vector<Summary> unpacked(std::span<const std::byte> bytes, std::size_t series,
                              std::int64_t from_ms = kFirst, std::int64_t to_ms = kLast) {
  Workbench bench;
  std::vector<Summary> all;
  while (!bytes.empty()) {
    const auto pack = TierPack::take(bytes, bench);
    EXPECT_TRUE(pack);
    if (!pack) break;
    pack->read(series, kMinuteMs, from_ms, to_ms, bench, all);
  }
  return all;
}

// Six digits of the greatest, and a bit of the way from the least to the greatest.
void expectAlike(const std::vector<Summary>& told, const std::vector<Summary>& was) {
  ASSERT_EQ(told.size(), was.size());
  double greatest = 0;
  for (const Summary& each : was)
    if (each.known()) greatest = std::max({greatest, std::abs(each.least), std::abs(each.most)});
  const double nearly = greatest * 1e-5 + std::numeric_limits<double>::denorm_min();
  for (std::size_t i = 0; i < was.size(); ++i) {
    SCOPED_TRACE(i);
    ASSERT_EQ(told[i].begin_ms, was[i].begin_ms);
    ASSERT_EQ(told[i].step_ms, kMinuteMs);
    ASSERT_EQ(told[i].count, was[i].count);
    ASSERT_EQ(told[i].quality, was[i].quality);
    if (!was[i].known()) {
      ASSERT_TRUE(std::isnan(told[i].average));
      continue;
    }
    ASSERT_NEAR(told[i].least, was[i].least, nearly);
    ASSERT_NEAR(told[i].most, was[i].most, nearly);
    ASSERT_NEAR(told[i].average, was[i].average, 2 * nearly + (was[i].most - was[i].least) / 4095);
    ASSERT_LE(told[i].least, told[i].average);
    ASSERT_LE(told[i].average, told[i].most);
  }
}

TEST(TierPack, WholeNumbersStayAsTheyAre) {
  const std::vector<Summary> all = {
      {kBeginMs, kMinuteMs, 17'179'869'184, 17'179'869'184, 17'179'869'184, 6, PV_LIVE},
      {kBeginMs + kMinuteMs, kMinuteMs, 17'179'869'184, 34'359'738'369, 20'000'000'000, 6, PV_HELD},
      {kBeginMs + 2 * kMinuteMs, kMinuteMs, 0, 1, 0.5, 2, PV_LIVE}};
  const auto told = unpacked(packed({all}), 0);
  ASSERT_THAT(told, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(told[i].least, all[i].least);
    EXPECT_EQ(told[i].most, all[i].most);
  }
  EXPECT_EQ(told[0].average, 17'179'869'184) << "what does not change is exact";
}

TEST(TierPack, HasEachSeriesAtItsOwnTimesAlsoWhereThereAreManyOfThem) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<std::vector<Summary>> series(1 + random() % 9);
    for (auto& all : series) {
      const double scale = std::pow(10.0, static_cast<int>(random() % 40) - 20);
      const bool whole = random() % 3 == 0, still = random() % 4 == 0;
      double level = std::uniform_real_distribution(-1.0, 1.0)(random) * scale;
      for (int minute = 0; minute < 400; ++minute) {
        if (random() % 7 == 0) continue;
        Summary each{.begin_ms = kBeginMs + minute * kMinuteMs, .step_ms = kMinuteMs};
        if (random() % 9 != 0) {
          if (!still) level += std::uniform_real_distribution(-0.1, 0.1)(random) * scale;
          const double more = still ? 0 : std::uniform_real_distribution(0.0, 0.2)(random) * scale;
          each.least = whole ? std::floor(level) : level;
          each.most = whole ? std::floor(level + more) : level + more;
          each.average =
              std::clamp(each.least + (each.most - each.least) * 0.3, each.least, each.most);
          each.count = static_cast<std::uint32_t>(1 + random() % 60);
          each.quality = static_cast<std::uint8_t>(random() % PV_UNKNOWN);
        }
        all.push_back(each);
      }
    }
    const auto bytes = packed(series);
    for (std::size_t i = 0; i < series.size(); ++i) expectAlike(unpacked(bytes, i), series[i]);
  }
}

TEST(TierPack, TakesWhateverNumbersThereAre) {
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  constexpr std::uint32_t kCount = std::numeric_limits<std::uint32_t>::max();
  std::vector<Summary> all;
  const auto add = [&](double least, double most, double average) {
    all.push_back(
        {kBeginMs + std::ssize(all) * kMinuteMs, kMinuteMs, least, most, average, kCount, PV_LIVE});
  };
  add(-kMost, kMost, 0);
  add(std::numeric_limits<double>::denorm_min(), 1, 1);
  add(-0.0, 0.0, 0);
  add(0.1, 0.1, 0.1);
  expectAlike(unpacked(packed({all}), 0), all);
  add(-kInfinite, kInfinite, 0);
  const auto told = unpacked(packed({all}), 0);
  ASSERT_THAT(told, SizeIs(5));
  EXPECT_EQ(told[0].most, kMost) << "all digits, where there is no greatest one";
  EXPECT_EQ(told[4].least, -kInfinite);
}

TEST(TierPack, TellsARangeAlone) {
  std::vector<Summary> all;
  for (int i = 0; i < 300; ++i)
    all.push_back({kBeginMs + i * kMinuteMs, kMinuteMs, 1.0 * i, 1.0 * i, 1.0 * i, 1, PV_LIVE});
  const auto told =
      unpacked(packed({all}), 0, kBeginMs + 127 * kMinuteMs, kBeginMs + 130 * kMinuteMs);
  ASSERT_THAT(told, SizeIs(3));
  EXPECT_EQ(told.front().average, 127);
  EXPECT_THAT(unpacked(packed({all}), 0, kBeginMs + 300 * kMinuteMs), IsEmpty());
}

// They may be anybody's.
TEST(TierPack, ReadsNoBytesThatAreNotThere) {
  std::mt19937 random(7);
  std::vector<std::vector<Summary>> series(3);
  for (int i = 0; i < 200; ++i)
    series[random() % 3].push_back(
        {kBeginMs + i * kMinuteMs, kMinuteMs, i / 7.0, i / 3.0, i / 5.0, 6, PV_LIVE});
  const auto bytes = packed(series);
  Workbench bench;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::byte> broken(
        bytes.begin(),
        bytes.begin() + static_cast<std::ptrdiff_t>(random() % 2 == 0 ? bytes.size()
                                                                      : random() % bytes.size()));
    for (unsigned i = 0; i < 1 + random() % 4 && !broken.empty(); ++i)
      broken[random() % broken.size()] = static_cast<std::byte>(random());
    std::span<const std::byte> left = broken;
    while (const auto pack = TierPack::take(left, bench)) {
      std::vector<Summary> all;
      for (std::size_t i = 0; i < pack->series(); ++i)
        pack->read(i, kMinuteMs, kFirst, kLast, bench, all);
      for (const Summary& each : all) {
        ASSERT_FALSE(each.known() && !(each.least <= each.average && each.average <= each.most));
      }
      if (left.empty()) break;
    }
  }
}

}  // namespace
}  // namespace pipevane::history
