// Minutes and hours on the disk: filled, put together, let go, and there again.
#include "plugins/history/tiers/tier_store.h"

#include "tests/plugins/history/disk/faulty_disk.h"
#include "tests/plugins/history/points.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/testing/fake_host.h>

#include <fstream>
#include <map>
#include <random>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr std::int64_t kBeginMs = 498'611 * kHourMs;
constexpr TierLimits kBoth{.minutes_ms = 7 * kDayMs, .hours_ms = 400 * kDayMs};

// A store in a folder, and beside it what each minute should be.
class Tiers {
 public:
  explicit Tiers(TierLimits limits = kBoth) : limits_(limits) {
    for (int i = 0; i < 100; ++i) series.push_back(host.series("lab/vm/" + std::to_string(i), "x"));
    open();
  }
  std::vector<std::string> open() {
    store.reset();
    std::vector<std::string> problems;
    store = std::make_unique<TierStore>(folder(), host.host().dictionary(), limits_, problems);
    return problems;
  }
  void goOnWith(TierLimits limits) {
    limits_ = limits;
    open();
  }
  // Those samples of one series leave the memory.
  void depart(SeriesId whose, const std::vector<Point>& points, std::int64_t now_ms = kBeginMs) {
    Departed departed{.series = {whose}, .chunks = {}, .rows = {}};
    for (const Point& each : points)
      departed.rows.push_back({each.time_ms, {each.value}, {each.quality}});
    store->add({&departed, 1}, now_ms);
    for (const Point& each : points) expected[whose].push_back(Summary::of(each));
  }
  // An hour of all series, one sample each 20 s.
  void departHour(std::int64_t begin_ms, std::int64_t now_ms) {
    std::mt19937 random(static_cast<unsigned>(begin_ms / kHourMs));
    Departed departed{.series = series, .chunks = {}, .rows = {}};
    for (int i = 0; i < 180; ++i) {
      Row& row = departed.rows.emplace_back();
      row.time_ms = begin_ms + i * 20'000;
      row.widen(series.size());
      for (std::size_t column = 0; column < series.size(); ++column) {
        const Point point{row.time_ms, static_cast<double>(random() % 1000), PV_LIVE};
        row.values[column] = point.value;
        row.qualities[column] = point.quality;
        expected[series[column]].push_back(Summary::of(point));
      }
    }
    store->add({&departed, 1}, now_ms);
  }
  // All that came is in the memory no more, also after a restart.
  std::vector<std::string> tidy(std::int64_t ran_ms) {
    store->cut();
    store->settle();
    return store->tidy(ran_ms);
  }
  std::vector<Summary> read(SeriesId whose, std::int64_t tier_ms = kMinuteMs,
                            std::int64_t from_ms = kFirst, std::int64_t to_ms = kLast) const {
    std::vector<std::vector<Summary>> all(1);
    store->read({&whose, 1}, {tier_ms, from_ms, to_ms}, all);
    return all[0];
  }
  void compare(std::int64_t tier_ms) const {
    for (const auto& [whose, samples] : expected) {
      SCOPED_TRACE(whose);
      const auto told = read(whose, tier_ms), all = summed(samples, tier_ms);
      ASSERT_EQ(told.size(), all.size());
      for (std::size_t i = 0; i < all.size(); ++i) {
        ASSERT_EQ(told[i].begin_ms, all[i].begin_ms);
        ASSERT_EQ(told[i].step_ms, tier_ms);
        ASSERT_EQ(told[i].count, all[i].count);
        ASSERT_EQ(told[i].least, all[i].least);
        ASSERT_EQ(told[i].most, all[i].most);
        ASSERT_NEAR(told[i].average, all[i].average, (all[i].most - all[i].least) / 1000);
      }
    }
  }
  std::filesystem::path folder() const { return folder_.path / "tiers"; }
  std::size_t files(const std::string& part) const {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator(folder()))
      count += each.path().filename().string().starts_with(part) && each.path().extension() == ".db"
                   ? 1
                   : 0;
    return count;
  }

  testing::FakeHost host;
  std::vector<SeriesId> series;
  std::unique_ptr<TierStore> store;
  std::map<SeriesId, std::vector<Summary>> expected;

 private:
  web::TemporaryFolder folder_;
  TierLimits limits_;
};

