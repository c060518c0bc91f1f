// What is on the disk is what was in memory, whenever the process ended.
#include "plugins/history/disk/disk_store.h"

#include "tests/plugins/history/disk/store_on_disk.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <random>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(DiskStoreModel, HoldsWhatAMapHoldsWheneverItIsReopened) {
  for (unsigned seed = 1; seed <= model::seeds(4); ++seed) {
    SCOPED_TRACE(seed);
    StoreOnDisk on(seed);
    std::mt19937 random(seed);
    std::size_t reopened = 0;
    for (int step = 1; step <= 300; ++step) {
      on.cycle();
      if (random() % 40 == 0)
        on.image([&] {
          if (random() % 8 == 0) on.cycle();
          return random() % 100 != 0;
        });
      if (random() % 25 == 0) {
        ASSERT_THAT(on.reopen(), IsEmpty());
        ++reopened;
        on.model.compare();
      }
      if (step % 50 == 0) on.model.compare();
      if (::testing::Test::HasFatalFailure()) return;
    }
    EXPECT_GT(reopened, 3U);
    EXPECT_GT(on.model.samples(), 4'000U);
    EXPECT_THAT(on.filesWith("aside"), IsEmpty());
    // Of an image what was written before stays where it is; what nothing needs is gone.
    EXPECT_LT(on.filesWith("segment").size(), 12U);
  }
}

// As where a segment takes longer than cycles do: whatever is there at any moment has all of them.
TEST(DiskStore, HasWhatComesWhileAnImageIsWritten) {
  StoreOnDisk on(5);
  for (int i = 0; i < 60; ++i) on.cycle();
  const auto expectAllThere = [&](const std::filesystem::path& path) {
    testing::FakeHost host;
    for (SeriesId series = 0; series < model::kGuests * model::kMetrics; ++series)
      host.series("lab/vm/" + std::to_string(series / model::kMetrics),
                  "metric_" + std::to_string(series % model::kMetrics));
    const web::TemporaryFolder copy;
    std::filesystem::copy(path, copy.path, std::filesystem::copy_options::recursive);
    SampleStore found = model::Model::emptyStore();
    EventLog events;
    ASSERT_THAT(DiskStore(copy.path, host.host().dictionary(), model::factsOf).load(found, events),
                IsEmpty());
    for (SeriesId series = 0; series < model::kGuests * model::kMetrics; ++series) {
      std::vector<Point> told, due;
      found.collect(series, 0, std::numeric_limits<std::int64_t>::max(), told);
      on.model.store().collect(series, 0, std::numeric_limits<std::int64_t>::max(), due);
      ASSERT_EQ(told, due) << "series " << series;
    }
  };
  for (const bool ends : {false, true}) {
    SCOPED_TRACE(ends);
    int asked = 0;
    EXPECT_EQ(on.image([&] {
      on.cycle();
      expectAllThere(on.path);
      return ends || ++asked < 5;
    }),
              ends);
    expectAllThere(on.path);
    on.cycle();
    expectAllThere(on.path);
  }
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
}

// The same samples are counted once, in memory and after.
TEST(DiskStore, CountsWhatItHolds) {
  StoreOnDisk on(3);
  for (int i = 0; i < 150; ++i) {
    on.cycle();
    if (i % 40 == 20) on.image();
  }
  const std::size_t samples = on.model.samples();
  ASSERT_THAT(on.reopen(), IsEmpty());
  EXPECT_EQ(on.model.samples(), samples);
  std::size_t found = 0;
  for (SeriesId series = 0; series < model::kGuests * model::kMetrics; ++series) {
    std::vector<Point> points;
    on.model.store().collect(series, 0, std::numeric_limits<std::int64_t>::max(), points);
    found += points.size();
  }
  // Some of those that are held are older than the retention, and not told.
  EXPECT_LE(found, samples);
  EXPECT_GT(found, samples * 8 / 10);
}

// What a journal has of a time that is over was counted when that time was.
TEST(DiskStore, CountsNothingAsLostThatItReads) {
  StoreOnDisk on(15);
  for (int i = 0; i < 400; ++i) on.cycle();
  ASSERT_GT(on.model.store().tally().expired, 0U);
  Cycle many;
  for (std::size_t i = 0; i < EventLog::kEventsMax + 5; ++i)
    many.events.push_back(event(std::to_string(i)));
  on.disk->write(many);
  ASSERT_THAT(on.reopen(), IsEmpty());
  const Tally tally = on.model.store().tally();
  EXPECT_GT(tally.samples, 0U);
  EXPECT_EQ(tally.expired, 0U);
  EXPECT_EQ(tally.duplicates, 0U);
  EXPECT_EQ(tally.ahead, 0U);
  EXPECT_EQ(tally.evicted, 0U);
  EXPECT_EQ(tally.refused, 0U);
  EXPECT_EQ(on.events.size(), EventLog::kEventsMax);
  EXPECT_EQ(on.events.evicted(), 0U);
}

