// A disk that is gone or full delays nobody and loses nothing once it is there again.
#include "plugins/history/disk/keeper.h"

#include "tests/plugins/history/disk/faulty_disk.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/testing/fake_host.h>
#include <sys/resource.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <numeric>
#include <optional>
#include <vector>

namespace pipevane::history {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeBatch;

using enum Writing::State;
constexpr std::int64_t kNowMs = 1'795'000'000'000, kDayMs = 86'400'000;

// A store, its keeper, and what that reports.
struct Kept {
  web::TemporaryFolder folder;
  std::filesystem::path path = folder.path / "history";
  testing::FakeHost host;
  std::shared_ptr<Gate> gate = std::make_shared<Gate>(host.host().dictionary());
  SampleStore samples = made();
  EventLog events;
  std::mutex mutex;
  std::condition_variable told;
  std::string why;
  bool in_memory_alone = false;
  int reports = 0;
  std::size_t held = 1'000'000;
  int gone = 0;
  std::function<void()> at_snapshot = [] {}, at_mark = [] {};
  std::function<std::optional<std::uint64_t>()> room = [] { return std::nullopt; };
  Keeper::Pace pace{.gather = std::chrono::milliseconds(1),
                    .patience = std::chrono::milliseconds(1),
                    .retry = std::chrono::milliseconds(0),
                    .end = std::chrono::minutes(1)};
  std::unique_ptr<Keeper> keeper;

