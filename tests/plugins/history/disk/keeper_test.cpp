// All that is told is on the disk soon, and at an image as a whole; who tells it is not held up.
#include "plugins/history/disk/keeper.h"

#include "tests/plugins/history/disk/faulty_disk.h"
#include "tests/plugins/history/disk/kept.h"

#include <atomic>
#include <latch>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::HasSubstr;
using testing::MadeBatch;

using enum Writing::State;

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
  std::atomic<bool> done = false, over = false;
  // Its thread is there before it is.
  std::latch begun(1);
  // An image is about to be written, and is.
  kept.room = [&] {
    begun.wait();
    if (over) return std::nullopt;
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
  begun.count_down();
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
  over = true;
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
