#include "plugins/history/columns/frame.h"

#include "plugins/history/codec/processor_share.h"
#include "tests/plugins/history/points.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <vector>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

struct OneFrame {
  Frame frame;
  Workbench bench;
  Tally tally;

  explicit OneFrame(std::size_t columns) {
    for (std::size_t i = 0; i < columns; ++i) frame.addColumn(static_cast<SeriesId>(i));
  }
  void tell(std::int64_t time_ms, std::size_t column, double value,
            std::uint8_t quality = PV_LIVE) {
    Row& row = frame.rowAt(time_ms, bench, tally);
    if (row.tells(column)) {
      ++tally.duplicates;
      return;
    }
    row.values[column] = value;
    row.qualities[column] = quality;
    ++tally.samples;
  }
  std::size_t dropAfter(std::int64_t time_ms) {
    return frame.dropAfter(time_ms, std::vector<bool>(frame.columns.size(), true), bench);
  }
  std::vector<Point> points(std::size_t column, std::int64_t from_ms = 0,
                            std::int64_t to_ms = kForever) {
    std::vector<Point> points;
    frame.collect(column, from_ms, to_ms, bench, points);
    return points;
  }
  std::vector<std::int64_t> times(std::size_t column) {
    std::vector<std::int64_t> times;
    for (const Point& each : points(column)) times.push_back(each.time_ms);
    return times;
  }
};

