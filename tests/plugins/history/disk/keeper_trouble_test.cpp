// A disk that is gone or full delays nobody and loses nothing once it is there again.
#include "plugins/history/disk/keeper.h"

#include "tests/plugins/history/disk/faulty_disk.h"
#include "tests/plugins/history/disk/kept.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

using enum Writing::State;

// As where DATA_DIR is on a disk that is mounted later.
TEST(Keeper, WritesAllOnceItsFolderCanBeMade) {
  Kept kept;
  kept.folder.write("history", "a file is in the way");
  kept.begin(nullptr, kWhole);
  EXPECT_THAT(kept.awaitComplaint(), HasSubstr(kept.path.string()));
  for (int i = 0; i < 20; ++i) kept.cycle(i);
  kept.keeper->flush();
  EXPECT_GT(kept.keeper->figures().unwritten, 0U);
  std::filesystem::remove(kept.path);
  kept.cycle(20);
  kept.awaitHealth();
  EXPECT_EQ(kept.keeper->figures().unwritten, 0U);
  EXPECT_EQ(kept.keeper->figures().written_ms, kNowMs + 200'000);
  kept.cycle(21);
  EXPECT_EQ(kept.onDisk(), 66U);
}

// As where DATA_DIR is on a disk that is mounted later, with what was kept before.
TEST(Keeper, ReadsWhatIsInItsFolderOnceItCanBeUsed) {
  Kept kept;
  kept.begin(kept.open(), kWritten);
  for (int i = 0; i < 40; ++i) kept.cycle(i);
  EXPECT_EQ(kept.onDisk(), 120U);
  const std::filesystem::path elsewhere = kept.folder.path / "elsewhere";
  std::filesystem::rename(kept.path, elsewhere);
  kept.folder.write("history", "a file is in the way");
  // Another run, that gets some of what was told once more.
  kept.samples = kept.made();
  kept.begin(nullptr, kUnread);
  kept.awaitComplaint();
  for (int i = 38; i < 50; ++i) kept.cycle(i);
  kept.keeper->flush();
  std::filesystem::remove(kept.path);
  std::filesystem::rename(elsewhere, kept.path);
  kept.cycle(50);
  kept.awaitHealth();
  {
    const std::lock_guard lock(kept.mutex);
    std::vector<Point> points;
    kept.samples.collect(kept.host.series("lab/vm/1", "cpu"), 0, kNowMs * 2, points);
    ASSERT_EQ(points.size(), 51U);
    for (std::size_t i = 0; i < points.size(); ++i)
      EXPECT_EQ(points[i].value, double(i) + 0.001) << i;
    EXPECT_EQ(kept.samples.tally().expired, 0U);
  }
  EXPECT_EQ(kept.keeper->figures().unwritten, 0U);
  kept.cycle(51);
  EXPECT_EQ(kept.onDisk(), 156U);
  for (const auto& each : std::filesystem::directory_iterator(kept.path))
    EXPECT_THAT(each.path().string(), ::testing::Not(HasSubstr("aside")));
}

// The disk is mounted over what the program made meanwhile.
TEST(Keeper, ReadsWhatIsInAFolderThatIsPutInThePlaceOfItsOwn) {
  Kept kept;
  kept.begin(kept.open(), kWritten);
  for (int i = 0; i < 10; ++i) kept.cycle(i);
  EXPECT_EQ(kept.onDisk(), 30U);
  const std::filesystem::path elsewhere = kept.folder.path / "elsewhere";
  std::filesystem::rename(kept.path, elsewhere);
  kept.samples = kept.made();
  kept.begin(kept.open(), kWritten);
  for (int i = 10; i < 20; ++i) kept.cycle(i);
  kept.keeper->flush();
  std::filesystem::rename(kept.path, kept.folder.path / "before");
  std::filesystem::rename(elsewhere, kept.path);
  kept.cycle(20);
  kept.keeper->flush();
  EXPECT_EQ(kept.gone, 1);
  EXPECT_EQ(kept.onDisk(), 63U);
}

// Another process has it, and what it leaves is read.
TEST(Keeper, TakesAFolderOnceItIsFree) {
  for (const Keeper::State state : {kUnread, kWhole}) {
    SCOPED_TRACE(state == kUnread);
    Kept other, kept;
    kept.path = other.path;
    other.begin(other.open(), kWritten);
    for (int i = 0; i < 10; ++i) other.cycle(i);
    other.keeper->flush();
    for (int i = 10; i < 20; ++i) kept.cycle(i);
    kept.begin(nullptr, state);
    EXPECT_THAT(kept.awaitComplaint(), HasSubstr("in use"));
    EXPECT_TRUE(kept.in_memory_alone);
    other.keeper.reset();
    kept.cycle(20);
    kept.awaitHealth();
    EXPECT_EQ(kept.onDisk(), state == kUnread ? 63U : 33U);
  }
}

TEST(Keeper, WritesNothingIntoAFolderThatItCouldNotReadYet) {
  FaultyDisk disk;
  Kept kept;
  kept.begin(kept.open(), kWritten);
  for (int i = 0; i < 10; ++i) kept.cycle(i);
  EXPECT_EQ(kept.onDisk(), 30U);
  kept.samples = kept.made();
  disk.failToRead();
  kept.begin(nullptr, kUnread);
  EXPECT_THAT(kept.awaitComplaint(), HasSubstr(kept.path.string()));
  for (int i = 10; i < 20; ++i) {
    kept.cycle(i);
    kept.keeper->flush();
  }
  EXPECT_EQ(kept.keeper->figures().written_bytes, 0U);
  EXPECT_TRUE(std::filesystem::exists(kept.path / "journal-1.db"));
  disk.heal();
  kept.cycle(20);
  kept.awaitHealth();
  EXPECT_EQ(kept.onDisk(), 63U);
}

// No file may grow beyond so much: what a full disk looks like.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit tight{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

 private:
  rlimit limit_{};
  void (*before_)(int);
};

