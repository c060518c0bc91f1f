// What comes of several components that tell of the same: timelines in seconds.
#include "plugins/derive/merge/merge.h"

#include "tests/plugins/derive/told_fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pipevane/figures.h>
#include <pipevane/provenance.h>

#include <cmath>

namespace pipevane::derive {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MadeBatch;

const std::string kGuest = "lab/vm/100";
const std::string kNode = "lab/node/pve1";

std::int64_t at(double seconds) { return static_cast<std::int64_t>(std::llround(seconds * 1000)); }

class MergeTest : public ::testing::Test {
 protected:
  // A guest's figures of one cycle: 100 bytes a second since it began at 0.
  MadeBatch row(double seconds, std::uint32_t flags = 0, Quality quality = Quality::kLive) {
    MadeBatch batch(at(seconds), flags);
    batch.sample(uptime_, seconds, quality).sample(memory_, 7, quality);
    return batch.sample(received_, 100 * seconds, quality);
  }
  // Of one that does not run.
  MadeBatch stoppedRow(double seconds) {
    MadeBatch batch(at(seconds));
    batch.sample(uptime_, NAN, Quality::kUnknown).sample(memory_, 7);
    return batch.sample(received_, NAN, Quality::kUnknown);
  }
  // Its source cannot tell any more.
  MadeBatch lost(double seconds) {
    MadeBatch batch(at(seconds) + 1);
    return batch.sample(received_, NAN, Quality::kUnknown);
  }
  MadeBatch says(double seconds, const std::string& name, const std::string& value,
                 const std::string& entity = kGuest) {
    MadeBatch batch(at(seconds));
    return batch.upsert(one_.host.dictionary().entity(entity), {{name, value}});
  }
  MadeBatch removed(double seconds) {
    MadeBatch batch(at(seconds));
    return batch.remove(one_.host.dictionary().entity(kGuest));
  }
  std::string status(const std::string& entity = kGuest) {
    return fleet_.attribute(entity, "status");
  }
  // Its last rate.
  double rate() { return fleet_.samples(rates()).back().value; }
  SeriesId rates() { return one_.gauge("network_receive_bytes_per_second"); }
  // Both tell the guest's first figures at 98 s.
  void begin() {
    fleet_.give("poll", says(94, "status", "running"));
    fleet_.give("push", row(98));
    fleet_.give("poll", row(98));
  }
  double count(const std::string& name, const std::string& reason = "") {
    struct Wanted {
      std::string name, reason;
      double value = -1;
    } wanted{name, reason};
    one_.derive.service<pv_figures>(PV_FIGURES)
        ->read(one_.derive.serviceSelf(), &wanted, [](void* context, const pv_figure* figure) {
          auto& want = *static_cast<Wanted*>(context);
          const bool reasoned = figure->label_count > 0;
          if (view(figure->name) == want.name &&
              (reasoned ? str(figure->labels[0].value) : "") == want.reason)
            want.value = figure->value;
        });
    return wanted.value;
  }

  OneDerive one_;
  ToldFleet fleet_{one_};
  SeriesId uptime_ = one_.host.series(kGuest, "uptime_seconds", "seconds");
  SeriesId memory_ = one_.gauge("memory_total_bytes");
  SeriesId received_ = one_.counter("network_receive_bytes_total");
};

TEST_F(MergeTest, TheSameCycleOfTwoIsOneSample) {
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

TEST_F(MergeTest, StampsASecondApartAreOfOneCycle) {
  begin();
  fleet_.give("push", row(108));
  fleet_.give("poll", row(109));
  fleet_.give("poll", row(119));
  fleet_.give("push", row(118));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 108'000, 119'000));
  for (const ToldSample& each : fleet_.samples(rates())) EXPECT_EQ(each.value, 100);
}

