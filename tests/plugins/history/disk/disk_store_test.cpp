// What is on the disk is what was in memory, whenever the process ended and whatever became of the
// files.
#include "plugins/history/disk/disk_store.h"

#include "plugins/history/columns/sources.h"
#include "tests/plugins/history/told_model.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/testing/fake_host.h>
#include <sqlite3.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <random>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The model, with a disk beside its store. Series have names in that order.
class OnDisk {
 public:
  explicit OnDisk(unsigned seed) : model(seed) {
    for (SeriesId series = 0; series < model::kGuests * model::kMetrics; ++series)
      EXPECT_EQ(host_.series("lab/vm/" + std::to_string(series / model::kMetrics),
                             "metric_" + std::to_string(series % model::kMetrics)),
                series);
    disk = made();
    model.onTold([this](std::int64_t time_ms, const std::vector<SeriesId>& series,
                        const std::vector<double>& values,
                        const std::vector<std::uint8_t>& qualities, const Arrival& arrival) {
      cycle_.batches.push_back({time_ms, arrival, series.size()});
      cycle_.series.insert(cycle_.series.end(), series.begin(), series.end());
      cycle_.values.insert(cycle_.values.end(), values.begin(), values.end());
      cycle_.qualities.insert(cycle_.qualities.end(), qualities.begin(), qualities.end());
    });
  }

  void cycle() {
    model.cycle();
    disk->write(cycle_);
    cycle_.clear();
  }
  // False: it was given up.
  bool image(const std::function<bool()>& goes_on = [] { return true; }) {
    HistoryImage snapshot{.samples = model.store().image(), .events = {}};
    if (!disk->writeImage(snapshot, goes_on)) return false;
    std::map<const std::byte*, std::uint64_t> marks;
    for (const FrameImage& frame : snapshot.samples.frames)
      for (const Chunk& each : frame.chunks) marks.emplace(each.packed().data(), each.mark);
    // What was packed meanwhile is in none.
    model.store().eachChunk([&](Chunk& chunk) {
      const auto found = marks.find(chunk.packed().data());
      if (found != marks.end()) chunk.mark = found->second;
    });
    return true;
  }
  // As after kill -9. The problems.
  std::vector<std::string> reopen() {
    disk.reset();
    disk = made();
    SampleStore store = model::Model::emptyStore();
    events = {};
    std::vector<std::string> problems = disk->load(store, events);
    model.replaceStore(std::move(store));
    return problems;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::directory_iterator(path))
      names.push_back(each.path().filename());
    std::ranges::sort(names);
    return names;
  }
  std::vector<std::string> filesWith(const std::string& part) const {
    std::vector<std::string> all = files();
    std::erase_if(all, [&](const std::string& each) { return each.find(part) == each.npos; });
    return all;
  }

  web::TemporaryFolder parent;
  const std::filesystem::path path = parent.path / "history";
  model::Model model;
  EventLog events;  // as they were read last
  std::unique_ptr<DiskStore> disk;

 private:
  std::unique_ptr<DiskStore> made() {
    return std::make_unique<DiskStore>(path, host_.host().dictionary(), model::factsOf);
  }

  testing::FakeHost host_;
  Cycle cycle_;
};

