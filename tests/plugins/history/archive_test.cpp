// What comes before the stored samples, from an archive that the test knows.
#include "plugins/history/archive/archive_reader.h"
#include "plugins/history/archive/joined.h"
#include "tests/plugins/history/one_history.h"

#include <gmock/gmock.h>
#include <pipevane/archive.h>

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kNow = 1'795'003'200'000;  // a whole hour
constexpr std::int32_t kMeans = PV_AVERAGE, kGreatest = PV_MAXIMUM;
constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

// Rows of one length, each worth 7, from a day before now until now.
struct FakeArchive {
  std::int64_t step_ms = 30 * kMinute;
  pv_status status = PV_OK;
  const char* why = nullptr;
  bool knows = true;
  std::atomic<int> asked = 0;
  std::vector<pv_archive_query> queries = {};
  bool hangs = false;
  std::mutex mutex = {};
  std::condition_variable changed = {};
  int waiting = 0;

  static FakeArchive& of(void* self) { return *static_cast<FakeArchive*>(self); }
  static pv_status query(void* self, const pv_archive_query* query, void* context,
                         void (*visit)(void*, const pv_archive_points*)) {
    FakeArchive& archive = of(self);
    ++archive.asked;
    std::unique_lock lock(archive.mutex);
    archive.queries.push_back(*query);
    if (archive.hangs && query->patience_ms > 0) {
      ++archive.waiting;
      archive.changed.notify_all();
      archive.changed.wait(lock, [&] { return !archive.hangs; });
    }
    std::vector<std::int64_t> times, steps;
    std::vector<double> values;
    for (std::int64_t at = kNow - kDay; at < kNow; at += archive.step_ms) {
      if (at + archive.step_ms <= query->from_ms || at >= query->to_ms) continue;
      times.push_back(at);
      steps.push_back(archive.step_ms);
      values.push_back(7);
    }
    for (std::size_t i = 0; archive.status != PV_FAILED && i < query->metric_count; ++i) {
      const pv_archive_points points{.size = sizeof points,
                                     .metric = query->metrics[i],
                                     .count = times.size(),
                                     .times_ms = times.data(),
                                     .steps_ms = steps.data(),
                                     .values = values.data()};
      visit(context, &points);
    }
    if (archive.why != nullptr) query->incomplete(context, text(archive.why));
    return archive.status;
  }
  static constexpr pv_archive kTable = {
      .size = sizeof(pv_archive),
      .name = "the files",
      .keeps = [](void* self, pv_entity_id) { return of(self).knows; },
      .query = query};
};

struct Answered {
  std::int64_t step_ms = 0;
  std::size_t archived = 0;
  std::string whose, incomplete, not_archived;
  std::int32_t archived_as = -1;
  std::vector<std::int64_t> times_ms, steps_ms;
  std::vector<double> values, minimums, maximums;
  std::vector<std::uint8_t> qualities;
  std::vector<pv_archived_span> spans;

  bool isArchived(std::size_t i) const {
    return std::ranges::any_of(
        spans, [i](const auto& each) { return i >= each.first && i < each.first + each.count; });
  }
};

struct Archived : ::testing::Test {
  OneHistory one{{{"retention", std::string("2d")}}};
  FakeArchive archive;
  SeriesId cpu = one.host.series("lab/vm/100", "cpu_usage_ratio");

