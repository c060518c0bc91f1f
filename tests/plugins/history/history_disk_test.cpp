// A history with a folder for data has everything again when it is started again.
#include "tests/plugins/history/disk/faulty_disk.h"
#include "tests/plugins/history/one_history.h"
#include "tests/plugins/web/temporary_folder.h"

#include <pipevane/inspect.h>

#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeBatch;
using ::testing::SizeIs;

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kNowMs = 1'795'000'000'000;

struct OnDisk : OneHistory {
  explicit OnDisk(const std::filesystem::path& data, const testing::GivenOptions& options = {},
                  bool started = true)
      : OneHistory(options, data.string()) {
    if (!started) return;
    EXPECT_EQ(history.start(), PV_OK);
  }

  std::string inspected() {
    std::string json;
    const auto* table = history.service<pv_inspect>(PV_INSPECT);
    table->read(history.serviceSelf(), &json, [](void* context, pv_text text) {
      *static_cast<std::string*>(context) = view(text);
    });
    return json;
  }
  std::int64_t figure(const std::string& name) {
    Poco::JSON::Parser parser;
    return parser.parse(inspected())
        .extract<Poco::JSON::Object::Ptr>()
        ->getValue<std::int64_t>(name);
  }
  std::vector<std::string> eventIds() {
    std::vector<std::string> ids;
    service.events(
        history.serviceSelf(), 0, kForever, 1000, &ids, [](void* context, const pv_event* event) {
          static_cast<std::vector<std::string>*>(context)->push_back(str(event->id) + " " +
                                                                     str(event->state));
        });
    return ids;
  }
};

pv_event task(std::string_view id, std::string_view state, EntityId entity) {
  return {.size = sizeof(pv_event),
          .severity = 0,
          .time_ms = kNowMs,
          .entity = entity,
          .id = text(id),
          .type = text("task"),
          .state = text(state),
          .message = text("A backup"),
          .attribute_count = 0,
          .attributes = nullptr};
}

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

// What a start would find in it: a copy of it is looked at, as the folder is in use.
std::vector<double> keptIn(const std::filesystem::path& data,
                           const testing::GivenOptions& options) {
  const web::TemporaryFolder copy;
  std::filesystem::copy(data, copy.path, std::filesystem::copy_options::recursive);
  OnDisk there(copy.path, options);
  EXPECT_THAT(there.host.logged(), IsEmpty());
  return there.ask({there.host.series("lab/vm/7", "cpu")}, 0, kForever)[0].values;
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

// It ends, with its host, before the disk answers again.
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

// What was kept before a start that could not read it. Each way: what is in the way, and how it is
// put away.
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

// A reload into a folder that another process has.
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

// ---- killed at any moment

constexpr std::size_t kSeries = 400;

double valueOf(std::size_t series, std::int64_t time_ms) {
  return std::round(
      std::sin(static_cast<double>(series + 1) * static_cast<double>(time_ms / 10'000)) * 1e6);
}

std::vector<SeriesId> seriesOf(testing::FakeHost& host) {
  std::vector<SeriesId> series;
  for (std::size_t i = 0; i < kSeries; ++i)
    series.push_back(host.series("lab/vm/" + std::to_string(i / 4), "m" + std::to_string(i % 4)));
  return series;
}

// Tells cycles from that time on, and writes the number of each to the pipe once the one before it
// is on the disk: what a source does that has an interval.
[[noreturn]] void tellUntilKilled(const std::filesystem::path& data, std::int64_t begin_ms,
                                  int pipe) {
  OnDisk one(data, {{"retention", "5m"}});
  const std::vector<SeriesId> series = seriesOf(one.host);
  for (std::int64_t time_ms = begin_ms;; time_ms += 10'000) {
    MadeBatch batch(time_ms, PV_END_OF_CYCLE);
    for (std::size_t i = 0; i < kSeries; ++i) batch.sample(series[i], valueOf(i, time_ms));
    one.host.setNow(time_ms);
    one.history.process(batch);
    while (one.figure("disk_written_ms") < time_ms - 10'000) std::this_thread::yield();
    if (::write(pipe, &time_ms, sizeof time_ms) != sizeof time_ms) ::_exit(1);
  }
}

TEST(HistoryOnDisk, LosesNoMoreThanTheLastCycleWheneverItIsKilled) {
  const web::TemporaryFolder data;
  std::mt19937 random(11);
  std::int64_t last_ms = kNowMs - 10'000;  // that was told
  for (int round = 0; round < 100; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      tellUntilKilled(data.path, last_ms + 20'000, pipe[1]);
    }
    ::close(pipe[1]);
    // At any moment of the next cycle.
    const auto cycles = 1 + random() % 20;
    for (std::size_t i = 0; i < cycles; ++i)
      ASSERT_EQ(::read(pipe[0], &last_ms, sizeof last_ms), ssize_t{sizeof last_ms});
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 4'000);
    while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    while (::read(pipe[0], &last_ms, sizeof last_ms) == ssize_t{sizeof last_ms}) {
    }
    ::close(pipe[0]);

    OnDisk one(data.path, {{"retention", "5m"}});
    ASSERT_THAT(one.host.logged(), IsEmpty());
    const std::vector<SeriesId> series = seriesOf(one.host);
    const std::vector<Told> told = one.ask(series, 0, kForever);
    for (std::size_t i = 0; i < kSeries; ++i) {
      ASSERT_THAT(told[i].times_ms, ::testing::Not(IsEmpty()));
      ASSERT_GE(told[i].times_ms.back(), last_ms - 10'000) << "round " << round;
      for (std::size_t at = 0; at < told[i].times_ms.size(); ++at)
        ASSERT_EQ(told[i].values[at], valueOf(i, told[i].times_ms[at]));
    }
    // What follows is told of later, so that a gap shows what was lost.
    last_ms = std::max(last_ms, told[0].times_ms.back());
  }
  std::vector<std::string> segments;
  for (const auto& each : std::filesystem::directory_iterator(data.path / "history/under_test"))
    if (each.path().string().find("segment") != std::string::npos) segments.push_back(each.path());
  EXPECT_THAT(segments, ::testing::Not(IsEmpty())) << "it was never killed beside one";
}

}  // namespace
}  // namespace pipevane::history
