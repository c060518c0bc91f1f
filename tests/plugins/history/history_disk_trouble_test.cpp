// Folders that cannot be had, read or written, or are gone: nothing is lost that is in memory.
#include "tests/plugins/history/disk/faulty_disk.h"
#include "tests/plugins/history/history_on_disk.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MadeBatch;
using ::testing::SizeIs;

TEST(HistoryOnDisk, RefusesAFolderThatAnotherProcessHas) {
  const web::TemporaryFolder data;
  OnDisk one(data.path);
  OnDisk two(data.path, {}, false);
  EXPECT_EQ(two.history.start(), PV_FAILED);
  EXPECT_THAT(two.host.explanation().why, HasSubstr("in use"));
}

TEST(HistoryOnDisk, GoesOnInMemoryAndSaysSoWhereTheFolderCannotBe) {
  const web::TemporaryFolder data;
  data.write("history", "a file");
  OnDisk one(data.path);
  EXPECT_THAT(one.host.why(), HasSubstr("cannot keep the history on the disk"));
  EXPECT_THAT(one.host.why(), HasSubstr("history"));
  const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
  one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(cpu, 1));
  EXPECT_THAT(one.ask({cpu}, 0, kForever)[0].values, ElementsAre(1));
}

TEST(HistoryOnDisk, EndsInTimeOnADiskThatHangsAndSaysWhatIsLost) {
  FaultyDisk disk;
  const web::TemporaryFolder data;
  {
    OnDisk one(data.path), next("", {}, false);
    const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
    ASSERT_EQ(next.host.series("lab/vm/1", "cpu"), cpu);
    one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(cpu, 1));
    one.history.flush();
    disk.hang();
    one.history.process(MadeBatch(kNowMs + 10'000, PV_END_OF_CYCLE).sample(cpu, 2));
    disk.awaitHang();
    const auto begin = std::chrono::steady_clock::now();
    // A reload takes all that is held along.
    ASSERT_TRUE(one.history.handOverTo(next.history));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4))
        << "the engine waits no longer";
    EXPECT_EQ(next.history.start(), PV_OK);
    EXPECT_THAT(next.ask({cpu}, 0, kForever)[0].values, ElementsAre(1, 2));
    ASSERT_THAT(one.host.logged(), SizeIs(1));
    EXPECT_EQ(one.host.logged()[0].level, PV_LOG_ERROR);
    EXPECT_THAT(one.host.logged()[0].sentence, HasSubstr("1 samples"));
    EXPECT_THAT(one.host.logged()[0].sentence, HasSubstr(data.path.string()));
  }
  disk.heal();
  // The folder is free once the thread that waited for it is at its end.
  for (bool free = false; !free;) {
    OnDisk after(data.path, {}, false);
    free = after.history.start() == PV_OK;
    if (!free) continue;
    EXPECT_THAT(after.ask({after.host.series("lab/vm/1", "cpu")}, 0, kForever)[0].values,
                ::testing::Contains(1));
  }
}

