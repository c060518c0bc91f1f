// A history that keeps minutes and hours of what it has no samples of any more.
#include "tests/plugins/history/one_history.h"
#include "tests/plugins/web/temporary_folder.h"

#include <pipevane/inspect.h>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeBatch;
using ::testing::SizeIs;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 3'600'000;
constexpr std::int64_t kBeginMs = 498'611 * kHourMs;
const testing::GivenOptions kTiers = {
    {"retention", "10m"}, {"retention_1m", "7d"}, {"retention_1h", "400d"}};

struct Sample {
  std::int64_t time_ms;
  double value;
};

// Of a step; what a plain loop makes of the samples.
struct Expected {
  std::int64_t time_ms;
  double least, most, sum;
  std::size_t count;
  double average() const { return sum / static_cast<double>(count); }
};
std::vector<Expected> steps(const std::vector<Sample>& samples, std::int64_t step_ms) {
  std::vector<Expected> all;
  for (const Sample& each : samples) {
    const std::int64_t time_ms = each.time_ms / step_ms * step_ms;
    if (all.empty() || all.back().time_ms != time_ms)
      all.push_back({time_ms, each.value, each.value, 0, 0});
    Expected& last = all.back();
    last.least = std::min(last.least, each.value);
    last.most = std::max(last.most, each.value);
    last.sum += each.value;
    ++last.count;
  }
  return all;
}