TEST(DiskStoreModel, HoldsWhatAMapHoldsWheneverItIsReopened) {
  for (unsigned seed = 1; seed <= model::seeds(4); ++seed) {
    SCOPED_TRACE(seed);
    OnDisk on(seed);
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
  OnDisk on(5);
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
  OnDisk on(3);
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

CycleEvent event(const std::string& id) {
  const pv_event raw{.size = sizeof(pv_event),
                     .severity = 0,
                     .time_ms = model::kBeginMs,
                     .entity = PV_NONE,
                     .id = text(id),
                     .type = text("task"),
                     .state = absent(),
                     .message = absent(),
                     .attribute_count = 0,
                     .attributes = nullptr};
  return {"events", std::make_shared<const OwnedEvent>(raw)};
}

// What a journal has of a time that is over was counted when that time was.
TEST(DiskStore, CountsNothingAsLostThatItReads) {
  OnDisk on(15);
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
  OnDisk on(4);
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

TEST(DiskStore, LeavesOutAJournalThatIsDamagedAndSetsItAside) {
  OnDisk on(5);
  for (int i = 0; i < 60; ++i) on.cycle();
  on.disk.reset();
  const std::string log = on.filesWith("-wal").at(0);
  {
    std::fstream file(on.path / log, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(64);
    file << "damaged";
  }
  on.disk = nullptr;
  const std::vector<std::string> problems = on.reopen();
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0], HasSubstr("journal-1.db.aside"));
  EXPECT_EQ(on.model.samples(), 0U);
  EXPECT_THAT(on.filesWith("aside"), SizeIs(2)) << "the journal and its log";
}

// A byte of what was written long ago.
TEST(DiskStore, KeepsWhatIsLeftOfADamagedSegment) {
  unsigned mostly = 0;  // most of it was left
  for (unsigned seed = 1; seed <= model::seeds(12); ++seed) {
    SCOPED_TRACE(seed);
    OnDisk on(seed);
    for (int i = 0; i < 200; ++i) {
      on.cycle();
      if (i % 60 == 30) on.image();
    }
    on.disk.reset();
    std::mt19937 random(seed);
    const std::vector<std::string> segments = on.filesWith("segment");
    ASSERT_THAT(segments, ::testing::Not(IsEmpty()));
    const auto path = on.path / segments[random() % segments.size()];
    {
      std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(static_cast<std::streamoff>(random() % std::filesystem::file_size(path)));
      file.put(static_cast<char>(random()));
    }
    const std::size_t before = on.model.samples();
    const std::vector<std::string> problems = on.reopen();
    if (on.model.samples() * 2 > before) ++mostly;
    // Nothing that is told is wrong.
    for (SeriesId series = 0; series < model::kGuests * model::kMetrics; ++series)
      on.model.expectNothingElse(series);
    if (problems.empty()) {
      on.model.compare();
    } else {
      EXPECT_TRUE(on.disk->wantsImage(on.model.samples())) << "what is left has to be written";
    }
    // It goes on.
    for (int i = 0; i < 30; ++i) on.cycle();
    on.image();
    EXPECT_THAT(on.reopen(), IsEmpty());
    if (::testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GE(mostly * 2, model::seeds(12));
}

// As a tool of somebody's own leaves a file; `change` is of one block.
void alter(const std::filesystem::path& file, const std::string& change) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, change.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_changes(database), 1);
  sqlite3_close(database);
}

// Another chunk in the place of the first one, with the sum that belongs to it.
std::string firstChunkIs(const std::string& body) {
  const Bytef kind = static_cast<Bytef>(BlockKind::kChunk);
  const auto sum = crc32(crc32(crc32(0, nullptr, 0), &kind, 1),
                         reinterpret_cast<const Bytef*>(body.data()), uInt(body.size()));
  std::string hex;
  for (const unsigned char each : body)
    for (const unsigned digit : {each / 16U, each % 16U}) hex += "0123456789abcdef"[digit];
  return "UPDATE block SET body=x'" + hex + "', sum=" + std::to_string(sum) +
         " WHERE number=(SELECT min(number) FROM block WHERE kind=2)";
}

// Whole blocks that are none of a chunk, or are not there.
TEST(DiskStore, SetsAsideASegmentThatLacksAPart) {
  const std::string first = " WHERE number=(SELECT min(number) FROM block WHERE kind=2)";
  for (const std::string& change :
       {firstChunkIs("no"),
        "UPDATE block SET kind=9, sum=(SELECT sum FROM block WHERE kind=3)" + first,
        "DELETE FROM block" + first}) {
    SCOPED_TRACE(change);
    OnDisk on(16);
    for (int i = 0; i < 200; ++i) on.cycle();
    HistoryImage snapshot{.samples = on.model.store().image(), .events = {event("UPID:1")}};
    on.disk->writeImage(snapshot);
    on.disk.reset();
    const std::string segment = on.filesWith("segment").at(0);
    alter(on.path / segment, change);
    if (::testing::Test::HasFatalFailure()) return;
    const std::size_t before = on.model.samples();
    const std::vector<std::string> problems = on.reopen();
    ASSERT_THAT(problems, SizeIs(2));
    EXPECT_THAT(problems[0], HasSubstr(segment + ".aside"));
    EXPECT_THAT(problems[1], HasSubstr("1 of "));
    EXPECT_GT(on.model.samples() * 2, before) << "what is left of it is read";
    EXPECT_EQ(on.events.size(), 1U) << "its events are whole";
    // All of that is written again, and nothing refers to what was set aside.
    EXPECT_TRUE(on.disk->wantsImage(on.model.samples()));
    const std::size_t left = on.model.samples();
    on.image();
    EXPECT_THAT(on.reopen(), IsEmpty());
    EXPECT_EQ(on.model.samples(), left);
  }
}

// Bytes that are right and of nobody's making.
TEST(DiskStore, SetsAsideASegmentThatHasAPartTwice) {
  OnDisk on(16);
  for (int i = 0; i < 200; ++i) on.cycle();
  on.image();
  const std::size_t before = on.model.samples();
  HistoryImage snapshot{.samples = on.model.store().image(), .events = {}};
  snapshot.samples.frames.push_back(snapshot.samples.frames.front());
  on.disk->writeImage(snapshot);
  const std::vector<std::string> problems = on.reopen();
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0], HasSubstr("twice"));
  EXPECT_THAT(problems[0], HasSubstr(".aside"));
  EXPECT_EQ(on.model.samples(), before) << "of the segment before";
}