TEST_F(MergeTest, WhatIsOnlyOnesGoesOnUncopied) {
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

TEST_F(MergeTest, ALostDatagramIsFilledByWhoHasItLater) {
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

TEST_F(MergeTest, ABackfillOfWhatWasToldIsNotToldAgain) {
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

TEST_F(MergeTest, WhoComesInAnothersPlaceTellsWhatThatOneDidNot) {
  fleet_.give("one", row(98));
  // A figure that only its list has.
  fleet_.give("one", MadeBatch(at(124)).sample(one_.gauge("memory_host_used_bytes"), 7,
                                               Quality::kEstimated));
  for (int second = 98; second < 138; second += 10)
    fleet_.give("two", row(second, second < 128 ? PV_BACKFILL : 0));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 108'000, 118'000, 128'000));
  EXPECT_THAT(fleet_.times(rates()), ElementsAre(108'000, 118'000, 128'000));
}

TEST_F(MergeTest, WhoComesLateInAnothersPlaceLeavesNoRateOut) {
  begin();
  fleet_.give("poll", row(108));
  fleet_.give("two", row(148, 0, Quality::kEstimated));
  for (int second = 88; second < 158; second += 10)
    fleet_.give("two", row(second, second < 148 ? PV_BACKFILL : 0));
  for (int second = 158; second < 180; second += 10) fleet_.give("two", row(second));
  auto times = fleet_.times(rates());
  std::ranges::sort(times);
  EXPECT_THAT(times, ElementsAre(108'000, 118'000, 128'000, 138'000, 168'000, 178'000));
}

TEST_F(MergeTest, AListsFiguresStandBackBesideTimedOnes) {
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
  EXPECT_EQ(fleet_.times(received_).back(), 144'000);
}

TEST_F(MergeTest, EstimatesFillNoGap) {
  begin();
  for (const int second : {130, 140, 150}) fleet_.give("list", row(second, 0, Quality::kEstimated));
  // What was missed meanwhile comes before the push goes on, and after it.
  fleet_.give("poll", row(108, PV_BACKFILL));
  fleet_.give("poll", row(118, PV_BACKFILL));
  fleet_.give("push", row(158));
  for (const int second : {128, 138, 148}) fleet_.give("poll", row(second, PV_BACKFILL));
  EXPECT_THAT(fleet_.times(received_), ElementsAre(98'000, 130'000, 140'000, 150'000, 108'000,
                                                   118'000, 158'000, 128'000, 138'000, 148'000));
  for (const ToldSample& each : fleet_.samples(rates())) EXPECT_EQ(each.value, 100);
}

TEST_F(MergeTest, WhoCatchesUpLiveHasNoClockThatWasSetBack) {
  begin();
  for (int second = 108; second < 200; second += 10) fleet_.give("push", row(second));
  const auto told = fleet_.times(received_);
  for (int second = 108; second < 200; second += 10) fleet_.give("poll", row(second));
  EXPECT_EQ(fleet_.times(received_), told);
}

TEST_F(MergeTest, WhoKnowsNothingSinceAClockWasAheadTakesNothingBack) {
  begin();
  fleet_.give("push", row(1'108));
  fleet_.give("poll", row(1'108));
  for (const int second : {118, 128, 138, 148}) fleet_.give("push", row(second));
  fleet_.give("poll", lost(1'108));
  fleet_.give("push", row(158));
  EXPECT_THAT(fleet_.times(received_),
              ElementsAre(98'000, 1'108'000, 118'000, 128'000, 138'000, 148'000, 158'000));
}

TEST_F(MergeTest, SeveralGapsAreFilledThatAreOlderThanLongerOnes) {
  begin();
  int second = 98;
  for (const int gap : {20, 30, 40, 50, 60}) fleet_.give("push", row(second += gap));
  for (int missed = 108; missed < second; missed += 10)
    fleet_.give("poll", row(missed, PV_BACKFILL));
  EXPECT_EQ(fleet_.samples(received_).size(), 21u);
}

TEST_F(MergeTest, ALiveClockThatWasSetBackIsFollowed) {
  begin();
  for (int second = 4008; second < 4050; second += 10) fleet_.give("push", row(second));
  for (int second = 508; second < 600; second += 10) {
    fleet_.give("push", row(second));
    fleet_.give("poll", row(second));
  }
  EXPECT_EQ(fleet_.times(received_).back(), 598'000);
  EXPECT_EQ(rate(), 100);
}

// ---- status

TEST_F(MergeTest, AnEventsStatusStaysUntilFiguresAreNewer) {
  begin();
  fleet_.give("events", says(100, "status", "stopped"));
  EXPECT_EQ(status(), "stopped");
  // The list says the same as before, so that it is not told; nor do old figures bear it out.
  fleet_.give("poll", says(104, "lock", "backup"));
  fleet_.give("poll", row(98));
  EXPECT_EQ(status(), "stopped");
  fleet_.give("poll", stoppedRow(108));
  EXPECT_EQ(status(), "stopped");
  fleet_.give("poll", says(114, "status", "stopped"));
  EXPECT_EQ(status(), "stopped");
}

TEST_F(MergeTest, FiguresOfSomethingThatRunsEndAWrongEvent) {
  begin();
  fleet_.give("events", says(100, "status", "stopped"));
  fleet_.give("poll", row(108));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeTest, AStartThatFailedSilentlyIsTakenBackByFigures) {
  fleet_.give("poll", says(94, "status", "stopped"));
  fleet_.give("poll", stoppedRow(98));
  fleet_.give("events", says(100, "status", "running"));
  EXPECT_EQ(status(), "running");
  fleet_.give("poll", stoppedRow(108));
  EXPECT_EQ(status(), "stopped");
}

TEST_F(MergeTest, AListToldBeforeTheFiguresOfItsCycleDoesNotBringAStatusBack) {
  fleet_.give("poll", says(94, "status", "stopped"));
  fleet_.give("poll", stoppedRow(98));
  fleet_.give("events", says(107, "status", "running"));
  // The list of 107.8 still said stopped; the guest's first figures show that it runs.
  fleet_.give("poll", row(108));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeTest, ARestartWithinACycleEndsRunning) {
  begin();
  fleet_.give("events", says(103, "status", "running"));
  fleet_.give("events", says(100, "status", "stopped"));  // told late
  EXPECT_EQ(status(), "running");
  fleet_.give("poll", row(108));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeTest, AListWithoutTimesIsACycleOld) {
  fleet_.give("list", says(84, "status", "running"));
  fleet_.give("list", row(94, 0, Quality::kEstimated));
  fleet_.give("events", says(100, "status", "stopped"));
  fleet_.give("list", row(104, 0, Quality::kEstimated));
  EXPECT_EQ(status(), "stopped");
  fleet_.give("list", row(114, 0, Quality::kEstimated));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeTest, TheFirstListOfASourceIsNoNewerThanAnEvent) {
  fleet_.give("events", says(100, "status", "stopped"));
  fleet_.give("poll", MadeBatch(at(104))
                          .sample(memory_, 7, Quality::kEstimated)
                          .upsert(one_.host.dictionary().entity(kGuest), {{"status", "running"}}));
  EXPECT_EQ(status(), "stopped");
}

TEST_F(MergeTest, ADeadNodesGuestsDoNotRunThoughAPushToldSoAMomentAgo) {
  fleet_.give("push", says(58, "status", "online", kNode));
  fleet_.give("push", says(58, "node", "pve1"));
  fleet_.give("push", says(58, "status", "running"));
  begin();
  fleet_.give("poll", lost(98));
  // The guest stands before its node in the batch.
  const EntityId guest = one_.host.dictionary().entity(kGuest);
  const EntityId node = one_.host.dictionary().entity(kNode);
  fleet_.give("poll", MadeBatch(at(100))
                          .upsert(guest, {{"status", "unknown"}})
                          .upsert(node, {{"status", "offline"}}));
  EXPECT_EQ(status(kNode), "offline");
  EXPECT_EQ(status(), "unknown");
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
  // It was a mistake: the push goes on.
  fleet_.give("push", row(108));
  EXPECT_EQ(status(), "running");
  EXPECT_EQ(fleet_.samples(received_).back().value, 10'800);
}

TEST_F(MergeTest, ADeadNodeOfWhichAPushKnowsNothingAnyMoreIsDead) {
  fleet_.give("push", says(58, "status", "online", kNode));
  fleet_.give("poll", says(58, "status", "online", kNode));
  fleet_.give("poll", says(100, "status", "offline", kNode));
  fleet_.give("push", says(390, "status", "unknown", kNode));
  EXPECT_EQ(status(kNode), "offline");
  fleet_.give("poll", says(400, "status", "unknown", kNode));
  EXPECT_EQ(status(kNode), "unknown");
}

TEST_F(MergeTest, ANodeThatGoesDownLaterTakesWhatWasStoodBy) {
  fleet_.give("push", says(58, "node", "pve1"));
  fleet_.give("push", says(58, "status", "running"));
  fleet_.give("poll", says(58, "status", "online", kNode));
  begin();
  fleet_.give("push", row(128));
  fleet_.give("poll", says(134, "status", "unknown"));
  EXPECT_EQ(status(), "running");
  fleet_.give("poll", says(144, "status", "offline", kNode));
  EXPECT_EQ(status(), "unknown");
}

TEST_F(MergeTest, APollThatFailsTakesNothingFromAPushThatGoesOn) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  for (int second = 108; second < 158; second += 10) {
    fleet_.give("push", row(second));
    if (second == 128) fleet_.give("poll", lost(98));
    if (second == 128) fleet_.give("poll", says(134, "status", "unknown"));
    EXPECT_EQ(status(), "running") << second;
    EXPECT_EQ(rate(), 100) << second;
  }
  EXPECT_EQ(count("samples_dropped_total", "doubted"), 1);
  for (const ToldSample& each : fleet_.samples(received_)) EXPECT_EQ(each.quality, Quality::kLive);
}

TEST_F(MergeTest, NothingIsKnownOnceNobodyKnows) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  fleet_.give("push", row(108));
  fleet_.give("poll", lost(98));
  fleet_.give("poll", says(134, "status", "unknown"));
  EXPECT_EQ(status(), "running");
  fleet_.give("push", lost(108));
  fleet_.give("push", says(150, "status", "unknown"));
  EXPECT_EQ(status(), "unknown");
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
  EXPECT_EQ(fleet_.samples(received_).back().time_ms, 108'001);
  fleet_.give("poll", row(168));
  EXPECT_EQ(fleet_.samples(received_).back().value, 16'800);
}

TEST_F(MergeTest, TheWordOfASourceThatIsGoneForGoodDoesNotStand) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  pv_component_status there[2]{};
  for (pv_component_status& each : there) each.size = sizeof each;
  there[0].id = text("poll");
  there[1].id = text("derived");
  pv_pipeline_status pipeline{};
  pipeline.size = sizeof pipeline;
  pipeline.component_count = 2;
  pipeline.components = there;
  one_.host.show(pipeline);
  fleet_.give("poll", says(104, "status", "unknown"));
  EXPECT_EQ(status(), "unknown");
}

TEST_F(MergeTest, WhoKnowsNothingWhileTheOtherIsSilentEndsTheSeries) {
  begin();
  fleet_.give("poll", row(168));
  fleet_.give("poll", lost(168));
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
}

TEST_F(MergeTest, AGuestThatStoppedHasNoFiguresThoughThePushWasLater) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  fleet_.give("poll", lost(98));
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kLive);
  fleet_.give("poll", says(104, "status", "stopped"));
  EXPECT_EQ(status(), "stopped");
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
}

// ---- other attributes

TEST_F(MergeTest, AGuestThatMovesIsWhereTheNewestSays) {
  begin();
  fleet_.give("poll", says(99, "node", "pve1"));
  fleet_.give("push", says(99, "node", "pve1"));
  fleet_.give("events", says(103, "node", "pve2"));
  EXPECT_EQ(fleet_.attribute(kGuest, "node"), "pve2");
  fleet_.give("poll", says(104, "node", "pve2"));
  fleet_.give("push", row(108).upsert(one_.host.dictionary().entity(kGuest), {{"node", "pve2"}}));
  fleet_.give("poll", says(101, "node", "pve1"));  // what was on its way
  EXPECT_EQ(fleet_.attribute(kGuest, "node"), "pve2");
}

TEST_F(MergeTest, NamesThatDifferForGoodDoNotFlap) {
  begin();
  fleet_.give("poll", says(99, "name", "web.lab"));
  fleet_.give("push", says(100, "name", "web-lab"));
  const int before = fleet_.words();
  for (int second = 108; second < 600; second += 10) {
    if (second % 60 != 8) fleet_.give("push", row(second));
    fleet_.give("poll", row(second));
  }
  EXPECT_EQ(fleet_.words(), before);
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web-lab");
  for (int second = 608; second < 650; second += 10) fleet_.give("poll", row(second));
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web.lab");
}

TEST_F(MergeTest, ARefreshTellsTheWordsThatCount) {
  begin();
  fleet_.give("events", says(100, "status", "stopped"));
  const EntityId guest = one_.host.dictionary().entity(kGuest);
  fleet_.give("poll", MadeBatch(at(104)).upsert(guest, {{"status", "running"}, {"name", "web"}}));
  ASSERT_EQ(one_.host.pushed().size(), 1u);
  EXPECT_EQ(status(), "stopped");
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web");
  EXPECT_EQ(count("attributes_overruled_total"), 1);
}

// ---- removal

TEST_F(MergeTest, AGuestThatIsGoneDoesNotComeBackWithWhatWasOnItsWay) {
  begin();
  fleet_.give("poll", removed(104));
  fleet_.give("push", row(108));
  fleet_.give("push", row(118));
  fleet_.give("events", says(103, "status", "stopped"));
  EXPECT_FALSE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.times(received_).back(), 98'000);
  EXPECT_EQ(count("samples_dropped_total", "gone"), 6);
}

TEST_F(MergeTest, WhatIsToldOfForLongAfterARemovalIsThereWithAllItsWords) {
  fleet_.give("push", says(58, "status", "running"));
  fleet_.give("push", says(58, "name", "web"));
  begin();
  fleet_.give("poll", removed(104));
  for (int second = 108; second < 130; second += 10) fleet_.give("push", row(second));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(status(), "running");
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web");
  EXPECT_EQ(fleet_.times(received_).back(), 128'000);
}

TEST_F(MergeTest, WhoComesInThePlaceOfOneThatLeavesLosesNothing) {
  fleet_.give("lab", says(94, "status", "running"));
  fleet_.give("lab", row(98));
  fleet_.give("lab", removed(104));
  fleet_.give("first", says(105, "status", "running"));
  fleet_.give("first", row(108));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.times(received_).back(), 108'000);
}

TEST_F(MergeTest, WhoStoodByForOneThatLeavesLosesNothing) {
  fleet_.give("second", says(93, "name", "web"));
  fleet_.give("first", says(94, "status", "running"));
  fleet_.give("first", row(98));
  fleet_.give("first", removed(104));
  fleet_.give("second", says(105, "status", "running"));
  fleet_.give("second", row(108));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.times(received_).back(), 108'000);
}

TEST_F(MergeTest, WhoRemovedItMayTellOfItAgainAtOnce) {
  begin();
  fleet_.give("push", says(99, "name", "old"));
  fleet_.give("poll", removed(104));
  fleet_.give("poll", says(105, "name", "new"));
  fleet_.give("poll", row(108));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "new");
  EXPECT_EQ(fleet_.times(received_).back(), 108'000);
}

// ---- what goes with them

TEST_F(MergeTest, FlagsEventsAndExchangesOfABatchStay) {
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

TEST_F(MergeTest, TotalsAreMadeWhoeverToldLast) {
  const EntityId cluster = one_.host.dictionary().entity("lab/cluster/lab");
  fleet_.give("poll", MadeBatch(at(94)).upsert(cluster, {{"name", "lab"}}));
  fleet_.give("poll", says(94, "status", "running"));
  fleet_.give("poll", row(98));
  fleet_.give("push", row(98));
  fleet_.give("poll", MadeBatch(at(104), PV_END_OF_CYCLE));
  EXPECT_EQ(fleet_.samples(one_.gauge("guests_running_count", "lab/cluster/lab")).back().value, 1);
}

// ---- who said what

std::vector<std::string> wordsAbout(testing::FakeComponent& derive, EntityId entity) {
  std::vector<std::string> words;
  derive.service<pv_provenance>(PV_PROVENANCE)
      ->read(derive.serviceSelf(), entity, &words,
             [](void* context, const pv_provenance_word* word) {
               auto& all = *static_cast<std::vector<std::string>*>(context);
               all.push_back((word->current != 0 ? "*" : "") + str(word->component) + " " +
                             str(word->name) + "=" +
                             (word->kind == PV_OF_ATTRIBUTE
                                  ? str(word->value)
                                  : std::to_string(std::llround(word->number))) +
                             "@" + std::to_string(word->as_of_ms / 1000));
             });
  return words;
}

TEST_F(MergeTest, SaysWhoToldWhatAndWhatOthersSaid) {
  const EntityId guest = one_.host.dictionary().entity(kGuest);
  fleet_.give("poll", says(94, "status", "running"));
  fleet_.give("poll", MadeBatch(at(98)).sample(memory_, 7).sample(uptime_, 98));
  fleet_.give("push", MadeBatch(at(108)).sample(memory_, 8));
  fleet_.give("events", says(110, "status", "stopped"));
  const auto words = wordsAbout(one_.derive, guest);
  ASSERT_EQ(words.size(), 5u);
  EXPECT_EQ(words[0], "*events status=stopped@110");
  EXPECT_EQ(words[1], "poll status=running@98");
  EXPECT_EQ(words[2], "*push memory_total_bytes=8@108");
  EXPECT_THAT(words[3], ::testing::StartsWith("poll memory_total_bytes="));
  EXPECT_THAT(words[4], ::testing::StartsWith("*poll uptime_seconds="));
  EXPECT_THAT(wordsAbout(one_.derive, one_.host.dictionary().entity("lab/vm/999")), IsEmpty());
  EXPECT_THAT(wordsAbout(one_.derive, PV_NONE), IsEmpty());
}

}  // namespace
}  // namespace pipevane::derive
