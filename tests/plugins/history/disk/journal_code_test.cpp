// A journal says what it was told, to the last bit, whatever that is; and whatever it is given to
// read, it ends.
#include "plugins/history/disk/journal_code.h"

#include "plugins/history/facts.h"
#include "tests/plugins/history/disk/cycles.h"
#include "tests/plugins/history/told_model.h"

#include <gmock/gmock.h>

namespace pipevane::history {
namespace {

struct Journal {
  testing::FakeHost& host;
  JournalCode code{host.host().dictionary(), factsBy(host.host().dictionary())};
};

TEST(JournalCode, GivesBackEachCycleAsItWas) {
  for (unsigned seed = 1; seed <= model::seeds(6); ++seed) {
    SCOPED_TRACE(seed);
    testing::FakeHost host;
    Journal writer{host}, reader{host};
    Cycles cycles(host, seed);
    for (int i = 0; i < 200; ++i) {
      const Cycle cycle = cycles.next();
      const std::vector<std::byte> bytes = writer.code.write(cycle);
      Cycle found;
      ASSERT_TRUE(reader.code.read(bytes, found)) << "cycle " << i;
      ASSERT_EQ(told(found), told(cycle)) << "cycle " << i;
    }
  }
}

// Nothing but what is expected: next to no bytes.
TEST(JournalCode, GivesBackWhatNeverChanges) {
  for (std::size_t series = 1; series < 400; series += 7) {
    testing::FakeHost host;
    Journal writer{host}, reader{host};
    for (int block = 0; block < 4; ++block) {
      Cycle cycle;
      for (int i = 0; i < 30; ++i) {
        const std::int64_t time_ms = (block * 30 + i) * 10'000;
        cycle.batches.push_back({time_ms, {.now_ms = 77, .steady_ms = 77}, series});
        for (std::size_t each = 0; each < series; ++each) {
          cycle.series.push_back(host.series("lab/vm/" + std::to_string(each), "cpu"));
          cycle.values.push_back(static_cast<double>(each));
          cycle.qualities.push_back(PV_LIVE);
        }
      }
      Cycle found;
      ASSERT_TRUE(reader.code.read(writer.code.write(cycle), found)) << series << " series";
      ASSERT_EQ(told(found), told(cycle));
    }
  }
}

// Lengths of time are of whole columns: here each value is for itself.
TEST(JournalCode, GivesBackSharesOfProcessors) {
  testing::FakeHost host;
  Journal writer{host}, reader{host};
  const SeriesId processors = host.series("lab/vm/1", "cpu_count");
  const SeriesId share = host.series("lab/vm/1", "cpu_usage_ratio", "ratio");
  for (int i = 0; i < 20; ++i) {
    const Cycle cycle{.batches = {{i * 10'000, {.now_ms = 77, .steady_ms = 77}, 2}},
                      .series = {share, processors},
                      .values = {i / 41.5, 4},
                      .qualities = {PV_LIVE, PV_LIVE},
                      .events = {}};
    Cycle found;
    ASSERT_TRUE(reader.code.read(writer.code.write(cycle), found)) << i;
    ASSERT_EQ(told(found), told(cycle));
  }
}

// Names are what is written: another process has other ids.
TEST(JournalCode, TellsSeriesByTheirNames) {
  testing::FakeHost here, there;
  there.series("other/vm/1", "another_metric");
  Journal writer{here}, reader{there};
  Cycle cycle;
  cycle.batches.push_back({1'000, {.now_ms = 1'000, .steady_ms = 5}, 2});
  cycle.series = {here.series("lab/vm/1", "cpu_usage_ratio", "ratio"),
                  here.series("lab/vm/2", "uptime_seconds", "seconds")};
  cycle.values = {0.25, 77};
  cycle.qualities = {PV_LIVE, PV_STALE};
  Cycle found;
  ASSERT_TRUE(reader.code.read(writer.code.write(cycle), found));
  EXPECT_EQ(there.host().dictionary().info(there.dictionary().findMetric("uptime_seconds"))->unit,
            "seconds");
  EXPECT_THAT(found.series, ::testing::ElementsAre(there.series("lab/vm/1", "cpu_usage_ratio"),
                                                   there.series("lab/vm/2", "uptime_seconds")));
}

// An id that nobody gave.
TEST(JournalCode, LeavesOutWhatHasNoName) {
  testing::FakeHost host;
  Journal writer{host}, reader{host};
  const SeriesId known = host.series("lab/vm/1", "cpu");
  Cycle cycle;
  cycle.batches.push_back({1'000, {.now_ms = 1, .steady_ms = 1}, 1});
  cycle.batches.push_back({2'000, {.now_ms = 1, .steady_ms = 1}, 2});
  cycle.series = {PV_NONE, 77, known};
  cycle.values = {1, 2, 3};
  cycle.qualities = {0, 0, 0};
  Cycle found;
  ASSERT_TRUE(reader.code.read(writer.code.write(cycle), found));
  EXPECT_THAT(found.series, ::testing::ElementsAre(known));
  EXPECT_THAT(found.values, ::testing::ElementsAre(3));
  ASSERT_EQ(found.batches.size(), 1U);
  EXPECT_EQ(found.batches[0].time_ms, 2'000);
}

// What `derive` makes of others is known without being written.
TEST(JournalCode, TakesNextToNothingForWhatIsComputed) {
  testing::FakeHost host;
  const SeriesId usage = host.series("lab/vm/1", "cpu_usage_ratio", "ratio"),
                 percent = host.series("lab/vm/1", "cpu_usage_percent"),
                 total = host.series("lab/vm/1", "network_receive_bytes_total", "bytes", true),
                 rate = host.series("lab/vm/1", "network_receive_bytes_per_second");
  std::mt19937_64 random(3);
  const auto bytes = [&](bool computed) {
    Journal writer{host};
    std::size_t size = 0;
    double received = 0;
    for (int i = 1; i <= 1000; ++i) {
      const double ratio = std::abs(std::sin(double(random())));
      const double more = double(random() % 10'000);
      received += more;
      Cycle cycle;
      const auto add = [&cycle](SeriesId series, double value) {
        cycle.series.push_back(series);
        cycle.values.push_back(value);
        cycle.qualities.push_back(PV_LIVE);
      };
      if (computed) {
        add(percent, 100.0 * ratio);
        add(rate, more / 10.0);
        cycle.batches.push_back({i * 10'000, {.now_ms = i * 10'000, .steady_ms = i * 10'000}, 2});
      }
      add(usage, ratio);
      add(total, received);
      cycle.batches.push_back({i * 10'000, {.now_ms = i * 10'000, .steady_ms = i * 10'000}, 2});
      size += writer.code.write(cycle).size();
    }
    return size;
  };
  const std::size_t without = bytes(false), with = bytes(true);
  EXPECT_LT(with, without + 1200) << without << " bytes without what is computed";
}

TEST(JournalCode, EndsWhateverItReads) {
  testing::FakeHost host;
  Journal writer{host};
  Cycles cycles(host, 9);
  std::vector<std::vector<std::byte>> blocks;
  for (int i = 0; i < 40; ++i) blocks.push_back(writer.code.write(cycles.next()));
  std::mt19937_64 random(10);
  for (int round = 0; round < 2000; ++round) {
    Journal reader{host};
    Cycle found;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      std::vector<std::byte> block = blocks[i];
      if (random() % 10 == 0 && !block.empty())
        block[random() % block.size()] ^= static_cast<std::byte>(1 + random() % 255);
      if (random() % 20 == 0) block.resize(random() % (block.size() + 1));
      if (!reader.code.read(block, found)) break;
      ASSERT_EQ(found.values.size(), found.series.size());
    }
  }
}

}  // namespace
}  // namespace pipevane::history