TEST(Frame, GivesEachColumnBackInOrder) {
  OneFrame one(3);
  for (int i = 0; i < 1'000; ++i)
    for (std::size_t column = 0; column < 3; ++column)
      if (i % 7 != 3 || column == 0)
        one.tell(i * 10'000, column, std::sin(i) + static_cast<double>(column),
                 static_cast<std::uint8_t>(i % 5));
  ASSERT_EQ(one.points(0).size(), 1'000U);
  ASSERT_EQ(one.points(1).size(), 857U);
  EXPECT_EQ(one.points(1)[3], (Point{40'000, std::sin(4) + 1, 4}));
  EXPECT_EQ(one.frame.samples(), one.tally.samples);
  EXPECT_EQ(one.points(2, 510'000, 530'000).size(), 1U);
}

TEST(Frame, KnowsNothingOfAColumnBeforeItWasThere) {
  OneFrame one(1);
  for (int i = 0; i < 100; ++i) one.tell(i, 0, i);
  one.frame.addColumn(1);
  for (int i = 100; i < 200; ++i) one.tell(i, 1, i);
  EXPECT_EQ(one.times(1).front(), 100);
  EXPECT_EQ(one.times(1).size(), 100U);
  EXPECT_EQ(one.frame.firstOf(1, 0, one.bench), 100);
  EXPECT_EQ(one.frame.lastOf(0, one.bench), 99);
  EXPECT_EQ(one.frame.firstOf(0, 0, one.bench), 0);
  EXPECT_EQ(one.frame.firstOf(0, 42, one.bench), 42);
}

// What a source fills in of the past, behind the first live row.
TEST(Frame, PacksAPastThatComesInOrderWithoutOpeningChunks) {
  OneFrame one(1);
  one.tell(2'000, 0, 1);
  for (int i = 0; i < 200; ++i) one.tell(i, 0, i);
  EXPECT_EQ(one.times(0).size(), 201U);
  // Fifteen go each time, and the newest one waits.
  EXPECT_EQ(one.frame.rows(), 201U % 15);
}

TEST(Frame, PutsWhatComesLateBetween) {
  OneFrame one(2);
  for (int i = 0; i < 400; ++i)
    if (i % 10 != 5) one.tell(i, 0, i);
  for (int i = 5; i < 400; i += 10) one.tell(i, 0, i);
  // The same times, for another column.
  for (int i = 0; i < 400; i += 2) one.tell(i, 1, -i);
  const auto times = one.times(0);
  ASSERT_EQ(times.size(), 400U);
  for (std::size_t i = 0; i < times.size(); ++i) EXPECT_EQ(times[i], static_cast<int>(i));
  EXPECT_EQ(one.times(1).size(), 200U);
}

TEST(Frame, KeepsTheFirstOfTwoSamplesOfATime) {
  OneFrame one(1);
  for (int i = 0; i < 200; ++i) one.tell(i, 0, i);
  for (int i = 0; i < 200; ++i) one.tell(i, 0, -1);
  for (const Point& each : one.points(0)) EXPECT_EQ(each.value, each.time_ms);
  // Those that wait to be put into chunks are counted once they are.
  for (int i = -40; i < 0; ++i) one.tell(i, 0, i);
  EXPECT_EQ(one.tally.duplicates, 200U);
  EXPECT_EQ(one.frame.samples(), one.tally.samples);
}

TEST(Frame, ForgetsWhatEndsBeforeATime) {
  OneFrame one(1);
  for (int i = 0; i < 300; ++i) one.tell(i, 0, i);
  const std::size_t dropped = one.frame.dropBefore(200);
  EXPECT_EQ(one.times(0).size(), 300U - dropped);
  EXPECT_LE(one.times(0).front(), 200);
  EXPECT_GE(one.times(0).front(), 200 - static_cast<int>(kRowsMost));
}

TEST(Frame, ForgetsAllThatIsLaterThanATime) {
  OneFrame one(1);
  for (int i = 0; i < 300; ++i) one.tell(i, 0, i);
  EXPECT_EQ(one.dropAfter(99), 200U);
  EXPECT_EQ(one.times(0).back(), 99);
  EXPECT_EQ(one.times(0).size(), 100U);
  EXPECT_EQ(one.dropAfter(-1), 100U);
  EXPECT_TRUE(one.frame.empty());
}

// Whose clock was right all the time loses nothing.
TEST(Frame, ForgetsWhatIsLaterOfSomeColumnsAlone) {
  OneFrame one(2);
  for (int i = 0; i < 300; ++i)
    for (const std::size_t column : {0U, 1U}) one.tell(i, column, i);
  EXPECT_EQ(one.frame.dropAfter(99, {true, false}, one.bench), 200U);
  EXPECT_EQ(one.times(0).size(), 100U);
  EXPECT_EQ(one.times(1).size(), 300U);
  EXPECT_EQ(one.frame.lastMs(), 299);
  EXPECT_EQ(one.frame.dropAfter(99, {false, true}, one.bench), 200U);
  EXPECT_EQ(one.frame.lastMs(), 99);
}

// A guest that is on another node now is told at that one's times.
TEST(Frame, FindsColumnsThatAreNeverToldWithTheOthers) {
  OneFrame one(10);
  for (int i = 0; i < 4; ++i) {
    for (std::size_t column = 0; column < 8; ++column) one.tell(i * 10, column, 1);
    one.tell(i * 10 + 3, 8, 1);
    if (i == 0) one.tell(i * 10 + 3, 9, 1);
  }
  EXPECT_THAT(one.frame.strangers(), ElementsAre(8));
}

TEST(Frame, TakesTwoBytesForASampleOfACounterAndNextToNothingForWhatStays) {
  OneFrame counters(64), same(64);
  std::mt19937_64 random(5);
  std::vector<double> counts(64, 1e9);
  for (int i = 0; i < 1'280; ++i)
    for (std::size_t column = 0; column < 64; ++column) {
      counts[column] += static_cast<double>(100'000 + random() % 16'384);
      counters.tell(i * 10'000, column, counts[column]);
      same.tell(i * 10'000, column, 8'589'934'592);
    }
  const auto each = [](const OneFrame& one) {
    return static_cast<double>(one.frame.bytes()) / static_cast<double>(one.frame.samples());
  };
  EXPECT_LE(each(counters), 2.5);
  EXPECT_LE(each(same), 0.35);
}

// A counter, its rate, a usage, and shares, with rows in which one of them is missing or is not
// what it should be.
TEST(Frame, StoresNothingOfWhatFollowsFromOthers) {
  OneFrame plain(6), ruled(6);
  ruled.frame.columns[1].rule = {.kind = Rule::Kind::kRate, .of = 0};
  ruled.frame.columns[3].rule = {.kind = Rule::Kind::kHundredfold, .of = 2};
  ruled.frame.columns[5].rule = {.kind = Rule::Kind::kShare, .of = 2, .by = 4};
  std::mt19937_64 random(3);
  double count = 0, usage = 0;
  for (int i = 0; i < 1'280; ++i) {
    const std::int64_t time_ms = i * 10'000 + i % 3 * 1'000,
                       before_ms = time_ms - 10'000 + (i % 3 == 0 ? 2'000 : -1'000);
    const double grown = static_cast<double>(random() % 1'000'000);
    count += grown;
    usage = static_cast<double>(random() % 1'000'000) / 1e6;
    const double seconds = static_cast<double>(time_ms - before_ms) / 1000.0;
    const std::array<double, 6> all = {
        count, i % 100 == 7 ? 1.5 : grown / seconds, usage, usage * 100.0, 3, 100.0 * usage / 3};
    for (OneFrame* each : {&plain, &ruled})
      for (std::size_t column = 0; column < 6; ++column)
        if (!(i % 50 == 3 && column == 1) && !(i % 50 == 9 && column == 2))
          each->tell(time_ms, column, all[column], i % 40 == 5 ? PV_ESTIMATED : PV_LIVE);
  }
  for (std::size_t column = 0; column < 6; ++column)
    EXPECT_EQ(ruled.points(column), plain.points(column)) << column;
  EXPECT_LT(ruled.frame.bytes() * 2, plain.frame.bytes());
}

TEST(Frame, CountsWhatIsToldTwiceOnceWhateverFollowsFromIt) {
  OneFrame one(4);
  for (const std::size_t each : {1U, 2U, 3U})
    one.frame.columns[each].rule = {.kind = Rule::Kind::kRate, .of = 0};
  for (int time = 0; time < 3; ++time)
    for (int i = 0; i < 60; ++i) {
      one.tell(i * 10'000, 0, i * 100);
      for (const std::size_t each : {1U, 2U, 3U}) one.tell(i * 10'000, each, 10);
    }
  for (int i = -40; i < 0; ++i) one.tell(i * 10'000, 0, i);
  EXPECT_EQ(one.frame.samples(), one.tally.samples);
  EXPECT_EQ(one.tally.duplicates, 2U * 60 * 4);
}

// The memory of a guest, as it says and as its host sees it.
TEST(Frame, StoresHowFarWhatGoesBesideAnotherIsFromThat) {
  OneFrame plain(2), ruled(2);
  ruled.frame.columns[1].rule = {.kind = Rule::Kind::kBeside, .of = 0};
  std::mt19937_64 random(3);
  for (int i = 0; i < 1'280; ++i) {
    const double used = i % 70 == 3 ? NAN : static_cast<double>(random() % 4'000'000'000);
    const double host = i % 90 == 4 ? 0.5 : 3e8 + static_cast<double>(random() % 2) + used;
    for (OneFrame* each : {&plain, &ruled}) {
      if (i % 60 != 5) each->tell(i * 10'000, 0, used);
      each->tell(i * 10'000, 1, host, i % 40 == 5 ? PV_ESTIMATED : PV_LIVE);
    }
  }
  EXPECT_EQ(ruled.points(1), plain.points(1));
  for (int i = 1'280; i < 6'400; ++i) {
    const auto used = static_cast<double>(random() % 4'000'000'000);
    for (OneFrame* each : {&plain, &ruled}) {
      each->tell(i * 10'000, 0, used);
      each->tell(i * 10'000, 1, used + 7);
    }
  }
  EXPECT_EQ(ruled.points(1), plain.points(1));
  EXPECT_LT(static_cast<double>(ruled.frame.bytes()),
            static_cast<double>(plain.frame.bytes()) * 0.8);
}

// The guests of a node: machines that were looked at together, and containers that were.
struct Node {
  std::mt19937_64 random{3};
  std::int64_t machines = 0, containers = 0;  // lengths

  void cycle() {
    for (std::int64_t* each : {&machines, &containers})
      *each = static_cast<std::int64_t>(39'000'000 + random() % 6'000'000);
  }
  double share(bool container, double processors) {
    const auto work_ms =
        static_cast<std::int64_t>(container ? 800 + random() % 400 : (80 + random() % 40) * 10);
    return shareOf(work_ms, container ? containers : machines, processors);
  }
};

TEST(Frame, StoresOfSharesOfProcessorsWhatWasWorkedAndForAllTheLengthOfTime) {
  constexpr std::size_t kGuests = 16;
  OneFrame plain(2 * kGuests), ruled(2 * kGuests);
  for (std::uint16_t i = 0; i < kGuests; ++i)
    ruled.frame.columns[i].rule = {Rule::Kind::kOfLength, static_cast<std::uint16_t>(kGuests + i)};
  Node node;
  for (int i = 0; i < 1'280; ++i) {
    node.cycle();
    for (std::size_t guest = 0; guest < kGuests; ++guest) {
      // One has a part of a processor; one gets another one.
      const double processors = guest == 3               ? 1.5
                                : guest == 4 && i >= 700 ? 5
                                                         : static_cast<double>(1 + guest % 8);
      double share = node.share(guest % 2 == 1, processors);
      if (guest == 5 && i % 200 == 3) share = NAN;
      if (guest == 6 && i % 200 == 4) share = 0;
      if (guest == 7 && i % 100 == 5) share = 0.123456789012345;
      if (guest == 8 && i % 60 == 6) continue;
      for (OneFrame* each : {&plain, &ruled}) {
        each->tell(i * 10'000, guest, share, i % 90 == 5 ? PV_ESTIMATED : PV_LIVE);
        each->tell(i * 10'000, kGuests + guest, processors);
      }
    }
  }
  for (std::size_t guest = 0; guest < kGuests; ++guest)
    EXPECT_EQ(ruled.points(guest), plain.points(guest)) << guest;
  EXPECT_LT(ruled.frame.bytes() * 5, plain.frame.bytes() * 2);
}

TEST(Frame, StoresSharesThatNobodyHasALengthForAsTheyAre) {
  OneFrame plain(3), ruled(3);
  for (const std::size_t each : {0U, 1U})
    ruled.frame.columns[each].rule = {Rule::Kind::kOfLength, 2};
  std::mt19937_64 random(3);
  for (int i = 0; i < 640; ++i) {
    const double any = static_cast<double>(random() % 1'000'000'000'000'000) / 1e15;
    const double few = static_cast<double>(random() % 1'000'000) / 1e6;
    for (OneFrame* each : {&plain, &ruled}) {
      each->tell(i * 10'000, 0, any);
      each->tell(i * 10'000, 1, few);
      each->tell(i * 10'000, 2, i % 3 == 0 ? NAN : -2);
    }
  }
  for (const std::size_t each : {0U, 1U}) EXPECT_EQ(ruled.points(each), plain.points(each));
  EXPECT_LE(ruled.frame.bytes(), plain.frame.bytes() + 64);
}

// Random times, forwards and back, gaps, columns that come later, and removal at both ends, beside
// a map.
TEST(FrameModel, HoldsWhatAMapHolds) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    OneFrame one(3 + random() % 5);
    // What follows does so in most rows.
    one.frame.columns[1].rule = {.kind = Rule::Kind::kHundredfold, .of = 0};
    one.frame.columns[2].rule = {.kind = Rule::Kind::kBeside, .of = 0};
    // Of shares the processors are those of the first column, which may be any.
    if (one.frame.columns.size() > 3)
      one.frame.columns[3].rule = {.kind = Rule::Kind::kOfLength, .of = 0};
    std::map<std::pair<std::size_t, std::int64_t>, Point> model;
    std::int64_t now = 10'000;
    for (int step = 0; step < 1'500; ++step) {
      const auto kind = random() % 100;
      if (kind == 0) one.frame.addColumn(7);
      if (kind == 1) {
        const std::int64_t until = one.frame.empty() ? 0 : one.frame.oldestEndMs() + 1;
        one.tally.samples -= one.frame.dropBefore(until);
        // A whole chunk goes, and rows: what is left says which.
        for (auto each = model.begin(); each != model.end();) {
          const auto left =
              one.points(each->first.first, each->first.second, each->first.second + 1);
          EXPECT_TRUE(!left.empty() || each->first.second < until);
          each = left.empty() ? model.erase(each) : std::next(each);
        }
      }
      if (kind == 2) {
        now -= static_cast<std::int64_t>(random() % 200);
        one.tally.samples -= one.dropAfter(now);
        std::erase_if(model, [now](const auto& each) { return each.first.second > now; });
      }
      const bool late = random() % 4 == 0;
      if (!late) now += 1 + static_cast<std::int64_t>(random() % 3);
      const std::int64_t time = late ? now - static_cast<std::int64_t>(random() % 400) : now;
      for (std::size_t column = 0; column < one.frame.columns.size(); ++column) {
        if (random() % 3 == 0) continue;
        Point point{time, random() % 9 == 0 ? NAN : static_cast<double>(random() % 1'000),
                    static_cast<std::uint8_t>(random() % 5)};
        const auto first = model.find({0, time});
        if (first != model.end() && random() % 20 != 0) {
          if (column == 1) point.value = 100.0 * first->second.value;
          if (column == 2) point.value = first->second.value + 7;
          if (column == 3)
            point.value = shareOf(static_cast<std::int64_t>(random() % 9'000), 40'000'000 + time,
                                  first->second.value);
        }
        one.tell(time, column, point.value, point.quality);
        model.emplace(std::pair(column, time), point);
      }
      if (step % 100 != 99) continue;
      for (std::size_t column = 0; column < one.frame.columns.size(); ++column) {
        std::vector<Point> expected;
        for (auto each = model.lower_bound({column, std::numeric_limits<std::int64_t>::min()});
             each != model.end() && each->first.first == column; ++each)
          expected.push_back(each->second);
        ASSERT_EQ(one.points(column, std::numeric_limits<std::int64_t>::min()), expected);
      }
    }
    EXPECT_EQ(one.frame.samples(), one.tally.samples);
  }
}

}  // namespace
}  // namespace pipevane::history
