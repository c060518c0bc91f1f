#include "plugins/replay/shifted_output.h"

#include <pipevane/testing/fake_host.h>

#include <gtest/gtest.h>

namespace pipevane::replay {
namespace {

using pipevane::testing::FakeHost;

void pushSample(ShiftedOutput& shifted, SeriesId series, std::int64_t time_ms) {
  Draft draft = shifted.output().begin(time_ms, PV_END_OF_CYCLE);
  draft.sample(series, 0.5);
  draft.remove(7);
  ASSERT_TRUE(shifted.output().push(std::move(draft)));
}

TEST(ShiftedOutput, MovesBatchesAndEventsAndAddsFlags) {
  FakeHost host;
  ShiftedOutput shifted(host.host());
  const SeriesId series = host.series("lab/node/pve1", "cpu_usage_ratio");
  shifted.setShift(1000);
  shifted.setFlags(PV_BACKFILL);
  Draft draft = shifted.output().begin(5, PV_END_OF_CYCLE);
  draft.sample(series, 0.5);
  draft.event({.size = sizeof(pv_event),
               .severity = 0,
               .time_ms = 3,
               .entity = 0,
               .id = text("e"),
               .type = text("task"),
               .state = absent(),
               .message = text("m"),
               .attribute_count = 0,
               .attributes = nullptr});
  ASSERT_TRUE(shifted.output().push(std::move(draft)));
  ASSERT_EQ(host.pushed().size(), 1U);
  EXPECT_EQ(host.pushed()[0].timeMs(), 1005);
  EXPECT_EQ(host.pushed()[0].flags(), PV_BACKFILL | PV_END_OF_CYCLE);
  EXPECT_EQ(host.pushed()[0].value(series), 0.5);
  ASSERT_EQ(host.pushed()[0].events().size(), 1U);
  EXPECT_EQ(host.pushed()[0].events()[0].time_ms, 1003);
}

TEST(ShiftedOutput, LeavesOutSamplesOfThePastButNotTheChanges) {
  FakeHost host;
  ShiftedOutput shifted(host.host());
  const SeriesId series = host.series("lab/node/pve1", "cpu_usage_ratio");
  pushSample(shifted, series, 100);
  shifted.leaveOutThePast();
  pushSample(shifted, series, 100);
  pushSample(shifted, series, 101);
  ASSERT_EQ(host.pushed().size(), 3U);
  EXPECT_TRUE(host.pushed()[1].series().empty());
  EXPECT_EQ(host.pushed()[1].changes().size(), 1U);
  EXPECT_EQ(host.pushed()[2].series().size(), 1U);
}

TEST(ShiftedOutput, ADraftThatIsNotPushedIsGone) {
  FakeHost host;
  ShiftedOutput shifted(host.host());
  { Draft draft = shifted.output().begin(5); }
  EXPECT_TRUE(host.pushed().empty());
}

}  // namespace
}  // namespace pipevane::replay