TEST(DiskStore, WritesWhatIsPackedOnce) {
  StoreOnDisk on(4);
  const auto more = [&] {
    const std::uint64_t before = on.disk->writtenBytes();
    on.image();
    return on.disk->writtenBytes() - before;
  };
  for (int i = 0; i < 400; ++i) on.cycle();
  const std::uint64_t first = more();
  for (int i = 0; i < 20; ++i) on.cycle();
  EXPECT_LT(more(), first);
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
  EXPECT_LT(more(), first) << "what was read is where it was";
}

// Killed before the first cycle was written.
TEST(DiskStore, KnowsAJournalThatWasOnlyBegun) {
  StoreOnDisk on(13);
  for (int i = 0; i < 30; ++i) on.cycle();
  on.parent.write("history/journal-7.db", "");
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
}

TEST(DiskStore, WantsAnImageAlsoOfEventsAlone) {
  StoreOnDisk on(14);
  const std::string message(2'000, 'x');
  for (int i = 0; i < 20; ++i) {
    Cycle cycle;
    for (int each = 0; each < 1'000; ++each) {
      const std::string id = std::to_string(i * 1'000 + each);
      const pv_event raw{.size = sizeof(pv_event),
                         .severity = 0,
                         .time_ms = i,
                         .entity = PV_NONE,
                         .id = text(id),
                         .type = text("task"),
                         .state = absent(),
                         .message = text(message),
                         .attribute_count = 0,
                         .attributes = nullptr};
      cycle.events.push_back({"events", std::make_shared<const OwnedEvent>(raw)});
    }
    on.disk->write(cycle);
  }
  EXPECT_TRUE(on.disk->wantsImage(0));
}

TEST(DiskStore, RemovesWhatIsOlderThanAnImage) {
  StoreOnDisk on(6);
  for (int i = 0; i < 30; ++i) on.cycle();
  on.image();
  EXPECT_THAT(on.files(), ElementsAre("lock", "segment-2.db"));
  on.cycle();
  EXPECT_THAT(on.files(), ElementsAre("journal-3.db", "journal-3.db-wal", "lock", "segment-2.db"));
}

// It is killed while it writes an image: what was before is still there.
TEST(DiskStore, KnowsNoUnfinishedImage) {
  StoreOnDisk on(7);
  for (int i = 0; i < 30; ++i) on.cycle();
  on.parent.write("history/segment-9.unfinished", "half of it");
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
  EXPECT_THAT(on.filesWith("unfinished"), IsEmpty());
}

TEST(DiskStore, GoesOnInItsJournalWhereAnImageFails) {
  StoreOnDisk on(10);
  for (int i = 0; i < 30; ++i) on.cycle();
  // Where it would be is a folder.
  std::filesystem::create_directories(on.path / "segment-2.unfinished" / "in the way");
  EXPECT_THROW(on.image(), DiskError);
  on.cycle();
  EXPECT_THAT(on.filesWith("journal"), SizeIs(2)) << "one, and its log";
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
}

TEST(DiskStore, KnowsAboutHowMuchAnImageTakes) {
  for (const int cycles : {5, 100, 500}) {
    StoreOnDisk on(17);
    for (int i = 0; i < cycles; ++i) on.cycle();
    std::vector<CycleEvent> events;
    for (int i = 0; i < 500; ++i) events.push_back(event("UPID:pve1:" + std::to_string(i * 7919)));
    HistoryImage snapshot{.samples = on.model.store().image(), .events = std::move(events)};
    const std::uint64_t expected = imageBytes(snapshot);
    on.disk->writeImage(snapshot);
    const std::uint64_t took = std::filesystem::file_size(on.path / on.filesWith("segment").at(0));
    EXPECT_GE(expected, took * 8 / 10) << cycles;
    EXPECT_LE(expected, took * 2 + (1U << 16U)) << cycles;
    // What is there already takes nothing.
    EXPECT_LE(imageBytes(snapshot) + (cycles < 500 ? 0 : 10'000), expected) << cycles;
  }
}

TEST(DiskStore, IsForNobodyElseToRead) {
  const StoreOnDisk on(11);
  EXPECT_EQ(std::filesystem::status(on.path).permissions(), std::filesystem::perms::owner_all);
}

TEST(DiskStore, IsOfOneProcess) {
  StoreOnDisk on(8);
  testing::FakeHost host;
  try {
    DiskStore second(on.path, host.host().dictionary(), model::factsOf);
    FAIL() << "two have it";
  } catch (const DiskError& error) {
    EXPECT_EQ(error.kind(), DiskError::Kind::kInUse);
    EXPECT_THAT(error.what(), HasSubstr(on.path.string()));
  }
}

}  // namespace
}  // namespace pipevane::history
