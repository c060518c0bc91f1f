// Whose word counts for a status.
#include "tests/plugins/derive/merged_guest.h"

#include <gtest/gtest.h>

namespace pipevane::derive {
namespace {

class MergeStatusTest : public MergedGuest {};

TEST_F(MergeStatusTest, AnEventsStatusStaysUntilFiguresAreNewer) {
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

TEST_F(MergeStatusTest, FiguresOfSomethingThatRunsEndAWrongEvent) {
  begin();
  fleet_.give("events", says(100, "status", "stopped"));
  fleet_.give("poll", row(108));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeStatusTest, AStartThatFailedSilentlyIsTakenBackByFigures) {
  fleet_.give("poll", says(94, "status", "stopped"));
  fleet_.give("poll", stoppedRow(98));
  fleet_.give("events", says(100, "status", "running"));
  EXPECT_EQ(status(), "running");
  fleet_.give("poll", stoppedRow(108));
  EXPECT_EQ(status(), "stopped");
}

TEST_F(MergeStatusTest, AListToldBeforeTheFiguresOfItsCycleDoesNotBringAStatusBack) {
  fleet_.give("poll", says(94, "status", "stopped"));
  fleet_.give("poll", stoppedRow(98));
  fleet_.give("events", says(107, "status", "running"));
  // The list of 107.8 still said stopped; the guest's first figures show that it runs.
  fleet_.give("poll", row(108));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeStatusTest, ARestartWithinACycleEndsRunning) {
  begin();
  fleet_.give("events", says(103, "status", "running"));
  fleet_.give("events", says(100, "status", "stopped"));  // told late
  EXPECT_EQ(status(), "running");
  fleet_.give("poll", row(108));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeStatusTest, AListWithoutTimesIsACycleOld) {
  fleet_.give("list", says(84, "status", "running"));
  fleet_.give("list", row(94, 0, Quality::kEstimated));
  fleet_.give("events", says(100, "status", "stopped"));
  fleet_.give("list", row(104, 0, Quality::kEstimated));
  EXPECT_EQ(status(), "stopped");
  fleet_.give("list", row(114, 0, Quality::kEstimated));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeStatusTest, TheFirstListOfASourceIsNoNewerThanAnEvent) {
  fleet_.give("events", says(100, "status", "stopped"));
  fleet_.give("poll", MadeBatch(at(104))
                          .sample(memory_, 7, Quality::kEstimated)
                          .upsert(one_.host.dictionary().entity(kGuest), {{"status", "running"}}));
  EXPECT_EQ(status(), "stopped");
}

TEST_F(MergeStatusTest, ADeadNodesGuestsDoNotRunThoughAPushToldSoAMomentAgo) {
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

TEST_F(MergeStatusTest, ADeadNodeOfWhichAPushKnowsNothingAnyMoreIsDead) {
  fleet_.give("push", says(58, "status", "online", kNode));
  fleet_.give("poll", says(58, "status", "online", kNode));
  fleet_.give("poll", says(100, "status", "offline", kNode));
  fleet_.give("push", says(390, "status", "unknown", kNode));
  EXPECT_EQ(status(kNode), "offline");
  fleet_.give("poll", says(400, "status", "unknown", kNode));
  EXPECT_EQ(status(kNode), "unknown");
}

TEST_F(MergeStatusTest, ANodeThatGoesDownLaterTakesWhatWasStoodBy) {
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

// What the push told at last is of later than that.
TEST_F(MergeStatusTest, ADeadNodeIsDeadThoughItsClockWasAhead) {
  const auto figure = [this](double seconds) {
    return MadeBatch(at(seconds)).sample(one_.gauge("cpu_usage_ratio", kNode), 0.5);
  };
  fleet_.give("push", says(98, "status", "online", kNode));
  fleet_.give("push", figure(183));
  fleet_.give("poll", says(104, "status", "online", kNode));
  fleet_.give("poll", says(128, "status", "offline", kNode));
  EXPECT_EQ(status(kNode), "offline");
}

// Of the guest fewer figures came since its node's clock was set right.
TEST_F(MergeStatusTest, ADeadNodesGuestsDoNotRunThoughTheirFiguresAreOfAClockThatWasAhead) {
  fleet_.give("push", says(98, "node", "pve1"));
  fleet_.give("push", says(98, "status", "running"));
  fleet_.give("push", says(98, "status", "online", kNode));
  begin();
  fleet_.give("push", row(183));
  const EntityId guest = one_.host.dictionary().entity(kGuest);
  const EntityId node = one_.host.dictionary().entity(kNode);
  fleet_.give("poll", MadeBatch(at(128))
                          .upsert(guest, {{"status", "unknown"}})
                          .upsert(node, {{"status", "offline"}}));
  EXPECT_EQ(status(), "unknown");
}

// The list goes on for five minutes, and says that it runs; where nobody knows the poll says so.
TEST_F(MergeStatusTest, WhatOneSaidOfTomorrowDoesNotStandForLong) {
  begin();
  fleet_.give("push", says(50'000, "status", "stopped"));
  fleet_.give("push", stoppedRow(50'000));
  EXPECT_EQ(status(), "stopped");
  for (int second = 108; second < 150; second += 10) fleet_.give("poll", row(second));
  EXPECT_EQ(status(), "running");
}

TEST_F(MergeStatusTest, WhoWasSilentForLongerTakesNothingBack) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  for (int second = 108; second < 200; second += 10) fleet_.give("poll", row(second));
  fleet_.give("push", says(398, "status", "unknown"));
  EXPECT_EQ(status(), "running");
  fleet_.give("poll", says(498, "status", "unknown"));
  EXPECT_EQ(status(), "unknown");
}

TEST_F(MergeStatusTest, WhoWasSilentForAsLongDoes) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  for (int second = 108; second < 200; second += 10) fleet_.give("push", row(second));
  for (int second = 108; second < 180; second += 10) fleet_.give("poll", row(second));
  fleet_.give("poll", says(240, "status", "unknown"));
  EXPECT_EQ(status(), "unknown");
}

TEST_F(MergeStatusTest, APollThatFailsTakesNothingFromAPushThatGoesOn) {
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

TEST_F(MergeStatusTest, NothingIsKnownOnceNobodyKnows) {
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

TEST_F(MergeStatusTest, TheWordOfASourceThatIsGoneForGoodDoesNotStand) {
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

TEST_F(MergeStatusTest, WhoKnowsNothingWhileTheOtherIsSilentEndsTheSeries) {
  begin();
  fleet_.give("poll", row(168));
  fleet_.give("poll", lost(168));
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
}

TEST_F(MergeStatusTest, AGuestThatStoppedHasNoFiguresThoughThePushWasLater) {
  fleet_.give("push", says(58, "status", "running"));
  begin();
  fleet_.give("poll", lost(98));
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kLive);
  fleet_.give("poll", says(104, "status", "stopped"));
  EXPECT_EQ(status(), "stopped");
  EXPECT_EQ(fleet_.samples(received_).back().quality, Quality::kUnknown);
}

}  // namespace
}  // namespace pipevane::derive