  void SetUp() override {
    one.host.setNow(kNow);
    one.host.offer(PV_ARCHIVE, &FakeArchive::kTable, &archive);
  }
  void store(std::int64_t from_ms, std::int64_t to_ms, double value = 1) {
    for (std::int64_t at = from_ms; at < to_ms; at += 10'000)
      one.history.process(testing::MadeBatch(at).sample(cpu, value));
  }
  // [any]
  Answered ask(std::int64_t from_ms, std::int64_t step_ms = 0, std::size_t most = 0,
               std::int32_t aggregate = PV_AVERAGE, std::int64_t to_ms = kNow) {
    const pv_history_query query{.size = sizeof query,
                                 .aggregate = aggregate,
                                 .from_ms = from_ms,
                                 .to_ms = to_ms,
                                 .step_ms = step_ms,
                                 .max_points = most,
                                 .series_count = 1,
                                 .series = &cpu};
    Answered answered;
    const auto visit = [](void* context, const pv_history_points* points) {
      auto& to = *static_cast<Answered*>(context);
      to.step_ms = points->step_ms;
      to.archived = points->archived;
      to.whose = str(points->archive);
      to.incomplete = str(points->incomplete);
      to.not_archived = str(points->not_archived);
      to.archived_as = points->archived_as;
      to.minimums.assign(points->minimums, points->minimums + points->count);
      to.maximums.assign(points->maximums, points->maximums + points->count);
      to.times_ms.assign(points->times_ms, points->times_ms + points->count);
      to.values.assign(points->values, points->values + points->count);
      to.qualities.assign(points->qualities, points->qualities + points->count);
      to.spans.assign(points->spans, points->spans + points->span_count);
      if (points->steps_ms != nullptr)
        to.steps_ms.assign(points->steps_ms, points->steps_ms + points->count);
    };
    EXPECT_EQ(one.service.query(one.history.serviceSelf(), &query, &answered, visit), PV_OK);
    return answered;
  }
  // Nothing is told twice, and there is no hole as long as a row.
  static void expectOneBehindTheOther(const Answered& answered, std::int64_t hole_ms) {
    for (std::size_t i = 1; i < answered.times_ms.size(); ++i) {
      const std::int64_t end_ms = answered.times_ms[i - 1] + answered.steps_ms[i - 1];
      ASSERT_LE(end_ms, answered.times_ms[i]) << i;
      ASSERT_LE(answered.times_ms[i] - end_ms, hole_ms) << i;
    }
  }
};

TEST_F(Archived, RowsComeBeforeTheStoredSamplesAndEndWhereTheyBegin) {
  const std::int64_t begin = kNow - 20 * kMinute;  // within a row
  store(begin, kNow);
  const Answered answered = ask(kNow - 2 * kHour);
  ASSERT_EQ(answered.archived, 4U);
  EXPECT_EQ(answered.whose, "the files");
  EXPECT_THAT(std::vector(answered.times_ms.begin(), answered.times_ms.begin() + 5),
              ElementsAre(kNow - 2 * kHour, kNow - 90 * kMinute, kNow - 60 * kMinute,
                          kNow - 30 * kMinute, begin));
  EXPECT_EQ(answered.steps_ms[3], 10 * kMinute) << "it ends where the stored ones begin";
  EXPECT_EQ(answered.steps_ms[4], 0) << "as stored";
  EXPECT_THAT(std::vector(answered.qualities.begin(), answered.qualities.begin() + 4),
              Each(PV_ESTIMATED));
  EXPECT_EQ(answered.qualities[4], PV_LIVE);
  EXPECT_EQ(answered.times_ms.size(), 4U + 120U);
  expectOneBehindTheOther(answered, 10'000);
}

TEST_F(Archived, LongRowsKeepTheirStepBesideAShorterOne) {
  store(kNow - 20 * kMinute, kNow);
  const Answered answered = ask(kNow - kDay, 7 * kMinute);
  EXPECT_EQ(answered.step_ms, 7 * kMinute);
  EXPECT_GE(answered.archived, 47U);
  EXPECT_EQ(answered.steps_ms.front(), 30 * kMinute);
  EXPECT_EQ(answered.steps_ms.back(), 7 * kMinute);
  expectOneBehindTheOther(answered, 0);
  EXPECT_EQ(answered.values[answered.archived - 1], 7);
  EXPECT_EQ(answered.values[answered.archived], 1) << "no step mixes them";
}

TEST_F(Archived, ShortRowsAreSummedUpLikeSamples) {
  archive.step_ms = kMinute;
  store(kNow - 20 * kMinute, kNow);
  const Answered answered = ask(kNow - kDay, 0, 200);
  EXPECT_LE(answered.times_ms.size(), 200U);
  EXPECT_GE(answered.times_ms.size(), 150U);
  EXPECT_THAT(answered.steps_ms, Each(answered.step_ms));
  expectOneBehindTheOther(answered, 0);
  EXPECT_EQ(answered.values.front(), 7);
  EXPECT_EQ(answered.values.back(), 1);
  EXPECT_THAT(answered.values, Each(::testing::AnyOf(7, 1)));
}

TEST_F(Archived, SamplesBesideMeansOfLongTimesAreMeansToo) {
  store(kNow - 20 * kMinute, kNow - 10 * kMinute, 1);
  store(kNow - 10 * kMinute, kNow, 3);
  const Answered day = ask(kNow - kDay, 0, 600);
  EXPECT_GT(day.step_ms, kMinute) << "they would all fit";
  EXPECT_LT(day.times_ms.size(), 60U);
  EXPECT_EQ(ask(kNow - 2 * kHour, 0, 600).step_ms, 0) << "a short range shows them as they are";
}

// The step that the range would need is longer than the hole: nothing comes from the archive then,
// and there is nothing that samples as they are would stand beside.
TEST_F(Archived, SamplesBesideAHoleThatNoStepIsWithinStayAsTheyAre) {
  const std::int64_t from = kNow - 11 * kHour, until = from + 4 * kMinute;
  store(from - 10 * kMinute, from);
  store(until, until + 10 * kMinute);
  one.history.process(
      testing::MadeBatch(until + 10 * kMinute).sample(cpu, std::nan(""), Quality::kUnknown));
  one.history.process(testing::MadeBatch(kNow - kMinute).sample(cpu, 1));
  archive.step_ms = kMinute;
  const Answered answered = ask(from - 5 * kMinute, 0, 130);
  EXPECT_EQ(answered.step_ms, 0);
  EXPECT_EQ(answered.times_ms.size(), 92U);
  EXPECT_TRUE(answered.spans.empty());
}

TEST_F(Archived, WhatIsStoredNowhereIsToldAsFarAsTheFilesGo) {
  const Answered answered = ask(kNow - kDay);
  EXPECT_EQ(answered.archived, 48U);
  EXPECT_EQ(answered.times_ms.size(), 48U);
}

TEST_F(Archived, NobodyIsAskedWhereTheStoredSamplesReachBackFarEnough) {
  store(kNow - 50 * kMinute, kNow);
  EXPECT_EQ(ask(kNow - 50 * kMinute).archived, 0U);
  EXPECT_TRUE(ask(kNow - 51 * kMinute).steps_ms.empty()) << "a minute is not worth it";
  EXPECT_EQ(archive.asked, 0);
  EXPECT_EQ(ask(kNow - 55 * kMinute).archived, 1U);
}

// Two hours in which nothing was stored, while all before and behind is.
TEST_F(Archived, AHoleBetweenStoredSamplesIsFilled) {
  const std::int64_t from = kNow - 3 * kHour, until = kNow - kHour;
  store(kNow - 4 * kHour, from);
  store(until, kNow);
  archive.step_ms = kMinute;
  for (const std::int64_t step : {std::int64_t{0}, kMinute, 7 * kMinute}) {
    SCOPED_TRACE(step);
    const Answered answered = ask(kNow - 4 * kHour, step);
    EXPECT_EQ(answered.archived, 0U) << "none of the first";
    EXPECT_EQ(answered.whose, "the files");
    ASSERT_EQ(answered.spans.size(), 1U);
    expectOneBehindTheOther(answered, step == 0 ? 10'000 : step);
    std::int64_t filled_ms = 0;
    for (std::size_t i = 0; i < answered.times_ms.size(); ++i) {
      const bool archived = answered.isArchived(i);
      EXPECT_EQ(answered.values[i], archived ? 7 : 1) << i << ": no step mixes them";
      EXPECT_EQ(answered.qualities[i], archived ? PV_ESTIMATED : PV_LIVE) << i;
      EXPECT_EQ(std::isnan(answered.minimums[i]), archived && answered.steps_ms[i] > 0) << i;
      if (!archived) continue;
      EXPECT_GE(answered.times_ms[i], from) << i;
      EXPECT_LE(answered.times_ms[i] + answered.steps_ms[i], until) << i;
      filled_ms += answered.steps_ms[i];
    }
    EXPECT_GE(filled_ms, 2 * kHour - 2 * std::max(step, kMinute));
  }
}

TEST_F(Archived, ThePastAndAHoleAreAskedForInOne) {
  store(kNow - 4 * kHour, kNow - 3 * kHour);
  store(kNow - kHour, kNow);
  const Answered answered = ask(kNow - kDay);
  ASSERT_EQ(archive.queries.size(), 1U);
  EXPECT_EQ(archive.queries[0].from_ms, kNow - kDay);
  EXPECT_EQ(archive.queries[0].to_ms, kNow - kHour);
  ASSERT_EQ(answered.spans.size(), 2U);
  EXPECT_EQ(answered.spans[0].count, answered.archived);
  EXPECT_EQ(answered.archived, 40U);
  EXPECT_EQ(answered.spans[1].count, 4U);
  expectOneBehindTheOther(answered, 10'000);
}

// The range begins and ends within it, or at one end of it.
TEST_F(Archived, APartOfAHoleIsFilledAsWell) {
  store(kNow - 20 * kHour, kNow - 10 * kHour);
  store(kNow - 2 * kHour, kNow);
  const auto part = [&](std::int64_t from_ms, std::int64_t to_ms) {
    return ask(from_ms, 0, 0, PV_AVERAGE, to_ms).spans.size();
  };
  EXPECT_EQ(part(kNow - 8 * kHour, kNow - 4 * kHour), 1U);
  EXPECT_EQ(part(kNow - 11 * kHour, kNow - 4 * kHour), 1U);
  EXPECT_EQ(part(kNow - 8 * kHour, kNow - kHour), 1U);
  EXPECT_EQ(part(kNow - 12 * kHour, kNow - 11 * kHour), 0U);
}

TEST_F(Archived, WhatIsNoHoleIsLeftAlone) {
  const auto sampled = [&](std::int64_t at, double value, Quality quality = Quality::kLive) {
    one.history.process(testing::MadeBatch(at).sample(cpu, value, quality));
  };
  // Every five minutes, as it always was; then it was said that nothing is known.
  for (int i = 0; i < 20; ++i) sampled(kNow - 5 * kHour + i * 5 * kMinute, 1);
  sampled(kNow - 200 * kMinute, std::nan(""), Quality::kUnknown);
  for (int i = 0; i < 8; ++i) sampled(kNow - kHour + i * 5 * kMinute, 1);
  // What is behind the newest, or began in the last half hour, the source tells itself.
  EXPECT_TRUE(ask(kNow - 5 * kHour).spans.empty());
  EXPECT_EQ(archive.asked, 0);
  sampled(kNow - kMinute, 1);
  EXPECT_TRUE(ask(kNow - 5 * kHour).spans.empty());
  EXPECT_EQ(archive.asked, 0);
}

TEST_F(Archived, NobodyIsAskedForWhatASourceFillsInItself) {
  ask(kNow - 20 * kMinute);
  EXPECT_EQ(archive.asked, 0);
}

TEST_F(Archived, IsAskedForWhatIsMissingAlone) {
  const std::int64_t begin = kNow - 20 * kMinute;
  store(begin, kNow);
  ask(kNow - kDay);
  ASSERT_EQ(archive.queries.size(), 1U);
  EXPECT_EQ(archive.queries[0].from_ms, kNow - kDay);
  EXPECT_EQ(archive.queries[0].to_ms, begin);
}

TEST_F(Archived, AnArchiveThatFailsChangesNothing) {
  store(kNow - 20 * kMinute, kNow);
  archive.status = PV_FAILED;
  const Answered answered = ask(kNow - kDay);
  EXPECT_EQ(answered.times_ms.size(), 120U);
  EXPECT_EQ(answered.archived, 0U);
  EXPECT_THAT(answered.steps_ms, IsEmpty());
  EXPECT_EQ(answered.incomplete, "the files could not be read");
}

TEST_F(Archived, OneThatSaysWhyItDoesNotTellIsHeard) {
  archive.status = PV_FAILED;
  archive.why = "may not be read: the token has no VM.Audit";
  EXPECT_EQ(ask(kNow - kDay).incomplete, "the files may not be read: the token has no VM.Audit");
}

TEST_F(Archived, WhatNobodyKeepsIsSaidToBeInNoArchive) {
  archive.knows = false;
  for (const char* total : {"lab/cluster/lab", "lab/pool/prod", "all/fleet/all"}) {
    cpu = one.host.series(total, "cpu_usage_ratio");
    store(kNow - 20 * kMinute, kNow);
    const Answered answered = ask(kNow - kDay);
    EXPECT_EQ(answered.times_ms.size(), 120U);
    EXPECT_EQ(answered.incomplete, "") << "asking again brings nothing";
    EXPECT_THAT(answered.not_archived, ::testing::HasSubstr("totals and pools"));
    EXPECT_EQ(ask(kNow - 20 * kMinute).not_archived, "") << "nothing is missing";
  }
}

// As while a source begins anew, or waits for its next try.
TEST_F(Archived, WhatAnArchiveThatIsAwayMayHaveMayStillCome) {
  store(kNow - 20 * kMinute, kNow);
  archive.knows = false;
  const Answered answered = ask(kNow - kDay);
  EXPECT_EQ(answered.times_ms.size(), 120U);
  EXPECT_THAT(answered.incomplete, ::testing::HasSubstr("could not be asked now"));
  EXPECT_EQ(answered.not_archived, "");
  archive.knows = true;
  EXPECT_EQ(ask(kNow - kDay).incomplete, "");
}

TEST_F(Archived, OneThatHadNoTimeForAllTellsWhatItHasAndThatThereIsMore) {
  archive.status = PV_RETRY;
  const Answered early = ask(kNow - kDay);
  EXPECT_EQ(early.archived, 48U);
  EXPECT_EQ(early.incomplete, "the files could not be asked now");
  archive.status = PV_OK;
  EXPECT_EQ(ask(kNow - kDay).incomplete, "");
}

TEST_F(Archived, MeansHaveNoExtremes) {
  store(kNow - 20 * kMinute, kNow);
  for (const std::int64_t row : {kMinute, 30 * kMinute})
    for (const auto aggregate : {PV_AVERAGE, PV_MINIMUM, PV_LAST}) {
      archive.step_ms = row;
      const Answered day = ask(kNow - kDay, 7 * kMinute, 0, aggregate);
      ASSERT_GT(day.archived, 0U);
      EXPECT_EQ(day.archived_as, kMeans);
      EXPECT_EQ(archive.queries.back().aggregate, kMeans);
      for (std::size_t i = 0; i < day.times_ms.size(); ++i) {
        EXPECT_EQ(std::isnan(day.minimums[i]), i < day.archived) << i;
        EXPECT_EQ(std::isnan(day.maximums[i]), i < day.archived) << i;
      }
    }
}

TEST_F(Archived, TheGreatestHaveTheirMaximumsAlone) {
  const Answered day = ask(kNow - kDay, 0, 0, PV_MAXIMUM);
  ASSERT_EQ(day.archived, 48U);
  EXPECT_EQ(day.archived_as, kGreatest);
  EXPECT_EQ(archive.queries.back().aggregate, kGreatest);
  EXPECT_THAT(day.maximums, Each(7));
  EXPECT_TRUE(std::isnan(day.minimums.front()));
}

TEST_F(Archived, FewWaitForAnArchiveThatHangs) {
  store(kNow - 20 * kMinute, kNow);
  archive.hangs = true;
  std::vector<std::thread> waiting;
  for (int i = 0; i < ArchiveReader::kWaitingMost; ++i)
    waiting.emplace_back([this] { ask(kNow - kDay); });
  {
    std::unique_lock lock(archive.mutex);
    archive.changed.wait(lock, [&] { return archive.waiting == ArchiveReader::kWaitingMost; });
  }
  // Everybody else is answered while they wait, with what is at hand.
  EXPECT_EQ(ask(kNow - kDay).times_ms.back(), kNow - 10'000);
  EXPECT_EQ(archive.queries.back().patience_ms, 0);
  {
    const std::lock_guard lock(archive.mutex);
    archive.hangs = false;
  }
  archive.changed.notify_all();
  for (auto& each : waiting) each.join();
}

TEST(Joined, StepsThatChangeWithinTheArchiveStandOneBehindTheOther) {
  const std::vector<PastRow> rows = {{0, 1800, 1}, {1800, 1800, 2}, {3650, 60, 3}, {3710, 60, 4}};
  const std::vector<Point> stored = {{3775, 9, PV_LIVE}, {3785, 9, PV_LIVE}};
  for (const std::int64_t step : {0, 10, 60, 100, 1000, 1800, 4000}) {
    SCOPED_TRACE(step);
    Answer answer;
    join(rows, stored, std::vector<Hole>{{0, 3775, 0}}, step, PV_AVERAGE, answer);
    for (std::size_t i = 1; i < answer.times_ms.size(); ++i)
      EXPECT_LE(answer.times_ms[i - 1] + answer.steps_ms[i - 1], answer.times_ms[i]);
    ASSERT_EQ(answer.steps_ms.size(), answer.times_ms.size());
    EXPECT_EQ(answer.values.back(), 9);
    EXPECT_LT(answer.archived(), answer.times_ms.size());
  }
}

// The last stored one is in the step before it.
TEST(Joined, AStepThatNoSampleIsInIsTheArchives) {
  const std::vector<PastRow> rows = {{0, 60, 1}, {60, 60, 2}, {120, 60, 3}};
  const std::vector<Point> stored = {{55, 9, PV_LIVE}, {130, 9, PV_LIVE}};
  Answer answer;
  join(rows, stored, std::vector<Hole>{{65, 130, 1}}, 60, PV_AVERAGE, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(0, 60, 120));
  EXPECT_THAT(answer.values, ElementsAre(9, 2, 9));
}

TEST(Joined, RowsAreCutAtBothEnds) {
  Answer answer;
  join(std::vector<PastRow>{{0, 100, 1}, {100, 100, 2}, {200, 100, 3}}, {},
       std::vector<Hole>{{50, 250, 0}}, 0, PV_AVERAGE, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(50, 100, 200));
  EXPECT_THAT(answer.steps_ms, ElementsAre(50, 100, 50));
  EXPECT_EQ(answer.archived(), 3U);
}

TEST(Joined, TheRestOfALongRowEndsWhereTheNextOneBegins) {
  Answer answer;
  join(std::vector<PastRow>{{0, 100, 1}, {100, 100, 2}}, {}, std::vector<Hole>{{75, 150, 0}}, 60,
       PV_AVERAGE, answer);
  EXPECT_THAT(answer.times_ms, ElementsAre(75, 100));
  EXPECT_THAT(answer.steps_ms, ElementsAre(25, 50));
  EXPECT_THAT(answer.values, ElementsAre(1, 2));
}

}  // namespace
}  // namespace pipevane::history
