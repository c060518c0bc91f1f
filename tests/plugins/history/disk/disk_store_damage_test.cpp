// Files that are damaged, or of bytes that are nobody's: they are set aside, and what is left is
// read.
#include "plugins/history/columns/sources.h"
#include "tests/plugins/history/disk/store_on_disk.h"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(DiskStore, LeavesOutAJournalThatIsDamagedAndSetsItAside) {
  StoreOnDisk on(5);
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
    StoreOnDisk on(seed);
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
  for (const char each : body) {
    const unsigned byte = static_cast<unsigned char>(each);
    for (const unsigned digit : {byte / 16, byte % 16}) hex += "0123456789abcdef"[digit];
  }
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
    StoreOnDisk on(16);
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
  StoreOnDisk on(16);
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

    StoreOnDisk on(16);
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
  StoreOnDisk on(12);
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

TEST(DiskStore, KeepsNoMoreThanAFewDamagedFiles) {
  StoreOnDisk on(9);
  for (int i = 0; i < 10; ++i) {
    on.parent.write("history/journal-" + std::to_string(10 + i) + ".db", "no database");
    ASSERT_THAT(on.reopen(), SizeIs(1));
  }
  EXPECT_THAT(on.filesWith("aside"), SizeIs(HistoryFolder::kMostSetAside));
}

}  // namespace
}  // namespace pipevane::history