TEST(Keeper, GoesOnWhereTheDiskIsFullAndWritesAllThatItMissedOnceItIsNot) {
  Kept kept;
  kept.begin(kept.open(), kWritten);
  for (int i = 0; i < 10; ++i) kept.cycle(i);
  kept.keeper->flush();
  int next = 10;
  {
    const FullDisk full(1 << 13);
    // Until it is noticed; each takes some of what is left.
    for (; kept.reports == 0 && next < 400; ++next) {
      kept.cycle(next);
      kept.keeper->flush();
    }
    EXPECT_LT(next, 400);
    EXPECT_THAT(kept.why, HasSubstr(kept.path.string()));
    for (const int end = next + 20; next < end; ++next) kept.cycle(next);
  }
  for (const int end = next + 5; next < end; ++next) {
    kept.cycle(next);
    kept.keeper->flush();
  }
  kept.awaitHealth();
  EXPECT_EQ(kept.onDisk(), std::size_t(next) * 3);
}

// Nobody has it any more.
void awaitFree(const std::filesystem::path& path) {
  for (;;) try {
      const HistoryFolder folder(path);
      return;
    } catch (const DiskError&) {
      std::this_thread::yield();
    }
}

// A disk that hangs, while a cycle is written and while all is: who stops does not wait for it, and
// the thread that does finds nobody when it comes back.
TEST(Keeper, StopsWithoutADiskThatHangs) {
  for (const bool whole : {false, true}) {
    SCOPED_TRACE(whole);
    FaultyDisk disk;
    const web::TemporaryFolder folder;
    {
      Kept kept;
      kept.path = folder.path / "history";
      kept.begin(kept.open(), kWritten);
      kept.cycle(0);
      kept.keeper->flush();
      EXPECT_EQ(kept.onDisk(), 3U);
      std::unique_ptr<DiskStore> store = kept.open();
      disk.hang();
      kept.held = 0;
      kept.pace.end = std::chrono::milliseconds(20);
      kept.begin(std::move(store), whole ? kWhole : kWritten);
      if (whole) disk.awaitHang();
      kept.cycle(1, 5);
      disk.awaitHang();
      kept.cycle(2, 4);
      const Keeper::Rest rest = kept.keeper->stop();
      EXPECT_TRUE(rest.hung);
      EXPECT_EQ(rest.state, kWhole);
      EXPECT_EQ(rest.store, nullptr);
      EXPECT_EQ(rest.missing, 9U);
    }
    disk.heal();
    awaitFree(folder.path / "history");
    Kept next;
    next.path = folder.path / "history";
    SampleStore found = next.made();
    EventLog found_events;
    EXPECT_THAT(next.open()->load(found, found_events), IsEmpty());
    EXPECT_GE(found.tally().samples, 3U) << "what was there before";
    for (const auto& each : std::filesystem::directory_iterator(next.path))
      EXPECT_THAT(each.path().string(), ::testing::Not(HasSubstr("unfinished")));
  }
}