// A part of one column, in a frame of as many as there can be.
TEST(DiskStore, TakesNoMoreMemoryThanWhatIsToldInASegment) {
  const std::vector<Column> one = {{.series = 0}};
  for (const std::size_t count : {OpenRows::kMost, OpenRows::kMost + 1, kRowsMost}) {
    SCOPED_TRACE(count);
    std::vector<Row> rows;
    std::vector<std::int64_t> times_ms;
    for (std::size_t i = 0; i < count; ++i) {
      times_ms.push_back(model::kBeginMs + std::int64_t(i));
      rows.push_back({times_ms.back(), {1}, {PV_LIVE}});
    }
    Workbench bench;
    OfRows source(rows);
    const Chunk narrow(times_ms, one, source, bench);
    std::string body = {char(count), 0, 1, 0, 0, 0};
    for (const std::byte each : narrow.packed()) body += char(each);

    OnDisk on(16);
    FrameImage wide;
    wide.owner = "lab";
    wide.columns = one;
    wide.columns.resize(65'535);
    wide.open = {rows.front()};
    HistoryImage snapshot{.samples = {.passed_ms = 0, .frames = {wide}}, .events = {}};
    on.disk->writeImage(snapshot);
    on.disk.reset();
    alter(on.path / on.filesWith("segment").at(0), firstChunkIs(body));
    if (::testing::Test::HasFatalFailure()) return;
    const std::vector<std::string> problems = on.reopen();
    EXPECT_LT(on.model.store().tally().bytes, 4'000'000U);
    EXPECT_EQ(on.model.store().tally().samples, count == OpenRows::kMost ? count : 0);
    if (count > OpenRows::kMost) {
      EXPECT_THAT(problems, ElementsAre(HasSubstr("do not fit together")));
    }
  }
}

// As a copy or another program reads it: that ends.
TEST(DiskStore, GivesNothingUpThatCannotBeReadForNow) {
  OnDisk on(12);
  for (int i = 0; i < 30; ++i) on.cycle();
  on.disk.reset();
  const std::filesystem::path journal = on.path / "journal-1.db";
  std::filesystem::rename(journal, on.path / "elsewhere");
  std::filesystem::create_directory(journal);
  EXPECT_THROW(on.reopen(), DiskError);
  std::filesystem::remove(journal);
  std::filesystem::rename(on.path / "elsewhere", journal);
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
}

// Killed before the first cycle was written.
TEST(DiskStore, KnowsAJournalThatWasOnlyBegun) {
  OnDisk on(13);
  for (int i = 0; i < 30; ++i) on.cycle();
  on.parent.write("history/journal-7.db", "");
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
}

TEST(DiskStore, WantsAnImageAlsoOfEventsAlone) {
  OnDisk on(14);
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
  OnDisk on(6);
  for (int i = 0; i < 30; ++i) on.cycle();
  on.image();
  EXPECT_THAT(on.files(), ElementsAre("lock", "segment-2.db"));
  on.cycle();
  EXPECT_THAT(on.files(), ElementsAre("journal-3.db", "journal-3.db-wal", "lock", "segment-2.db"));
}

// It is killed while it writes an image: what was before is still there.
TEST(DiskStore, KnowsNoUnfinishedImage) {
  OnDisk on(7);
  for (int i = 0; i < 30; ++i) on.cycle();
  on.parent.write("history/segment-9.unfinished", "half of it");
  ASSERT_THAT(on.reopen(), IsEmpty());
  on.model.compare();
  EXPECT_THAT(on.filesWith("unfinished"), IsEmpty());
}

TEST(DiskStore, GoesOnInItsJournalWhereAnImageFails) {
  OnDisk on(10);
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
    OnDisk on(17);
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
  const OnDisk on(11);
  EXPECT_EQ(std::filesystem::status(on.path).permissions(), std::filesystem::perms::owner_all);
}

TEST(DiskStore, IsOfOneProcess) {
  OnDisk on(8);
  testing::FakeHost host;
  try {
    DiskStore second(on.path, host.host().dictionary(), model::factsOf);
    FAIL() << "two have it";
  } catch (const DiskError& error) {
    EXPECT_EQ(error.kind(), DiskError::Kind::kInUse);
    EXPECT_THAT(error.what(), HasSubstr(on.path.string()));
  }
}

TEST(DiskStore, KeepsNoMoreThanAFewDamagedFiles) {
  OnDisk on(9);
  for (int i = 0; i < 10; ++i) {
    on.parent.write("history/journal-" + std::to_string(10 + i) + ".db", "no database");
    ASSERT_THAT(on.reopen(), SizeIs(1));
  }
  EXPECT_THAT(on.filesWith("aside"), SizeIs(HistoryFolder::kMostSetAside));
}

}  // namespace
}  // namespace pipevane::history
