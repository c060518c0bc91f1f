// A history with a folder for data has everything again when it is started again.
#include "tests/plugins/history/history_on_disk.h"

#include <filesystem>
#include <random>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeBatch;
using ::testing::SizeIs;

TEST(HistoryOnDisk, IsThereAgainAfterARestartUnderWhateverIds) {
  const web::TemporaryFolder data;
  {
    OnDisk one(data.path);
    const SeriesId cpu = one.host.series("lab/vm/1", "cpu_usage_ratio", "ratio");
    for (int i = 0; i < 500; ++i)
      one.history.process(MadeBatch(kNowMs + i * 10'000, PV_END_OF_CYCLE).sample(cpu, i / 1000.0));
    one.history.flush();
  }
  OnDisk two(data.path);
  two.host.series("elsewhere/vm/9", "another");
  const Told told = two.ask({two.host.series("lab/vm/1", "cpu_usage_ratio")}, 0, kForever)[0];
  ASSERT_THAT(told.values, SizeIs(361)) << "the retention";
  for (int i = 0; i <= 360; ++i) ASSERT_EQ(told.values[i], (139 + i) / 1000.0);
  EXPECT_EQ(two.figure("expired"), 0) << "the one before counted them";
  EXPECT_TRUE(two.host.healthy());
  EXPECT_THAT(two.host.logged(), IsEmpty());
}

TEST(HistoryOnDisk, LeavesTheUnitOfAMetricToWhoeverTellsIt) {
  const web::TemporaryFolder data;
  {
    OnDisk one(data.path);
    const SeriesId x = one.host.series("lab/vm/1", "x", "seconds", true);
    one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(x, 5));
    one.history.flush();
  }
  OnDisk two(data.path);
  auto& names = two.host.dictionary();
  const MetricId x = names.findMetric("x");
  ASSERT_NE(x, PV_NONE);
  EXPECT_EQ(names.info(x).unit, "seconds") << "until then it is as it was";
  EXPECT_TRUE(names.info(x).counter);
  EXPECT_EQ(names.metric("x", "bytes", false), x);
  EXPECT_EQ(names.info(x).unit, "bytes");
  EXPECT_FALSE(names.info(x).counter);
  EXPECT_THAT(two.ask({two.host.series("lab/vm/1", "x")}, 0, kForever)[0].values, ElementsAre(5));
}

TEST(HistoryOnDisk, HasEachEventInItsLastState) {
  const web::TemporaryFolder data;
  {
    OnDisk one(data.path);
    const EntityId vm = one.host.dictionary().entity("lab/vm/1");
    one.history.process(MadeBatch(kNowMs).from("events").event(task("UPID:1", "running", vm)));
    one.history.process(MadeBatch(kNowMs).from("events").event(task("UPID:2", "running", vm)));
    one.history.process(MadeBatch(kNowMs).from("events").event(task("UPID:1", "ok", vm)));
    one.history.flush();
  }
  OnDisk two(data.path);
  EXPECT_THAT(two.eventIds(), ElementsAre("UPID:2 running", "UPID:1 ok"));
  // It is the same event still.
  two.history.process(MadeBatch(kNowMs).from("events").event(
      task("UPID:2", "ok", two.host.dictionary().entity("lab/vm/1"))));
  EXPECT_THAT(two.eventIds(), ElementsAre("UPID:2 ok", "UPID:1 ok"));
}

TEST(HistoryOnDisk, KeepsNothingWithoutAFolder) {
  OnDisk one("");
  one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(one.host.series("a/vm/1", "x"), 1));
  one.history.flush();
  EXPECT_EQ(one.figure("disk_bytes"), 0);
  EXPECT_EQ(one.figure("samples"), 1);
}