// As by somebody who makes room, or a disk that is mounted over it.
TEST(Keeper, BeginsAnewWhereItsFilesAreGone) {
  const std::pair<const char*, std::function<void(const std::filesystem::path&)>> ways[] = {
      {"deleted", [](const auto& path) { std::filesystem::remove_all(path); }},
      {"moved", [](const auto& path) { std::filesystem::rename(path, path.string() + ".old"); }},
      {"emptied",
       [](const auto& path) {
         for (const auto& each : std::filesystem::directory_iterator(path))
           std::filesystem::remove(each);
       }},
      {"replaced",
       [](const auto& path) {
         std::filesystem::remove_all(path);
         std::filesystem::create_directories(path);
         std::ofstream(path / "lock") << "";
       }},
      {"its journal", [](const auto& path) { std::filesystem::remove(path / "journal-2.db"); }},
      {"its log", [](const auto& path) { std::filesystem::remove(path / "journal-2.db-wal"); }},
      {"its segment", [](const auto& path) { std::filesystem::remove(path / "segment-1.db"); }}};
  for (const auto& [way, remove] : ways) {
    SCOPED_TRACE(way);
    Kept kept;
    for (int i = 0; i < 50; ++i) kept.cycle(i);
    kept.begin(kept.open(), kWhole);
    kept.awaitHealth();
    for (int i = 50; i < 60; ++i) kept.cycle(i);
    kept.keeper->flush();
    ASSERT_TRUE(std::filesystem::exists(kept.path / "segment-1.db"));
    EXPECT_EQ(kept.gone, 0);
    remove(kept.path);
    kept.cycle(60);
    kept.keeper->flush();
    EXPECT_EQ(kept.gone, 1);
    EXPECT_EQ(kept.why, "");
    EXPECT_EQ(kept.keeper->figures().unwritten, 0U);
    kept.cycle(61);
    EXPECT_EQ(kept.onDisk(), 186U);
    EXPECT_EQ(kept.gone, 1);
  }
}

TEST(Keeper, TriesWhatFailsLessAndLessOften) {
  using std::chrono::milliseconds;
  using Clock = std::chrono::steady_clock;
  Kept kept;
  std::mutex mutex;
  std::vector<Clock::time_point> tries;
  kept.room = [&] {
    const std::lock_guard lock(mutex);
    tries.push_back(Clock::now());
    return std::optional<std::uint64_t>(tries.size() < 6 ? 10 : 10'000'000);
  };
  kept.pace.retry = milliseconds(4);
  kept.pace.retry_most = milliseconds(16);
  kept.cycle(0);
  kept.begin(kept.open(), kWhole);
  kept.awaitComplaint();
  for (int i = 1; kept.keeper->figures().written_bytes == 0; ++i) {
    kept.cycle(i);
    kept.keeper->flush();
  }
  ASSERT_THAT(tries, ::testing::SizeIs(6));
  const milliseconds due[] = {milliseconds(4), milliseconds(8), milliseconds(16), milliseconds(16),
                              milliseconds(16)};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_GE(tries[i + 1] - tries[i], due[i]);
}

}  // namespace
}  // namespace pipevane::history