struct Tiered : OneHistory {
  explicit Tiered(const std::filesystem::path& data, const testing::GivenOptions& options = kTiers)
      : OneHistory(options, data.string()) {
    EXPECT_EQ(history.start(), PV_OK);
    for (int i = 0; i < 3; ++i)
      series.push_back(host.series("lab/vm/" + std::to_string(i), "cpu_usage_ratio", "ratio"));
    counter = host.series("lab/vm/0", "network_receive_bytes_total", "bytes", true);
  }
  void cycle(std::int64_t index) {
    const std::int64_t time_ms = kBeginMs + index * 10'000;
    host.setNow(time_ms);
    MadeBatch batch(time_ms, PV_END_OF_CYCLE);
    for (std::size_t i = 0; i < series.size(); ++i) batch.sample(series[i], valueOf(i, index));
    batch.sample(counter, 500.0 * static_cast<double>(index));
    history.process(batch);
  }
  void cycles(std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i < to; ++i) cycle(i);
    history.flush();
  }
  static double valueOf(std::size_t which, std::int64_t index) {
    const auto noise = static_cast<double>((static_cast<std::uint64_t>(index) * 7919 + which) % 97);
    return std::round(1e4 * (0.1 * static_cast<double>(which) + noise / 1000)) / 1e4;
  }
  static std::vector<Sample> samples(std::size_t which, std::int64_t count,
                                     std::int64_t first = 0) {
    std::vector<Sample> all;
    for (std::int64_t i = first; i < count; ++i)
      all.push_back({kBeginMs + i * 10'000, valueOf(which, i)});
    return all;
  }
  void expectSteps(const Told& told, const std::vector<Expected>& all) {
    ASSERT_THAT(told.times_ms, SizeIs(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i) {
      SCOPED_TRACE(i);
      ASSERT_EQ(told.times_ms[i], all[i].time_ms);
      ASSERT_NEAR(told.minimums[i], all[i].least, 1e-6);
      ASSERT_NEAR(told.maximums[i], all[i].most, 1e-6);
      ASSERT_NEAR(told.values[i], all[i].average(), 1e-4);
    }
  }

  std::vector<SeriesId> series;
  SeriesId counter = PV_NONE;
};

TEST(HistoryTiers, AnswersOfAllThatEverCameWhereverItIsNow) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 1'500);
  for (const std::int64_t step_ms : {kMinuteMs, 5 * kMinuteMs, kHourMs}) {
    SCOPED_TRACE(step_ms);
    const Told told = one.ask({one.series[1]}, 0, kForever, step_ms)[0];
    one.expectSteps(told, steps(Tiered::samples(1, 1'500), step_ms));
    EXPECT_EQ(told.step_ms, step_ms);
    ASSERT_THAT(told.tiers, SizeIs(1)) << "and says so";
    EXPECT_EQ(told.tiers[0].first, 0U);
    EXPECT_EQ(told.tiers[0].tier_ms, step_ms < kHourMs ? kMinuteMs : kHourMs);
    EXPECT_LT(told.tiers[0].count, told.times_ms.size() + (step_ms == kHourMs ? 1 : 0));
  }
  const auto most =
      one.ask({one.series[1]},
              {.from_ms = 0, .to_ms = kForever, .step_ms = kHourMs, .aggregate = PV_MAXIMUM})[0];
  const auto expected = steps(Tiered::samples(1, 1'500), kHourMs);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(most.values[i], expected[i].most, 1e-6);
}

TEST(HistoryTiers, ChoosesStepsOfWholeMinutesAndHoursThatFit) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 1'500);
  const Told minutes = one.ask({one.series[0]}, 0, kForever, 0, 100)[0];
  EXPECT_EQ(minutes.step_ms % kMinuteMs, 0);
  EXPECT_THAT(minutes.times_ms, SizeIs(::testing::Le(100U)));
  one.expectSteps(minutes, steps(Tiered::samples(0, 1'500), minutes.step_ms));
  const Told hours = one.ask({one.series[0]}, 0, kForever, 0, 3)[0];
  EXPECT_EQ(hours.step_ms % kHourMs, 0);
  one.expectSteps(hours, steps(Tiered::samples(0, 1'500), hours.step_ms));
}

// Minutes where there are no samples any more, and samples where there are.
TEST(HistoryTiers, TellsWhatThereIsAsItIsWhereNobodyWantsSteps) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 500);
  const Told told = one.ask({one.series[2]}, 0, kForever)[0];
  ASSERT_THAT(told.tiers, SizeIs(1));
  const std::size_t minutes = told.tiers[0].count;
  EXPECT_THAT(std::vector(told.steps_ms.begin() + 1,
                          told.steps_ms.begin() + static_cast<std::ptrdiff_t>(minutes) - 1),
              Each(kMinuteMs));
  EXPECT_EQ(told.steps_ms.back(), 0);
  EXPECT_EQ(told.values.back(), Tiered::valueOf(2, 499)) << "to the last bit";
  EXPECT_TRUE(std::ranges::is_sorted(told.times_ms, std::ranges::less_equal()));
  EXPECT_EQ(told.times_ms.front(), kBeginMs);
}

TEST(HistoryTiers, CombinesSeriesOverAllOfTheTime) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 1'500);
  for (const std::int64_t step_ms : {5 * kMinuteMs, kHourMs}) {
    const Told told = one.ask(
        one.series,
        {.from_ms = 0, .to_ms = kForever, .step_ms = step_ms, .combine = PV_COMBINE_SUM})[0];
    std::vector<std::vector<Expected>> parts;
    for (std::size_t i = 0; i < 3; ++i) parts.push_back(steps(Tiered::samples(i, 1'500), step_ms));
    ASSERT_THAT(told.times_ms, SizeIs(parts[0].size()));
    for (std::size_t i = 0; i < told.times_ms.size(); ++i) {
      ASSERT_NEAR(told.values[i],
                  parts[0][i].average() + parts[1][i].average() + parts[2][i].average(), 3e-4);
      ASSERT_NEAR(told.maximums[i], parts[0][i].most + parts[1][i].most + parts[2][i].most, 3e-6);
      ASSERT_EQ(told.counts[i], 3U);
      ASSERT_EQ(told.qualities[i], PV_LIVE);
    }
    ASSERT_THAT(told.tiers, SizeIs(1));
  }
}

// Of a minute nobody knows when its samples were.
TEST(HistoryTiers, TellsRatesOfSamplesAlone) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 1'500);
  for (const std::int64_t combine : {PV_COMBINE_NONE, PV_COMBINE_SUM}) {
    const Told told = one.ask({one.counter}, {.from_ms = 0,
                                              .to_ms = kForever,
                                              .step_ms = kMinuteMs,
                                              .aggregate = PV_RATE,
                                              .combine = combine})[0];
    ASSERT_THAT(told.values, Not(IsEmpty()));
    EXPECT_THAT(told.tiers, IsEmpty());
    EXPECT_THAT(told.values.size(), ::testing::Lt(60U));
    for (std::size_t i = 1; i < told.values.size(); ++i) EXPECT_NEAR(told.values[i], 50, 1e-9);
  }
}

TEST(HistoryTiers, NeverTellsMorePointsThanAreWanted) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 1'500);
  std::mt19937 random(3);
  for (int i = 0; i < 1'000; ++i) {
    const auto from = kBeginMs + static_cast<std::int64_t>(random() % 15'000'000);
    const auto to = from + static_cast<std::int64_t>(random() % 15'000'000);
    const std::size_t most = 1 + random() % 40;
    for (const std::int64_t combine : {PV_COMBINE_NONE, PV_COMBINE_SUM}) {
      const Told told =
          one.ask({one.series[0]},
                  {.from_ms = from, .to_ms = to, .max_points = most, .combine = combine})[0];
      ASSERT_LE(told.times_ms.size(), most) << from << " to " << to << " combined " << combine;
    }
  }
}

TEST(HistoryTiers, TellsHowEverythingWasLongAgo) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 1'500);
  const std::int64_t then_ms = kBeginMs + 100 * kMinuteMs + 30'000;
  for (const std::vector<SeriesId>& asked : {one.series, std::vector<SeriesId>()}) {
    const auto told = one.at(asked, then_ms, 5 * kMinuteMs);
    ASSERT_THAT(told, SizeIs(asked.empty() ? 4 : 3));
    for (std::size_t i = 0; i < 3; ++i) {
      const auto minute = steps(Tiered::samples(i, 606, 600), kMinuteMs)[0];
      EXPECT_EQ(told.at(one.series[i]).time_ms, then_ms);
      EXPECT_NEAR(told.at(one.series[i]).value, minute.average(), 1e-4);
    }
  }
  EXPECT_THAT(one.at(one.series, kBeginMs - 1, kHourMs), IsEmpty());
  const auto now = one.at(one.series, kForever, kForever);
  EXPECT_EQ(now.at(one.series[0]).value, Tiered::valueOf(0, 1'499)) << "the newest sample";
}

// One that is gone is not forgotten with its samples.
TEST(HistoryTiers, KeepsWhoIsGone) {
  const web::TemporaryFolder data;
  std::int64_t last_ms = 0;
  {
    Tiered one(data.path);
    const SeriesId gone = one.host.series("lab/vm/9", "cpu_usage_ratio", "ratio");
    for (int i = 0; i < 100; ++i) {
      one.cycle(i);
      if (i < 10) {
        last_ms = kBeginMs + i * 10'000;
        one.history.process(MadeBatch(last_ms).sample(gone, i));
      }
    }
    one.cycles(100, 500);
    const Told told = one.ask({gone}, 0, kForever, kMinuteMs)[0];
    EXPECT_THAT(told.times_ms, ElementsAre(kBeginMs, kBeginMs + kMinuteMs));
    EXPECT_THAT(told.minimums, ElementsAre(0, 6));
    EXPECT_THAT(told.maximums, ElementsAre(5, 9));
  }
  Tiered two(data.path);
  const SeriesId gone = two.host.series("lab/vm/9", "cpu_usage_ratio", "ratio");
  EXPECT_THAT(two.ask({gone}, 0, kForever, kMinuteMs)[0].maximums, ElementsAre(5, 9));
  std::int64_t oldest_ms = 0, newest_ms = 0;
  two.service.extent(two.history.serviceSelf(), &oldest_ms, &newest_ms);
  EXPECT_EQ(oldest_ms, kBeginMs);
  EXPECT_EQ(newest_ms, kBeginMs + 499 * 10'000);
}

TEST(HistoryTiers, GoesOnAfterAReload) {
  const web::TemporaryFolder data;
  Tiered one(data.path);
  one.cycles(0, 500);
  OneHistory two({{"retention", "5m"}, {"retention_1m", "1d"}}, data.path.string());
  for (int i = 0; i < 3; ++i) two.host.series("lab/vm/" + std::to_string(i), "cpu_usage_ratio");
  ASSERT_TRUE(one.history.handOverTo(two.history));
  EXPECT_EQ(two.history.start(), PV_OK);
  two.history.flush();
  EXPECT_EQ(two.host.why(), "");
  one.expectSteps(two.ask({one.series[1]}, 0, kForever, kMinuteMs)[0],
                  steps(Tiered::samples(1, 500), kMinuteMs));
}

// As where a disk is taken away for a while: what left the memory meanwhile is in what it has.
TEST(HistoryTiers, TellsAllOfAFolderThatIsBack) {
  const web::TemporaryFolder data;
  const auto folder = [&](const std::string& name) { return data.path / name; };
  Tiered one(data.path);
  std::int64_t next = 0;
  const auto go_on = [&](std::int64_t count) {
    one.cycles(next, next + count);
    next += count;
  };
  // An hour's average tells where a minute counts twice.
  const auto all_there = [&] {
    SCOPED_TRACE(next);
    for (const std::int64_t step_ms : {kMinuteMs, kHourMs})
      one.expectSteps(one.ask({one.series[1]}, 0, kForever, step_ms)[0],
                      steps(Tiered::samples(1, next), step_ms));
  };
  std::mt19937 random(4);
  for (int round = 0; round < 30; ++round) {
    go_on(1 + random() % 120);
    std::filesystem::rename(folder("history"), folder("away"));
    go_on(1 + random() % 50);
    std::filesystem::rename(folder("history"), folder("stood_in_" + std::to_string(round)));
    std::filesystem::rename(folder("away"), folder("history"));
    go_on(1);
    all_there();
  }
  go_on(200);
  all_there();
}

TEST(HistoryTiers, IsRefusedWithoutAFolder) {
  testing::FakeHost host;
  host.setFolders("", "");
  EXPECT_THAT([&] { testing::FakeComponent(host, pipevane_plugin, "history", kTiers); },
              ::testing::ThrowsMessage<std::runtime_error>(HasSubstr("no data folder")));
}

// Whatever was in the memory, on its way, or on the disk, each sample counts, and once.
TEST(HistoryTiers, LosesNothingAndCountsNothingTwiceWheneverItIsKilled) {
  std::mt19937 random(5);
  const web::TemporaryFolder data;
  std::int64_t next = 0;
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    int done[2];
    ASSERT_EQ(::pipe(done), 0);
    const std::int64_t end = next + 60 + static_cast<std::int64_t>(random() % 120);
    const pid_t child = ::fork();
    if (child == 0) {
      Tiered one(data.path);
      for (std::int64_t i = next; i < end; ++i) one.cycle(i);
      one.history.flush();
      char byte = 'x';
      if (::write(done[1], &byte, 1) != 1) ::_exit(1);
      // Each is on the disk before the next one comes, as it is at the pace of a source.
      for (std::int64_t i = end;; ++i) one.cycles(i, i + 1);
    }
    ::close(done[1]);
    char byte = 0;
    EXPECT_EQ(::read(done[0], &byte, 1), 1);
    ::close(done[0]);
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 100'000);
    while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    Tiered two(data.path);
    two.history.flush();
    const Told told = two.ask({two.series[1]}, 0, kForever, kMinuteMs)[0];
    ASSERT_THAT(told.times_ms, Not(IsEmpty()));
    std::int64_t oldest_ms = 0, newest_ms = 0;
    two.service.extent(two.history.serviceSelf(), &oldest_ms, &newest_ms);
    const std::int64_t count = (newest_ms - kBeginMs) / 10'000 + 1;
    ASSERT_GE(count, end);
    two.expectSteps(told, steps(Tiered::samples(1, count), kMinuteMs));
    next = count;
  }
}

}  // namespace
}  // namespace pipevane::history
