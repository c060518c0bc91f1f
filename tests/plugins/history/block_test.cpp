#include "plugins/history/block.h"

#include "tests/plugins/history/points.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>

namespace pipevane::history {
namespace {

using Times = std::function<std::int64_t(std::size_t)>;
using Values = std::function<double(std::size_t)>;

std::vector<Point> made(std::size_t count, const Times& time, const Values& value) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < count; ++i) points.push_back({time(i), value(i), PV_LIVE});
  return points;
}

void expectSame(const std::vector<Point>& points) {
  std::vector<Point> back;
  Block(points).appendTo(back);
  EXPECT_EQ(back, points);
}

struct NamedValues {
  std::string name;
  Values value;
};
struct NamedTimes {
  std::string name;
  Times time;
};

TEST(Block, GivesEveryValueBackExactly) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const std::vector<NamedValues> cases = {
      {"the same", [](std::size_t) { return 0.1; }},
      {"unknown", [](std::size_t) { return kNaN; }},
      {"small whole", [](std::size_t i) { return static_cast<double>(i * 4); }},
      {"whole in 16 bits", [](std::size_t i) { return 1e9 + static_cast<double>(i * 1000); }},
      {"whole in 32 bits", [](std::size_t i) { return 1e15 + static_cast<double>(i) * 6e7; }},
      {"whole and wide", [](std::size_t i) { return static_cast<double>(i) * 1e12; }},
      {"beyond exact", [](std::size_t i) { return 9.1e15 + static_cast<double>(i) * 2; }},
      {"negative", [](std::size_t i) { return -1000.0 - static_cast<double>(i); }},
      {"minus zero", [](std::size_t i) { return i % 2 == 0 ? -0.0 : 0.0; }},
      {"narrow fractions", [](std::size_t i) { return 0.25 * static_cast<double>(i); }},
      {"fractions", [](std::size_t i) { return std::sin(static_cast<double>(i)); }},
      {"now and then unknown", [](std::size_t i) { return i % 3 == 0 ? kNaN : 7.0; }},
      {"infinite", [](std::size_t i) { return i == 3 ? -HUGE_VAL : 1.0; }},
      {"tiny", [](std::size_t i) { return 5e-324 * static_cast<double>(i); }},
  };
  for (const NamedValues& each : cases) {
    SCOPED_TRACE(each.name);
    for (const std::size_t count : {1u, 2u, 33u, 64u})
      expectSame(made(
          count, [](std::size_t i) { return 10'000 * static_cast<std::int64_t>(i); }, each.value));
  }
}

TEST(Block, GivesEveryTimeBackExactly) {
  const auto whole = [](std::size_t i) { return static_cast<std::int64_t>(i); };
  const std::vector<NamedTimes> cases = {
      {"regular", [&](std::size_t i) { return 1'795'000'000'000 + whole(i) * 10'000; }},
      {"a beat skipped", [&](std::size_t i) { return (whole(i) + (i > 5 ? 1 : 0)) * 10'000; }},
      {"whole seconds", [&](std::size_t i) { return whole(i * i) * 1'000; }},
      {"milliseconds", [&](std::size_t i) { return whole(i) * 10'007 + whole(i % 3); }},
      {"months apart", [&](std::size_t i) { return whole(i * i) * 3'000'000'017; }},
      {"before the epoch", [&](std::size_t i) { return -5'000'001 + whole(i * i); }},
  };
  for (const NamedTimes& each : cases) {
    SCOPED_TRACE(each.name);
    for (const std::size_t count : {1u, 2u, 33u, 64u})
      expectSame(made(count, each.time, [](std::size_t i) { return static_cast<double>(i); }));
  }
}

TEST(Block, GivesEveryQualityBack) {
  auto points = made(
      64, [](std::size_t i) { return static_cast<std::int64_t>(i); },
      [](std::size_t) { return 1; });
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i].quality = static_cast<std::uint8_t>(i % 5);
  expectSame(points);
}

TEST(Block, TakesNextToNothingForWhatNeverChanges) {
  const auto points = made(
      64, [](std::size_t i) { return static_cast<std::int64_t>(i) * 10'000; },
      [](std::size_t) { return 8'589'934'592.0; });
  EXPECT_LE(Block(points).bytes(), 64u);
}

TEST(Block, GivesRandomSamplesBack) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<Point> points;
    std::int64_t time = static_cast<std::int64_t>(random() % 1'000'000);
    const double scale = std::pow(10.0, static_cast<double>(random() % 18));
    for (std::size_t i = 0, count = 1 + random() % 64; i < count; ++i) {
      time += 1 + static_cast<std::int64_t>(random() % 30'000);
      const double value = std::uniform_real_distribution<double>(-scale, scale)(random);
      points.push_back({time, round % 2 == 0 ? std::round(value) + 0.0 : value,
                        static_cast<std::uint8_t>(random() % 5)});
    }
    expectSame(points);
  }
}

}  // namespace
}  // namespace pipevane::history