TEST(TierStore, HasTheLeastTheGreatestAndTheAverageOfEachMinute) {
  Tiers tiers;
  const SeriesId x = tiers.series[0];
  tiers.depart(x, {{kBeginMs, 4, PV_LIVE}, {kBeginMs + 30'000, 10, PV_STALE}});
  // The rest of that minute leaves later.
  tiers.depart(x, {{kBeginMs + 50'000, 1, PV_LIVE},
                   {kBeginMs + 60'000, std::numeric_limits<double>::quiet_NaN(), PV_UNKNOWN}});
  const auto told = tiers.read(x);
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].begin_ms, kBeginMs);
  EXPECT_EQ(told[0].least, 1);
  EXPECT_EQ(told[0].most, 10);
  EXPECT_NEAR(told[0].average, 5, 0.01);
  EXPECT_EQ(told[0].count, 3U);
  EXPECT_EQ(told[0].quality, PV_STALE);
  EXPECT_FALSE(told[1].known()) << "told, and not known";
  EXPECT_THAT(tiers.read(tiers.series[1]), IsEmpty());
  EXPECT_EQ(tiers.store->extent()->first_ms, kBeginMs);
  EXPECT_EQ(tiers.store->extent()->last_ms, kBeginMs + kMinuteMs);
  EXPECT_FALSE(tiers.store->extentOf({&tiers.series[1], 1}));
}

TEST(TierStore, IsAsBeforeAfterAnEndWhateverWasPutTogether) {
  Tiers tiers;
  std::int64_t now_ms = kBeginMs;
  for (int hour = 0; hour < 60; ++hour, now_ms += kHourMs) {
    tiers.departHour(now_ms - kHourMs, now_ms);
    EXPECT_THAT(tiers.tidy(now_ms), IsEmpty());
    if (hour % 7 == 3) {
      EXPECT_THAT(tiers.open(), IsEmpty());
    }
    if (hour % 20 == 19) {
      tiers.compare(kMinuteMs);
      tiers.compare(kHourMs);
    }
  }
  EXPECT_EQ(tiers.files("segment-"), 2U) << "one a day";
  EXPECT_GT(tiers.files("journal-"), 0U);
  EXPECT_EQ(tiers.store->figures().files, 2 + tiers.files("journal-"));
}

TEST(TierStore, LetsMinutesGoBeforeHoursAndThenThese) {
  Tiers tiers({.minutes_ms = 2 * kDayMs, .hours_ms = 10 * kDayMs});
  std::int64_t now_ms = kBeginMs;
  for (int hour = 0; hour < 24 * 6; ++hour, now_ms += kHourMs) {
    if (hour % 8 == 0) tiers.departHour(now_ms - kHourMs, now_ms);
    tiers.tidy(now_ms);
  }
  tiers.compare(kHourMs);
  const auto told = tiers.read(tiers.series[0]);
  EXPECT_EQ(told.front().step_ms, kHourMs) << "the older days";
  EXPECT_EQ(told.back().step_ms, kMinuteMs) << "the newer ones";
  EXPECT_TRUE(std::ranges::is_sorted(told, {}, &Summary::begin_ms));
  const auto begin = std::ranges::find(told, kMinuteMs, &Summary::step_ms);
  EXPECT_LE(begin->begin_ms, now_ms - 2 * kDayMs) << "at least as long as they are kept";
  EXPECT_GE(begin->begin_ms, now_ms - 4 * kDayMs);
  tiers.tidy(now_ms + 9 * kDayMs);
  EXPECT_THAT(tiers.read(tiers.series[0]), SizeIs(Gt(0U)));
  tiers.tidy(now_ms + 20 * kDayMs);
  EXPECT_THAT(tiers.read(tiers.series[0]), IsEmpty());
  EXPECT_FALSE(tiers.store->extent());
}

TEST(TierStore, KeepsHoursAloneWhereNoMinutesAreWanted) {
  Tiers tiers({.minutes_ms = 0, .hours_ms = 400 * kDayMs});
  tiers.departHour(kBeginMs, kBeginMs);
  tiers.tidy(kBeginMs + kDayMs);
  tiers.compare(kHourMs);
  EXPECT_EQ(tiers.read(tiers.series[0]).front().step_ms, kHourMs);
  tiers.goOnWith(kBoth);
  tiers.compare(kHourMs);
}

TEST(TierStore, KeepsMinutesAloneWhereNoHoursAreWanted) {
  Tiers tiers({.minutes_ms = 2 * kDayMs, .hours_ms = 0});
  tiers.departHour(kBeginMs, kBeginMs);
  tiers.tidy(kBeginMs + kDayMs);
  tiers.compare(kMinuteMs);
  tiers.tidy(kBeginMs + 4 * kDayMs);
  EXPECT_THAT(tiers.read(tiers.series[0]), IsEmpty());
}

// A year of days is no year of files that each question looks into.
TEST(TierStore, PutsTheHoursOfManyDaysTogether) {
  Tiers tiers({.minutes_ms = 0, .hours_ms = 4'000 * kDayMs});
  std::int64_t now_ms = kBeginMs;
  for (int day = 0; day < 60; ++day, now_ms += kDayMs) {
    tiers.depart(tiers.series[0], {{now_ms, 1.0 * day, PV_LIVE}}, now_ms);
    tiers.tidy(now_ms + kDayMs);
    ASSERT_LE(tiers.store->figures().files, 34U);
  }
  EXPECT_THAT(tiers.open(), IsEmpty());
  tiers.compare(kHourMs);
}

TEST(TierStore, PutsFewTogetherWhereTheyAreKeptForWeeksAlone) {
  Tiers tiers({.minutes_ms = 0, .hours_ms = 40 * kDayMs});
  std::int64_t now_ms = kBeginMs;
  for (int day = 0; day < 45; ++day, now_ms += kDayMs) {
    tiers.depart(tiers.series[0], {{now_ms, 1.0 * day, PV_LIVE}}, now_ms);
    tiers.tidy(now_ms + kDayMs);
    ASSERT_LE(tiers.store->figures().files, 36U);
  }
}

TEST(TierStore, ManySeriesAreReadAtOnceInAnyOrder) {
  Tiers tiers;
  tiers.departHour(kBeginMs, kBeginMs);
  const std::vector<SeriesId> asked = {tiers.series[70], tiers.series[3], tiers.series[70],
                                       SeriesId{4711}};
  std::vector<std::vector<Summary>> all(asked.size());
  tiers.store->read(asked, {kMinuteMs, kBeginMs + 10 * kMinuteMs, kBeginMs + 12 * kMinuteMs}, all);
  ASSERT_THAT(all, ElementsAre(SizeIs(2), SizeIs(2), SizeIs(2), IsEmpty()));
  const auto expected = summed(tiers.expected[tiers.series[3]], kMinuteMs);
  EXPECT_EQ(all[1][0].least, expected[10].least);
  EXPECT_EQ(all[0][1].most, all[2][1].most);
}

// The process before ended when they had left, and what it kept on the disk had them still.
TEST(TierStore, CountsWhatLeavesOnceMoreAfterAStartOnce) {
  Tiers tiers;
  const SeriesId x = tiers.series[0];
  tiers.depart(x, {{kBeginMs, 1, PV_LIVE}, {kBeginMs + 10'000, 2, PV_LIVE}});
  tiers.open();
  EXPECT_TRUE(tiers.store->wasLoaded(x));
  EXPECT_TRUE(tiers.store->wasLoaded(x, kBeginMs + 10'000));
  EXPECT_FALSE(tiers.store->wasLoaded(x, kBeginMs + 10'001));
  EXPECT_FALSE(tiers.store->wasLoaded(tiers.series[1]));
  tiers.expected.clear();
  tiers.depart(
      x,
      {{kBeginMs, 1, PV_LIVE}, {kBeginMs + 10'000, 2, PV_LIVE}, {kBeginMs + 20'000, 3, PV_LIVE}});
  tiers.compare(kMinuteMs);
  // By a clock that was set back, much later.
  tiers.store->forgetLoaded();
  tiers.depart(x, {{kBeginMs + 5'000, 3, PV_LIVE}});
  tiers.compare(kMinuteMs);
}

// By a clock that was ahead for a moment: what was told then says nothing about what is told later.
TEST(TierStore, CountsWhatWasNeverToldWhateverTimesThereWere) {
  Tiers tiers;
  const SeriesId x = tiers.series[0];
  tiers.depart(x, {{kBeginMs, 1, PV_LIVE}});
  tiers.depart(x, {{kBeginMs + 400 * kDayMs, 2, PV_LIVE}});
  tiers.open();
  tiers.depart(x, {{kBeginMs + 10 * kMinuteMs, 3, PV_LIVE}, {kBeginMs - kHourMs, 4, PV_LIVE}});
  tiers.compare(kMinuteMs);
}

// What was put together was told long before what is in the memory.
TEST(TierStore, PutsNothingTogetherThatMayLeaveTheMemoryAgain) {
  Tiers tiers;
  const SeriesId x = tiers.series[0];
  tiers.depart(x, {{kBeginMs, 1, PV_LIVE}});
  tiers.store->cut();
  tiers.depart(x, {{kBeginMs + kMinuteMs, 2, PV_LIVE}});
  tiers.store->settle();
  tiers.store->tidy(kBeginMs + 2 * kDayMs);
  EXPECT_EQ(tiers.files("segment-"), 1U);
  EXPECT_EQ(tiers.files("journal-"), 1U);
  tiers.open();
  EXPECT_FALSE(tiers.store->wasLoaded(x, kBeginMs));
  EXPECT_TRUE(tiers.store->wasLoaded(x, kBeginMs + kMinuteMs));
  tiers.compare(kMinuteMs);
}

TEST(TierStore, KeepsWhatIsLeftOfADamagedFileAndSetsItAside) {
  Tiers tiers;
  tiers.departHour(kBeginMs, kBeginMs);
  tiers.tidy(kBeginMs + kDayMs);
  std::filesystem::path segment;
  for (const auto& each : std::filesystem::directory_iterator(tiers.folder()))
    if (each.path().filename().string().starts_with("segment-")) segment = each.path();
  {
    std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40'000);
    for (int i = 0; i < 100; ++i) file.put('x');
  }
  EXPECT_THAT(tiers.open(), IsEmpty());
  std::size_t damaged = 0;
  for (const SeriesId each : tiers.series)
    if (tiers.read(each).size() < 60) {
      ++damaged;
      tiers.expected.erase(each);
    }
  EXPECT_THAT(damaged, ::testing::AllOf(Gt(0U), ::testing::Lt(5U)));
  const auto problems = tiers.tidy(kBeginMs + kDayMs);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0], HasSubstr(segment.string() + ".aside"));
  EXPECT_THAT(tiers.tidy(kBeginMs + kDayMs), IsEmpty()) << "once";
  tiers.compare(kMinuteMs);
  EXPECT_THAT(tiers.open(), IsEmpty());
  tiers.compare(kMinuteMs);
  tiers.compare(kHourMs);
}

TEST(TierStore, SetsAsideWhatIsNoFileOfTiers) {
  Tiers tiers;
  tiers.departHour(kBeginMs, kBeginMs);
  std::ofstream(tiers.folder() / "segment-900.db") << "no database";
  std::ofstream(tiers.folder() / "journal-901.db") << "no database, and longer than one page of it";
  EXPECT_THAT(tiers.open(), ::testing::UnorderedElementsAre(HasSubstr("segment-900.db.aside"),
                                                            HasSubstr("journal-901.db.aside")));
  tiers.compare(kMinuteMs);
}

// A journal is damaged while it is written, or what was put together is read for the first time.
TEST(TierStore, PutsTogetherWhatIsLeftOfADamagedJournal) {
  Tiers tiers;
  tiers.departHour(kBeginMs, kBeginMs);
  std::filesystem::path log;
  for (const auto& each : std::filesystem::directory_iterator(tiers.folder()))
    if (each.path().extension() == ".db-wal") log = each.path();
  const auto kept = std::filesystem::file_size(log);
  tiers.departHour(kBeginMs + kHourMs, kBeginMs);
  tiers.store.reset();
  // Without power the end of it was not written.
  std::filesystem::resize_file(log, (kept + std::filesystem::file_size(log)) / 2);
  EXPECT_THAT(tiers.open(), IsEmpty());
  const auto told = tiers.read(tiers.series[0]);
  EXPECT_THAT(told, SizeIs(60)) << "what was committed";
  tiers.tidy(kBeginMs + kDayMs);
  EXPECT_THAT(tiers.read(tiers.series[0]), SizeIs(60));
}

// It ended between the two.
TEST(TierStore, RemovesWhatAnotherFileTookThePlaceOf) {
  Tiers tiers;
  tiers.departHour(kBeginMs, kBeginMs);
  const std::filesystem::path kept = tiers.folder() / "kept";
  std::filesystem::create_directory(kept);
  for (const auto& each : std::filesystem::directory_iterator(tiers.folder()))
    if (each.path().filename().string().starts_with("journal-"))
      std::filesystem::copy(each.path(), kept / each.path().filename());
  tiers.tidy(kBeginMs + kDayMs);
  for (const auto& each : std::filesystem::directory_iterator(kept))
    std::filesystem::copy(each.path(), tiers.folder() / each.path().filename());
  EXPECT_THAT(tiers.open(), IsEmpty());
  tiers.compare(kMinuteMs);
  EXPECT_EQ(tiers.files("journal-"), 0U);
}

// Who asks meanwhile is told that something may be missing, and waits no longer.
TEST(TierStore, SaysSoWhereTheDiskHangs) {
  FaultyDisk disk;
  Tiers tiers;
  tiers.departHour(kBeginMs, kBeginMs);
  disk.hang();
  std::thread writer([&] { tiers.departHour(kBeginMs + kHourMs, kBeginMs); });
  disk.awaitHang();
  std::vector<std::vector<Summary>> all(1);
  const SeriesId x = tiers.series[0];
  EXPECT_THAT(tiers.store->read({&x, 1}, {kMinuteMs, kFirst, kLast}, all),
              HasSubstr("does not answer"));
  EXPECT_THROW(tiers.store->series(), DiskError);
  EXPECT_EQ(tiers.store->extent()->first_ms, kBeginMs) << "at once";
  disk.heal();
  writer.join();
  tiers.compare(kMinuteMs);
}

TEST(TierStore, SomebodyElsesSeriesAreLeftOut) {
  Tiers tiers;
  Departed departed{.series = {PV_NONE, 1'000'000, tiers.series[0]}, .chunks = {}, .rows = {}};
  departed.rows.push_back({kBeginMs, {1, 2, 3}, {PV_LIVE, PV_LIVE, PV_LIVE}});
  tiers.store->add({&departed, 1}, kBeginMs);
  EXPECT_THAT(tiers.store->series(), ElementsAre(tiers.series[0]));
}

}  // namespace
}  // namespace pipevane::history
