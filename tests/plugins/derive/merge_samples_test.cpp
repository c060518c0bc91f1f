// Samples of several components that tell of the same.
#include "plugins/derive/merge/merge.h"

#include "tests/plugins/derive/merged_guest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::derive {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MergeSamplesTest : public MergedGuest {
 protected:
  // When the counter was told, behind so many times.
  std::vector<std::int64_t> since(std::size_t count) {
    const auto told = fleet_.times(received_);
    return {told.begin() + static_cast<std::ptrdiff_t>(count), told.end()};
  }
};

TEST_F(MergeSamplesTest, TheSameCycleOfTwoIsOneSample) {
  begin();
  fleet_.give("poll", row(108));
  fleet_.give("push", row(108));
  fleet_.give("push", row(118));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 108'000, 118'000));
  EXPECT_THAT(fleet_.times(rates()), ElementsAre(108'000, 118'000));
  EXPECT_EQ(rate(), 100);
  EXPECT_EQ(count("samples_dropped_total", "doubled"), 6);
  EXPECT_EQ(count("shared_series"), 3);
  EXPECT_EQ(count("shared_entities"), 1);
}

TEST_F(MergeSamplesTest, StampsASecondApartAreOfOneCycle) {
  begin();
  fleet_.give("push", row(108));
  fleet_.give("poll", row(109));
  fleet_.give("poll", row(119));
  fleet_.give("push", row(118));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 108'000, 119'000));
  for (const ToldSample& each : fleet_.samples(rates())) EXPECT_EQ(each.value, 100);
}