TEST(HistoryOnDisk, ReadsWhatIsThereOnceItCanAndGoesOnInMemoryUntilThen) {
  for (const bool unreadable : {false, true}) {
    SCOPED_TRACE(unreadable);
    FaultyDisk disk;
    const web::TemporaryFolder data;
    {
      OnDisk before(data.path);
      const EntityId vm = before.host.dictionary().entity("lab/vm/1");
      const SeriesId cpu = before.host.series("lab/vm/1", "cpu");
      before.history.process(
          MadeBatch(kNowMs - 20'000).from("events").event(task("UPID:1", "running", vm)));
      before.history.process(MadeBatch(kNowMs - 20'000, PV_END_OF_CYCLE).sample(cpu, 1));
      before.history.process(MadeBatch(kNowMs - 10'000, PV_END_OF_CYCLE).sample(cpu, 2));
      before.history.flush();
    }
    if (unreadable) {
      disk.failToRead();
    } else {
      std::filesystem::rename(data.path / "history", data.path / "elsewhere");
      data.write("history", "a file");
    }
    OnDisk one(data.path), two(data.path, {}, false), three(data.path, {}, false);
    EXPECT_THAT(one.host.why(), HasSubstr("cannot keep the history on the disk"));
    const EntityId vm = one.host.dictionary().entity("lab/vm/1");
    const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
    for (OnDisk* each : {&two, &three}) ASSERT_EQ(each->host.series("lab/vm/1", "cpu"), cpu);
    one.history.process(MadeBatch(kNowMs).from("events").event(task("UPID:1", "ok", vm)));
    one.history.process(MadeBatch(kNowMs - 10'000, PV_BACKFILL).sample(cpu, 9));
    one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(cpu, 3));
    EXPECT_THAT(one.ask({cpu}, 0, kForever)[0].values, ElementsAre(9, 3));
    // A reload meanwhile changes nothing of that.
    ASSERT_TRUE(one.history.handOverTo(two.history));
    EXPECT_EQ(two.history.start(), PV_OK);
    while (two.host.healthy()) std::this_thread::yield();
    EXPECT_THAT(two.host.why(), HasSubstr("cannot keep the history on the disk"));
    two.history.process(MadeBatch(kNowMs + 10'000, PV_END_OF_CYCLE).sample(cpu, 4));
    if (unreadable) {
      disk.heal();
    } else {
      std::filesystem::remove(data.path / "history");
      std::filesystem::rename(data.path / "elsewhere", data.path / "history");
    }
    // At its end it is tried once more.
    ASSERT_TRUE(two.history.handOverTo(three.history));
    EXPECT_TRUE(two.host.healthy());
    EXPECT_EQ(three.history.start(), PV_OK);
    EXPECT_THAT(three.ask({cpu}, 0, kForever)[0].values, ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(three.eventIds(), ElementsAre("UPID:1 ok"));
    three.history.process(MadeBatch(kNowMs + 20'000, PV_END_OF_CYCLE).sample(cpu, 5));
    three.history.flush();
    EXPECT_TRUE(three.host.healthy());
    for (const auto& each : std::filesystem::directory_iterator(data.path / "history/under_test"))
      EXPECT_THAT(each.path().string(), ::testing::Not(HasSubstr("aside")));
    const web::TemporaryFolder copy;
    std::filesystem::copy(data.path, copy.path, std::filesystem::copy_options::recursive);
    OnDisk after(copy.path);
    EXPECT_THAT(after.ask({after.host.series("lab/vm/1", "cpu")}, 0, kForever)[0].values,
                ElementsAre(1, 2, 3, 4, 5));
    EXPECT_THAT(after.eventIds(), ElementsAre("UPID:1 ok"));
  }
}

// As where a disk is taken away for a while, again and again: what it has is in the memory.
TEST(HistoryOnDisk, HoldsOnceWhatAFolderHasThatIsBack) {
  constexpr int kSeries = 40;
  const web::TemporaryFolder data;
  OnDisk one(data.path);
  int next = 0;
  const auto go_on = [&] {
    for (int i = 0; i < 50; ++i, ++next) {
      MadeBatch batch(kNowMs + next * 10'000, PV_END_OF_CYCLE);
      for (int each = 0; each < kSeries; ++each)
        batch.sample(one.host.series("lab/vm/" + std::to_string(each), "cpu"), next + each);
      one.history.process(batch);
    }
    one.history.flush();
  };
  std::vector<double> due;
  const auto all_there = [&] {
    for (int i = int(due.size()); i < next; ++i) due.push_back(i + 7);
    EXPECT_EQ(one.figure("samples"), next * kSeries);
    EXPECT_EQ(one.ask({one.host.series("lab/vm/7", "cpu")}, 0, kForever)[0].values, due);
    EXPECT_EQ(keptIn(data.path, {}), due);
  };
  go_on();
  for (const char* const stand_in : {"first", "second", "third"}) {
    std::filesystem::rename(data.path / "history", data.path / "away");
    go_on();
    all_there();
    std::filesystem::rename(data.path / "history", data.path / stand_in);
    std::filesystem::rename(data.path / "away", data.path / "history");
    go_on();
    all_there();
  }
}

TEST(HistoryOnDisk, LosesNothingWhereAReloadBringsItIntoAFolderThatIsInUse) {
  const web::TemporaryFolder data, taken;
  auto other = std::make_unique<OnDisk>(taken.path);
  other->history.process(
      MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(other->host.series("lab/vm/1", "cpu"), 9));
  {
    OnDisk one(data.path), two(taken.path, {}, false);
    const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
    ASSERT_EQ(two.host.series("lab/vm/1", "cpu"), cpu);
    one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(cpu, 1));
    ASSERT_TRUE(one.history.handOverTo(two.history));
    EXPECT_EQ(two.history.start(), PV_OK) << "it has what nobody else has";
    EXPECT_THAT(two.host.why(), HasSubstr("in use"));
    EXPECT_EQ(two.figure("disk_missing_samples"), 1) << "what it took over";
    two.history.process(MadeBatch(kNowMs + 10'000, PV_END_OF_CYCLE).sample(cpu, 2));
    EXPECT_THAT(two.ask({cpu}, 0, kForever)[0].values, ElementsAre(1, 2));
    EXPECT_FALSE(two.host.healthy());
    other->history.flush();
    other.reset();
  }
  OnDisk after(taken.path);
  EXPECT_THAT(after.ask({after.host.series("lab/vm/1", "cpu")}, 0, kForever)[0].values,
              ElementsAre(1, 2));
}

TEST(HistoryOnDisk, IsAllThereAgainWhereItsFolderIsDeletedAndSaysSo) {
  const web::TemporaryFolder data;
  OnDisk one(data.path);
  const SeriesId cpu = one.host.series("lab/vm/7", "cpu");
  one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(cpu, 1));
  one.history.flush();
  std::filesystem::remove_all(data.path / "history");
  one.history.process(MadeBatch(kNowMs + 10'000, PV_END_OF_CYCLE).sample(cpu, 2));
  one.history.flush();
  EXPECT_TRUE(one.host.healthy());
  ASSERT_THAT(one.host.logged(), SizeIs(1));
  EXPECT_EQ(one.host.logged()[0].level, PV_LOG_WARN);
  EXPECT_THAT(one.host.logged()[0].sentence, HasSubstr(data.path.string()));
  EXPECT_THAT(keptIn(data.path, {}), ElementsAre(1, 2));
}

TEST(HistoryOnDisk, SaysWhichFilesItCouldNotRead) {
  const web::TemporaryFolder data;
  data.write("history/under_test/segment-3.db", "no database");
  OnDisk one(data.path);
  ASSERT_THAT(one.host.logged(), SizeIs(1));
  EXPECT_EQ(one.host.logged()[0].level, PV_LOG_WARN);
  EXPECT_THAT(one.host.logged()[0].sentence, HasSubstr("segment-3.db.aside"));
}

}  // namespace
}  // namespace pipevane::history