TEST(HistoryOnDisk, SaysWhatIsOnTheDisk) {
  const web::TemporaryFolder data;
  OnDisk one(data.path);
  EXPECT_EQ(one.figure("disk_written_ms"), 0) << "nothing came yet";
  // A node whose clock is a day ahead says nothing about the disk.
  one.history.process(
      MadeBatch(kNowMs + 86'400'000, PV_END_OF_CYCLE).sample(one.host.series("a/vm/1", "x"), 1));
  one.history.flush();
  EXPECT_EQ(one.figure("disk_written_ms"), kNowMs);
  EXPECT_GT(one.figure("disk_bytes"), 0);
  EXPECT_GT(one.figure("disk_written_bytes"), 0);
  EXPECT_EQ(one.figure("disk_missing_samples"), 0);
}

TEST(HistoryOnDisk, GoesOnInTheOneThatAReloadMakes) {
  const web::TemporaryFolder data;
  {
    OnDisk one(data.path), two(data.path, {{"retention", "2h"}}, false);
    const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
    ASSERT_EQ(two.host.series("lab/vm/1", "cpu"), cpu);
    for (int i = 0; i < 300; ++i)
      one.history.process(MadeBatch(kNowMs + i * 10'000, PV_END_OF_CYCLE).sample(cpu, i));
    ASSERT_TRUE(one.history.handOverTo(two.history));
    EXPECT_EQ(two.history.start(), PV_OK);
    for (int i = 300; i < 500; ++i)
      two.history.process(MadeBatch(kNowMs + i * 10'000, PV_END_OF_CYCLE).sample(cpu, i));
    two.history.flush();
    EXPECT_THAT(two.host.logged(), IsEmpty());
  }
  OnDisk three(data.path, {{"retention", "2h"}});
  EXPECT_THAT(three.ask({three.host.series("lab/vm/1", "cpu")}, 0, kForever)[0].values,
              SizeIs(500));
}

// DATA_DIR is another folder from a reload on, in which somebody else's history is.
TEST(HistoryOnDisk, SetsAsideWhatIsNotOfItWhereAReloadBringsItElsewhere) {
  const web::TemporaryFolder data, other;
  {
    OnDisk before(other.path);
    before.history.process(
        MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(before.host.series("lab/vm/7", "cpu"), 7));
    before.history.flush();
  }
  {
    OnDisk one(data.path), two(other.path, {}, false);
    const SeriesId cpu = one.host.series("lab/vm/1", "cpu");
    ASSERT_EQ(two.host.series("lab/vm/1", "cpu"), cpu);
    one.history.process(MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(cpu, 1));
    ASSERT_TRUE(one.history.handOverTo(two.history));
    EXPECT_EQ(two.history.start(), PV_OK);
    two.history.process(MadeBatch(kNowMs + 10'000, PV_END_OF_CYCLE).sample(cpu, 2));
    two.history.flush();
    ASSERT_THAT(two.host.logged(), SizeIs(1));
    EXPECT_THAT(two.host.logged()[0].sentence, HasSubstr(".aside"));
  }
  OnDisk three(other.path);
  EXPECT_THAT(three.ask({three.host.series("lab/vm/1", "cpu")}, 0, kForever)[0].values,
              ElementsAre(1, 2));
}

// What is packed was written to the folder before, and to that alone.
TEST(HistoryOnDisk, IsAllInTheFolderThatAReloadBringsItTo) {
  const web::TemporaryFolder data, other;
  const auto cycles = [](OnDisk& one, int from, int to) {
    for (int i = from; i < to; ++i) {
      MadeBatch batch(kNowMs + i * 10'000, PV_END_OF_CYCLE);
      for (int vm = 0; vm < 200; ++vm)
        batch.sample(one.host.series("lab/vm/" + std::to_string(vm), "cpu"), i + vm);
      one.history.process(batch);
    }
  };
  const testing::GivenOptions options = {{"retention", "31d"}};
  {
    // By the third one it is back in the first folder, in which it was not meanwhile.
    OnDisk one(data.path, options), two(other.path, options, false), three("", options, false),
        four(data.path, options, false);
    cycles(one, 0, 1'000);
    one.history.flush();
    EXPECT_GT(one.figure("disk_bytes"), 0);
    for (OnDisk* each : {&two, &three, &four})
      for (int vm = 0; vm < 200; ++vm) each->host.series("lab/vm/" + std::to_string(vm), "cpu");
    ASSERT_TRUE(one.history.handOverTo(two.history));
    EXPECT_EQ(two.history.start(), PV_OK);
    cycles(two, 1'000, 1'500);
    two.history.flush();
    EXPECT_THAT(keptIn(other.path, options), SizeIs(1'500));
    ASSERT_TRUE(two.history.handOverTo(three.history));
    EXPECT_EQ(three.history.start(), PV_OK);
    cycles(three, 1'500, 1'600);
    ASSERT_TRUE(three.history.handOverTo(four.history));
    EXPECT_EQ(four.history.start(), PV_OK);
    cycles(four, 1'600, 1'610);
    four.history.flush();
    EXPECT_EQ(four.host.why(), "");
    EXPECT_THAT(keptIn(data.path, options), SizeIs(1'610));
  }
}

// A guest that has just moved has no column that its next sample goes to, and is kept all the same.
TEST(HistoryOnDisk, HasAllSamplesOfGuestsThatMove) {
  constexpr std::size_t kGuests = 40;
  std::mt19937 random(2);
  const web::TemporaryFolder data;
  const testing::GivenOptions options = {{"retention", "600m"}};
  std::vector<std::vector<std::int64_t>> told(kGuests);
  std::vector<std::size_t> node(kGuests);
  std::int64_t time_ms = kNowMs;
  for (int run = 0; run < 6; ++run) {
    OnDisk one(data.path, options);
    std::vector<SeriesId> series;
    for (std::size_t i = 0; i < kGuests; ++i)
      series.push_back(one.host.series("lab/vm/" + std::to_string(i), "x"));
    for (std::size_t i = 0; i < kGuests; ++i)
      ASSERT_EQ(one.ask({series[i]}, 0, kForever)[0].times_ms, told[i]) << "guest " << i;
    for (int cycle = 0; cycle < 120; ++cycle, time_ms += 10'000) {
      one.host.setNow(time_ms + 2'000);
      if (random() % 20 == 0) node[random() % kGuests] ^= 1U;
      for (std::size_t which = 0; which < 2; ++which) {
        const std::int64_t at_ms = time_ms + 700 * static_cast<std::int64_t>(which);
        MadeBatch batch(at_ms, PV_END_OF_CYCLE);
        for (std::size_t i = 0; i < kGuests; ++i) {
          if (node[i] != which) continue;
          batch.sample(series[i], static_cast<double>(random() % 1000));
          told[i].push_back(at_ms);
        }
        one.history.process(batch);
      }
    }
    one.history.flush();
  }
}

// It ends, with its host, before the disk answers again.
// What was kept before a start that could not read it. Each way: what is in the way, and how it is
// put away.
// A reload into a folder that another process has.
// A page is opened in the moment in which the program starts.
TEST(HistoryOnDisk, AnswersOnceItHasReadWhatIsThere) {
  const web::TemporaryFolder data;
  {
    OnDisk one(data.path);
    one.history.process(
        MadeBatch(kNowMs, PV_END_OF_CYCLE).sample(one.host.series("lab/vm/1", "cpu"), 1));
    one.history.flush();
  }
  testing::FakeHost host;
  host.setFolders(data.path.string(), "");
  host.setNow(kNowMs);
  testing::FakeComponent two(host, pipevane_plugin, "history");
  const SeriesId cpu = host.series("lab/vm/1", "cpu");
  std::size_t count = 0;
  std::thread reader([&] {
    const pv_history_query query{.size = sizeof query,
                                 .aggregate = PV_AVERAGE,
                                 .from_ms = 0,
                                 .to_ms = kForever,
                                 .step_ms = 0,
                                 .max_points = 0,
                                 .series_count = 1,
                                 .series = &cpu,
                                 .combine = PV_COMBINE_NONE};
    two.service<pv_history>(PV_HISTORY)
        ->query(two.serviceSelf(), &query, &count,
                [](void* context, const pv_history_points* told) {
                  *static_cast<std::size_t*>(context) = told->count;
                });
  });
  EXPECT_EQ(two.start(), PV_OK);
  reader.join();
  EXPECT_EQ(count, 1U);
}

}  // namespace
}  // namespace pipevane::history