TEST_F(MergeSamplesTest, WhatIsOnlyOnesGoesOnUncopied) {
  testing::FakeHost host;
  Merge merge(host.host().dictionary());
  const auto take = [&](std::string component, MadeBatch batch) {
    const pv_batch raw = batch.from(std::move(component)).raw();
    merge.take(Batch(raw));
    return merge.untouched();
  };
  const SeriesId one = host.series("lab/vm/1", "a"), other = host.series("lab/vm/2", "a");
  const EntityId guest = host.dictionary().entity("lab/vm/1");
  EXPECT_TRUE(take("poll", MadeBatch(1000).sample(one, 1).upsert(guest, {{"status", "running"}})));
  EXPECT_TRUE(take("push", MadeBatch(1000).sample(other, 1)));
  EXPECT_TRUE(take("poll", MadeBatch(900).sample(one, NAN, Quality::kUnknown)));
  EXPECT_TRUE(take("poll", MadeBatch(1000).sample(one, 1)));
  EXPECT_TRUE(take("poll", MadeBatch(2000).remove(guest)));
  EXPECT_TRUE(take("poll", MadeBatch(1500).upsert(guest, {{"status", "stopped"}})));
  EXPECT_TRUE(take("poll", MadeBatch(3000).sample(77'777, 1)));
  // Another one's word that says the same changes nothing either.
  EXPECT_TRUE(take("push", MadeBatch(3000).upsert(guest, {{"status", "stopped"}})));
  EXPECT_FALSE(take("push", MadeBatch(1000).sample(one, 1)));
}

TEST_F(MergeSamplesTest, ALostDatagramIsFilledByWhoHasItLater) {
  begin();
  fleet_.give("push", row(118));
  fleet_.give("poll", row(108, PV_END_OF_CYCLE));
  ASSERT_EQ(one_.host.pushed().back().flags(), static_cast<std::uint32_t>(PV_END_OF_CYCLE));
  fleet_.give("poll", row(118));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 118'000, 108'000));
  EXPECT_TRUE(fleet_.samples(received_).back().backfill);
  EXPECT_EQ(count("samples_filled_total"), 3);
  fleet_.give("push", row(128));
  EXPECT_EQ(rate(), 100);
}

TEST_F(MergeSamplesTest, ABackfillOfWhatWasToldIsNotToldAgain) {
  fleet_.give("poll", row(1008));
  for (int second = 1008; second <= 3008; second += 10)
    if (second != 1508) fleet_.give("push", row(second));
  for (int second = 988; second < 3008; second += 10) fleet_.give("poll", row(second, PV_BACKFILL));
  fleet_.give("poll", row(3008));
  fleet_.give("poll", row(3018));
  fleet_.give("push", row(3018));
  const auto& all = fleet_.samples(received_);
  ASSERT_EQ(all.size(), 200u + 2 + 1 + 1);
  EXPECT_EQ(all[200].time_ms, 988'000);  // what was before the first one
  EXPECT_EQ(all[202].time_ms, 1'508'000);
  EXPECT_TRUE(all[202].backfill);
  EXPECT_EQ(all[203].time_ms, 3'018'000);
  EXPECT_EQ(rate(), 100);
}

TEST_F(MergeSamplesTest, WhoComesInAnothersPlaceTellsWhatThatOneDidNot) {
  fleet_.give("one", row(98));
  // A figure that only its list has.
  fleet_.give("one", MadeBatch(at(124)).sample(one_.gauge("memory_host_used_bytes"), 7,
                                               Quality::kEstimated));
  for (int second = 98; second < 138; second += 10)
    fleet_.give("two", row(second, second < 128 ? PV_BACKFILL : 0));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 108'000, 118'000, 128'000));
  EXPECT_THAT(fleet_.times(rates()), ElementsAre(108'000, 118'000, 128'000));
}

// It was asked for at the time of another node, whose clock is ahead.
TEST_F(MergeSamplesTest, WhatOnlyAListToldIsKnownToBeAsNewAsThat) {
  const SeriesId used = one_.gauge("memory_host_used_bytes");
  fleet_.give("poll", row(98));
  fleet_.give("poll", MadeBatch(at(179)).sample(used, 7, Quality::kEstimated));
  for (const int second : {108, 118, 128}) fleet_.give("poll", row(second));
  fleet_.give("push", row(138).sample(used, 8));
  ASSERT_THAT(fleet_.times(used), ElementsAre(179'000, 138'000));
  EXPECT_TRUE(fleet_.samples(used).back().backfill);
  EXPECT_FALSE(fleet_.samples(received_).back().backfill);
  fleet_.give("push", row(188).sample(used, 9));
  EXPECT_FALSE(fleet_.samples(used).back().backfill);
}

TEST_F(MergeSamplesTest, WhoComesLateInAnothersPlaceLeavesNoRateOut) {
  begin();
  fleet_.give("poll", row(108));
  fleet_.give("two", row(148, 0, Quality::kEstimated));
  for (int second = 88; second < 158; second += 10)
    fleet_.give("two", row(second, second < 148 ? PV_BACKFILL : 0));
  for (int second = 158; second < 180; second += 10) fleet_.give("two", row(second));
  auto times = fleet_.times(rates());
  std::ranges::sort(times);
  EXPECT_THAT(times, ElementsAre(108'000, 118'000, 128'000, 138'000, 148'000, 168'000, 178'000));
}

TEST_F(MergeSamplesTest, AListsFiguresStandBackBesideTimedOnes) {
  fleet_.give("list", row(94, 0, Quality::kEstimated));
  fleet_.give("push", row(98));
  fleet_.give("list", row(104, 0, Quality::kEstimated));
  fleet_.give("push", row(108));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(94'000, 98'000, 108'000));
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kLive);
  EXPECT_EQ(count("samples_dropped_total", "estimated"), 3);
  // The push is silent.
  fleet_.give("list", row(134, 0, Quality::kEstimated));
  fleet_.give("list", row(144, 0, Quality::kEstimated));
  EXPECT_EQ(fleet_.times(received_).back(), 144'001);
}

// The memory of a machine that began anew, of which nobody knows yet whose view it is.
TEST_F(MergeSamplesTest, AnEstimateThatWasMeasuredWithTheRestGoesOnWithIt) {
  begin();
  MadeBatch anew(at(108));
  fleet_.give("poll", anew.sample(uptime_, 4).sample(memory_, 7, Quality::kEstimated));
  EXPECT_THAT(fleet_.times(memory_), ElementsAre(98'000, 108'000));
  fleet_.give("push", row(108));
  fleet_.give("push", row(118));
  EXPECT_THAT(fleet_.times(memory_), ElementsAre(98'000, 108'000, 118'000));
}

TEST_F(MergeSamplesTest, EstimatesFillNoGap) {
  begin();
  for (const int second : {130, 140, 150}) fleet_.give("list", row(second, 0, Quality::kEstimated));
  // What was missed meanwhile comes before the push goes on, and after it.
  fleet_.give("poll", row(108, PV_BACKFILL));
  fleet_.give("poll", row(118, PV_BACKFILL));
  fleet_.give("push", row(158));
  for (const int second : {128, 138, 148}) fleet_.give("poll", row(second, PV_BACKFILL));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 130'001, 140'001, 150'001, 108'000,
                                                   118'000, 158'000, 128'000, 138'000, 148'000));
  for (const ToldSample& each : fleet_.samples(rates())) EXPECT_EQ(each.value, 100);
}

// What was measured at the time at which a list was asked for comes later.
TEST_F(MergeSamplesTest, NoTimeIsToldTwiceThoughSomethingWasEstimatedThen) {
  begin();
  for (const int second : {138, 148, 158}) fleet_.give("list", row(second, 0, Quality::kEstimated));
  for (const int second : {138, 148}) fleet_.give("poll", row(second, PV_BACKFILL));
  EXPECT_THAT(fleet_.times(received_),
              ElementsAre(98'000, 138'001, 148'001, 158'001, 138'000, 148'000));
}

TEST_F(MergeSamplesTest, WhoCatchesUpLiveHasNoClockThatWasSetBack) {
  begin();
  for (int second = 108; second < 200; second += 10) fleet_.give("push", row(second));
  const auto told = fleet_.times(received_);
  for (int second = 108; second < 200; second += 10) fleet_.give("poll", row(second));
  EXPECT_EQ(fleet_.times(received_), told);
}

// By a clock that is wrong by hours, or in a datagram that somebody made up.
TEST_F(MergeSamplesTest, WhatOneToldOfTomorrowSilencesNobodyForLong) {
  begin();
  fleet_.give("push", row(50'000));
  const auto told = fleet_.times(received_);
  for (int second = 108; second < 190; second += 10) fleet_.give("poll", row(second));
  EXPECT_EQ(since(told.size()),
            (std::vector<std::int64_t>{138'000, 148'000, 158'000, 168'000, 178'000, 188'000}));
  EXPECT_EQ(rate(), 100);
  // At the right time again, and of the poll's cycles.
  fleet_.give("push", row(188));
  fleet_.give("push", row(198));
  fleet_.give("poll", row(198));
  EXPECT_EQ(since(told.size() + 6), (std::vector<std::int64_t>{198'000}));
}

TEST_F(MergeSamplesTest, WhoGoesOnAheadIsFollowed) {
  begin();
  for (int second = 108; second < 200; second += 10) {
    fleet_.give("push", row(second + 50'000));
    fleet_.give("poll", row(second));
  }
  const auto told = fleet_.times(received_);
  EXPECT_EQ(
      std::count_if(told.begin(), told.end(), [](std::int64_t each) { return each > 50'000'000; }),
      10);
}

TEST_F(MergeSamplesTest, WhoKnowsNothingSinceAClockWasAheadTakesNothingBack) {
  begin();
  fleet_.give("push", row(1'108));
  fleet_.give("poll", row(1'108));
  for (const int second : {118, 128, 138, 148}) fleet_.give("push", row(second));
  fleet_.give("poll", lost(1'108));
  fleet_.give("push", row(158));
  EXPECT_THAT(fleet_.times(received_),
              ElementsAre(98'000, 1'108'000, 118'000, 128'000, 138'000, 148'000, 158'000));
}

TEST_F(MergeSamplesTest, SeveralGapsAreFilledThatAreOlderThanLongerOnes) {
  begin();
  int second = 98;
  for (const int gap : {20, 30, 40, 50, 60}) fleet_.give("push", row(second += gap));
  for (int missed = 108; missed < second; missed += 10)
    fleet_.give("poll", row(missed, PV_BACKFILL));
  EXPECT_EQ(fleet_.samples(received_).size(), 21u);
}

// As where a clock was set, and then a datagram was lost.
TEST_F(MergeSamplesTest, OneThatIsMissingIsFilledHoweverShortTheGap) {
  begin();
  fleet_.give("push", row(113));
  fleet_.give("poll", row(103, PV_BACKFILL));
  fleet_.give("poll", row(113));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 113'000, 103'000));
}

// As that of a guest that was started: its entity was told of for long.
TEST_F(MergeSamplesTest, WhatWasMeasuredBeforeTheFirstSampleOfASeriesIsFilled) {
  for (int second = 8; second < 100; second += 10)
    fleet_.give("push", MadeBatch(at(second)).sample(memory_, 7));
  fleet_.give("push", row(128));
  fleet_.give("push", row(138));
  fleet_.give("poll", row(108, PV_BACKFILL));
  fleet_.give("poll", row(118));
  fleet_.give("poll", row(128));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(128'000, 138'000, 108'000, 118'000));
}

// Nodes that died leave long ones that nobody fills.
TEST_F(MergeSamplesTest, AsManyGapsAreFilledAsThereAre) {
  begin();
  int second = 98;
  for (int gap = 0; gap < 10; ++gap) fleet_.give("push", row(second += 60));
  const int from = second;
  for (int gap = 0; gap < 20; ++gap) fleet_.give("push", row(second += 20));
  for (int missed = from + 10; missed < second; missed += 10)
    fleet_.give("poll", row(missed, PV_BACKFILL));
  EXPECT_EQ(fleet_.samples(received_).size(), 1u + 10 + 20 + 20);
}

TEST_F(MergeSamplesTest, WhatIsOlderThanAnybodyRemembersIsNotToldAgain) {
  begin();
  for (int second = 108; second < 3'000; second += 10) fleet_.give("push", row(second));
  const std::size_t before = fleet_.samples(received_).size();
  fleet_.give("poll", row(508, PV_BACKFILL));
  EXPECT_EQ(fleet_.samples(received_).size(), before);
}

// A minute and a quarter, so that only the first one is behind by more than a minute. Its times
// fall between those that it told before.
TEST_F(MergeSamplesTest, AClockThatWasSetBackByLittleMoreThanAMinuteIsFollowed) {
  begin();
  for (const int second : {183, 193, 203, 213}) {
    fleet_.give("push", row(second));
    fleet_.give("poll", row(second));
  }
  for (int second = 148; second < 240; second += 10) fleet_.give("push", row(second));
  EXPECT_THAT(fleet_.times(received_),
              ElementsAre(98'000, 183'000, 193'000, 203'000, 213'000, 148'000, 158'000, 168'000,
                          178'000, 188'000, 198'000, 208'000, 218'000, 228'000, 238'000));
  for (const ToldSample& each : fleet_.samples(received_)) EXPECT_FALSE(each.backfill);
  EXPECT_EQ(rate(), 100);
  // The poll has nothing to add to that.
  for (int second = 148; second < 240; second += 10)
    fleet_.give("poll", row(second, second < 218 ? PV_BACKFILL : 0));
  EXPECT_EQ(fleet_.samples(received_).size(), 15u);
}

TEST_F(MergeSamplesTest, WhoIsSilentAfterItsClockWasSetBackEndsWhatItToldLast) {
  begin();
  fleet_.give("push", row(213));
  fleet_.give("push", row(138));
  fleet_.give("push", row(148));
  fleet_.give("push", lost(148));
  EXPECT_EQ(fleet_.samples(received_).back().time_ms, 148'001);
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
}

TEST_F(MergeSamplesTest, WhatDiesAfterItsClockWasSetBackEndsWithWhatWasToldLast) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  fleet_.give("push", row(213));
  fleet_.give("push", row(138));
  fleet_.give("push", row(148));
  fleet_.give("poll", lost(98));
  fleet_.give("poll", says(154, "status", "stopped"));
  fleet_.give("events", says(220, "status", "stopped"));
  EXPECT_EQ(fleet_.samples(received_).back().time_ms, 148'001);
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
}

// They would stand between others that are of later.
TEST_F(MergeSamplesTest, TimesOfAClockThatWasSetBackByLessFillNothing) {
  begin();
  for (const int second : {143, 153, 163}) fleet_.give("push", row(second));
  for (int second = 128; second < 180; second += 10) fleet_.give("push", row(second));
  EXPECT_THAT(fleet_.times(received_),
              ElementsAre(98'000, 143'000, 153'000, 163'000, 168'000, 178'000));
}

TEST_F(MergeSamplesTest, WhatGrowsOldIsTheValueThatWasTold) {
  const SeriesId host = one_.gauge("memory_host_used_bytes");
  const auto figure = [&](double seconds, double value, Quality quality, int ms = 0) {
    return MadeBatch(at(seconds) + ms).sample(host, value, quality);
  };
  fleet_.give("push", figure(98, 7, Quality::kLive));
  fleet_.give("poll", figure(102, 7, Quality::kEstimated));
  fleet_.give("push", figure(108, 7, Quality::kLive));
  // It stands back.
  fleet_.give("poll", figure(112, 8, Quality::kEstimated));
  fleet_.give("push", figure(108, 7, Quality::kStale, 1));
  fleet_.give("poll", figure(112, 8, Quality::kStale, 1));
  const ToldSample& last = fleet_.samples(host).back();
  EXPECT_EQ(last.value, 7);
  EXPECT_EQ(last.quality, Quality::kStale);
}

TEST_F(MergeSamplesTest, ALiveClockThatWasSetBackIsFollowed) {
  begin();
  for (int second = 4008; second < 4050; second += 10) fleet_.give("push", row(second));
  for (int second = 508; second < 600; second += 10) {
    fleet_.give("push", row(second));
    fleet_.give("poll", row(second));
  }
  EXPECT_EQ(fleet_.times(received_).back(), 598'000);
  EXPECT_EQ(rate(), 100);
}

TEST_F(MergeSamplesTest, FlagsEventsAndExchangesOfABatchStay) {
  begin();
  pv_event event{};
  event.size = sizeof event;
  event.entity = PV_NONE;
  event.id = text("UPID:1");
  pv_exchange exchange{};
  exchange.size = sizeof exchange;
  exchange.path = text("/push");
  fleet_.give("push", row(98, PV_END_OF_CYCLE).event(event).exchange(exchange));
  ASSERT_EQ(one_.host.pushed().size(), 1u);
  const MadeBatch& rest = one_.host.pushed()[0];
  EXPECT_THAT(rest.series(), IsEmpty());
  EXPECT_EQ(rest.flags(), static_cast<std::uint32_t>(PV_END_OF_CYCLE));
  EXPECT_EQ(rest.events().size(), 1u);
  EXPECT_EQ(rest.exchanges().size(), 1u);
  fleet_.give("push", row(98));
  EXPECT_THAT(one_.host.pushed(), IsEmpty());
}

TEST_F(MergeSamplesTest, TotalsAreMadeWhoeverToldLast) {
  const EntityId cluster = one_.host.dictionary().entity("lab/cluster/lab");
  fleet_.give("poll", MadeBatch(at(94)).upsert(cluster, {{"name", "lab"}}));
  fleet_.give("poll", says(94, "status", "running"));
  fleet_.give("poll", row(98));
  fleet_.give("push", row(98));
  fleet_.give("poll", MadeBatch(at(104), PV_END_OF_CYCLE));
  EXPECT_EQ(fleet_.samples(one_.gauge("guests_running_count", "lab/cluster/lab")).back().value, 1);
}

}  // namespace
}  // namespace pipevane::derive
