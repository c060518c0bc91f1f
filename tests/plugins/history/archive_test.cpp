// What comes before the stored samples, from an archive that the test knows.
#include "plugins/history/archive/archive_reader.h"
#include "tests/plugins/history/archived.h"

#include <gmock/gmock.h>

#include <cmath>
#include <thread>

namespace pipevane::history {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

}  // namespace
}  // namespace pipevane::history