  SampleStore made() {
    return SampleStore({.retention_ms = 3'600'000, .bytes = 1U << 26U},
                       clusterBy(host.host().dictionary()));
  }
  std::unique_ptr<DiskStore> open() {
    return std::make_unique<DiskStore>(path, gate->dictionary(), factsBy(gate->dictionary()),
                                       [this](const std::filesystem::path&) { return room(); });
  }
  void begin(std::unique_ptr<DiskStore> store, Keeper::State state) {
    keeper = std::make_unique<Keeper>(
        gate, [this] { return open(); }, std::move(store), state,
        Keeper::Client{.snapshot =
                           [this](const std::function<void()>& pending) {
                             at_snapshot();
                             const std::lock_guard lock(mutex);
                             HistoryImage snapshot{.samples = samples.image(), .events = {}};
                             pending();
                             return snapshot;
                           },
                       .mark = [this](const auto&) { at_mark(); },
                       .held = [this] { return held; },
                       .report =
                           [this](const std::string& sentence, bool alone) {
                             const std::lock_guard lock(mutex);
                             why = sentence;
                             in_memory_alone = alone;
                             ++reports;
                             told.notify_all();
                           },
                       .foreign = [](const std::string&) {},
                       .empty =
                           [this] {
                             return ReadHistory{made(), {}};
                           },
                       .join =
                           [this](ReadHistory found, const std::vector<std::string>& problems) {
                             const std::lock_guard lock(mutex);
                             EXPECT_THAT(problems, IsEmpty());
                             found.samples.join(std::move(samples));
                             samples = std::move(found.samples);
                           },
                       .gone =
                           [this] {
                             const std::lock_guard lock(mutex);
                             ++gone;
                           }},
        pace);
  }
  // Told by a clock that is a day ahead of the host's.
  void cycle(int number, std::size_t count = 3) {
    MadeBatch batch(kNowMs + kDayMs + number * 10'000, PV_END_OF_CYCLE);
    for (std::size_t i = 0; i < count; ++i)
      batch.sample(host.series("lab/vm/" + std::to_string(i), "cpu"), number + double(i) / 1000);
    const pv_batch raw = batch.raw();
    const Batch view(raw);
    const Arrival arrival{.now_ms = view.timeMs() - kDayMs, .steady_ms = view.timeMs()};
    if (keeper) keeper->makeRoom();
    const std::lock_guard lock(mutex);
    samples.add(view.timeMs(), view.series(), view.values(), view.qualities(), arrival);
    if (keeper) keeper->note(view, arrival, [](SeriesId) { return true; });
  }
  std::string awaitComplaint() {
    std::unique_lock lock(mutex);
    told.wait(lock, [&] { return !why.empty(); });
    return why;
  }
  void awaitHealth() {
    std::unique_lock lock(mutex);
    told.wait(lock, [&] { return reports > 0 && why.empty(); });
  }
  // What another process would find.
  std::size_t onDisk() {
    keeper.reset();
    gate = std::make_shared<Gate>(host.host().dictionary());
    SampleStore found = made();
    EventLog found_events;
    const std::vector<std::string> problems = open()->load(found, found_events);
    EXPECT_THAT(problems, IsEmpty());
    std::vector<Point> points, due;
    for (std::size_t i = 0; i < 3; ++i) {
      const SeriesId series = host.series("lab/vm/" + std::to_string(i), "cpu");
      found.collect(series, 0, kNowMs * 2, points);
      samples.collect(series, 0, kNowMs * 2, due);
    }
    EXPECT_EQ(points.size(), due.size());
    for (std::size_t i = 0; i < std::min(points.size(), due.size()); ++i)
      EXPECT_EQ(points[i].value, due[i].value);
    return points.size();
  }
};

TEST(Keeper, HasWrittenAllThatItWasToldWhenItIsFlushed) {
  Kept kept;
  kept.begin(kept.open(), kWritten);
  for (int i = 0; i < 50; ++i) kept.cycle(i);
  kept.keeper->flush();
  EXPECT_EQ(kept.keeper->figures().written_ms, kNowMs + 490'000) << "by the host's clock";
  EXPECT_GT(kept.keeper->figures().cycles, 0U);
  EXPECT_GT(kept.keeper->figures().written_bytes, 0U);
  EXPECT_EQ(kept.onDisk(), 150U);
}

TEST(Keeper, WritesACycleWhoseEndNobodyTells) {
  Kept kept;
  kept.begin(kept.open(), kWritten);
  MadeBatch batch(kNowMs);
  batch.sample(kept.host.series("lab/vm/0", "cpu"), 1);
  const pv_batch raw = batch.raw();
  kept.keeper->note(Batch(raw), {.now_ms = kNowMs, .steady_ms = 1}, [](SeriesId) { return true; });
  while (kept.keeper->figures().cycles == 0) std::this_thread::yield();
  EXPECT_EQ(kept.keeper->figures().written_ms, kNowMs);
}

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

// What would not fit is not begun, so that what others write there goes on fitting.
TEST(Keeper, WritesNothingWhereTheDiskHasNoRoomForAllOfIt) {
  Kept kept;
  std::atomic<int> asked = 0;
  std::atomic<std::uint64_t> left = 10;
  kept.room = [&] {
    ++asked;
    return std::optional(left.load());
  };
  kept.pace.retry = std::chrono::hours(1);
  for (int i = 0; i < 40; ++i) kept.cycle(i);
  kept.begin(kept.open(), kWhole);
  EXPECT_THAT(kept.awaitComplaint(), HasSubstr("room"));
  EXPECT_TRUE(kept.in_memory_alone);
  for (int i = 40; i < 60; ++i) {
    kept.cycle(i);
    kept.keeper->flush();
  }
  EXPECT_EQ(asked, 1) << "it is left alone for a while";
  EXPECT_EQ(kept.keeper->figures().written_bytes, 0U);
  EXPECT_THAT(kept.why, HasSubstr("room")) << "it says so all the while";
  left = 10'000'000;
  // At the end it is tried once more.
  EXPECT_EQ(kept.onDisk(), 180U);
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

// The journal has what came: only to read it takes longer and longer.
TEST(Keeper, GoesOnInItsJournalWhereAnImageHasNoRoom) {
  Kept kept;
  kept.room = [] { return std::optional<std::uint64_t>(10); };
  kept.held = 0;
  kept.begin(kept.open(), kWritten);
  int next = 0;
  for (; kept.reports == 0; ++next) {
    kept.cycle(next, 2'000);
    kept.keeper->flush();
  }
  EXPECT_THAT(kept.why, HasSubstr("room"));
  EXPECT_FALSE(kept.in_memory_alone);
  EXPECT_EQ(kept.keeper->figures().unwritten, 0U);
  EXPECT_EQ(kept.onDisk(), std::size_t(next) * 3);
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

// Who tells more than the disk takes is not held up, and all is written later.
TEST(Keeper, LosesNothingOfWhatItCouldNotNote) {
  Kept kept;
  kept.begin(kept.open(), kWritten);
  for (int i = 0; i < 30; ++i) kept.cycle(i, 100'000);
  kept.cycle(30);
  kept.keeper->flush();
  kept.cycle(31);
  EXPECT_EQ(kept.onDisk(), 96U);
}

// An image may take longer than a cycle.
TEST(Keeper, WritesWhatComesWhileAnImageIsWrittenBesideIt) {
  Kept kept;
  kept.held = 0;
  std::atomic<int> next = 0;
  std::uint64_t cycles = 0, written = 0;
  std::atomic<bool> done = false;
  // An image is about to be written, and is.
  kept.room = [&] {
    cycles = kept.keeper->figures().cycles;
    kept.cycle(next++);
    return std::nullopt;
  };
  kept.at_mark = [&] {
    written = kept.keeper->figures().cycles;
    done = true;
  };
  while (next < 40) kept.cycle(next++);
  kept.begin(kept.open(), kWhole);
  kept.awaitHealth();
  ASSERT_TRUE(done.exchange(false));
  const int first = next;
  // Until the journal is long enough for another one.
  while (!done && next < first + 400) {
    kept.cycle(next++, 2'000);
    kept.keeper->flush();
  }
  ASSERT_TRUE(done);
  EXPECT_GT(written, cycles) << "what came then, before the image was there";
  kept.room = [] { return std::nullopt; };
  kept.keeper->flush();
  EXPECT_EQ(kept.onDisk(), std::size_t(next) * 3);
}

// An image has nothing of what comes while it is written.
TEST(Keeper, SaysThatWhatItCouldNotNoteBesideAnImageIsMissingUntilTheNextOne) {
  constexpr std::size_t kMany = 300'000;
  FaultyDisk disk;
  Kept kept;
  kept.cycle(0);
  std::atomic<bool> begun = false;
  std::atomic<std::uint64_t> missing = 0;
  kept.at_snapshot = [&] {
    if (begun.exchange(false)) missing = kept.keeper->figures().unwritten;
  };
  kept.held = 3;
  std::unique_ptr<DiskStore> store = kept.open();
  disk.hang();
  kept.begin(std::move(store), kWhole);
  disk.awaitHang();
  begun = true;
  for (int i = 1; i <= 4; ++i) kept.cycle(i, kMany);
  disk.heal();
  while (begun || kept.keeper->figures().unwritten > 0) std::this_thread::yield();
  EXPECT_EQ(missing, 4 * kMany) << "at the second one";
  EXPECT_EQ(kept.onDisk(), 15U);
}

}  // namespace
}  // namespace pipevane::history
