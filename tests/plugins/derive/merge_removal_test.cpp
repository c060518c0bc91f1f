// What several tell of, and one removes.
#include "tests/plugins/derive/merged_guest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pipevane::derive {
namespace {

using ::testing::ElementsAre;

class MergeRemovalTest : public MergedGuest {};

TEST_F(MergeRemovalTest, AGuestThatIsGoneDoesNotComeBackWithWhatWasOnItsWay) {
  begin();
  fleet_.give("poll", removed(104));
  fleet_.give("push", row(108));
  fleet_.give("push", row(118));
  fleet_.give("events", says(103, "status", "stopped"));
  EXPECT_FALSE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.times(received_).back(), 98'000);
  EXPECT_EQ(count("samples_dropped_total", "gone"), 6);
}

TEST_F(MergeRemovalTest, WhatIsToldOfForLongAfterARemovalIsThereWithAllItsWords) {
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

// Push hears nothing of it, and does not know yet whether it is gone.
TEST_F(MergeRemovalTest, AStatusAloneDoesNotBringBackWhatIsGone) {
  begin();
  fleet_.give("poll", removed(104));
  fleet_.give("events", says(180, "status", "stopped"));
  fleet_.give("push", says(398, "status", "unknown"));
  EXPECT_FALSE(fleet_.knows(kGuest));
  fleet_.give("push", row(408));
  EXPECT_TRUE(fleet_.knows(kGuest));
}

TEST_F(MergeRemovalTest, WhoComesInThePlaceOfOneThatLeavesLosesNothing) {
  fleet_.give("lab", says(94, "status", "running"));
  fleet_.give("lab", row(98));
  fleet_.give("lab", removed(104));
  fleet_.give("first", says(105, "status", "running"));
  fleet_.give("first", row(108));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.times(received_).back(), 108'000);
}

TEST_F(MergeRemovalTest, WhoStoodByForOneThatLeavesLosesNothing) {
  fleet_.give("second", says(93, "name", "web"));
  fleet_.give("first", says(94, "status", "running"));
  fleet_.give("first", row(98));
  fleet_.give("first", removed(104));
  fleet_.give("second", says(105, "status", "running"));
  fleet_.give("second", row(108));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.times(received_).back(), 108'000);
}

TEST_F(MergeRemovalTest, WhoRemovedItMayTellOfItAgainAtOnce) {
  begin();
  fleet_.give("push", says(99, "name", "old"));
  fleet_.give("poll", removed(104));
  fleet_.give("poll", says(105, "name", "new"));
  fleet_.give("poll", row(108));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "new");
  EXPECT_EQ(fleet_.times(received_).back(), 108'000);
}

// A storage that cannot be used any more, a guest of a node that went down.
TEST_F(MergeRemovalTest, WhatOneGivesUpStaysAsLongAsAnotherHasIt) {
  begin();
  fleet_.give("push", says(99, "name", "web"));
  fleet_.give("poll", says(110, "status", "unknown"));
  fleet_.give("push", says(143, "status", "unknown"));
  const int words = fleet_.words();
  fleet_.give("push", givenUp(398));
  EXPECT_TRUE(fleet_.knows(kGuest));
  EXPECT_EQ(status(), "unknown");
  EXPECT_EQ(fleet_.attribute(kGuest, "name"), "web");
  EXPECT_EQ(fleet_.words(), words);
  // And lives again.
  fleet_.give("poll", says(500, "status", "running"));
  fleet_.give("poll", row(508));
  EXPECT_EQ(status(), "running");
  EXPECT_EQ(fleet_.times(received_).back(), 508'000);
}

TEST_F(MergeRemovalTest, WhoSeesThatItIsGoneIsBelievedWhetherItWasGivenUpOrNot) {
  begin();
  fleet_.give("poll", says(110, "status", "unknown"));
  fleet_.give("push", says(143, "status", "unknown"));
  fleet_.give("poll", removed(200));
  EXPECT_FALSE(fleet_.knows(kGuest)) << "though push did not give it up yet";
  fleet_.give("push", givenUp(398));
  fleet_.give("poll", says(500, "status", "unknown"));
  EXPECT_TRUE(fleet_.knows(kGuest));
  fleet_.give("poll", removed(600));
  EXPECT_FALSE(fleet_.knows(kGuest));
}

TEST_F(MergeRemovalTest, WhatAllGiveUpIsGone) {
  begin();
  fleet_.give("push", givenUp(398));
  EXPECT_TRUE(fleet_.knows(kGuest));
  fleet_.give("poll", givenUp(400));
  EXPECT_FALSE(fleet_.knows(kGuest));
}

TEST_F(MergeRemovalTest, WhoGaveItUpTellsOfItAgainAtOnce) {
  begin();
  fleet_.give("push", givenUp(398));
  fleet_.give("push", row(400));
  EXPECT_EQ(fleet_.times(received_).back(), 400'000);
  fleet_.give("poll", givenUp(401));
  EXPECT_TRUE(fleet_.knows(kGuest)) << "push has it again";
  fleet_.give("push", givenUp(800));
  EXPECT_FALSE(fleet_.knows(kGuest));
}

TEST_F(MergeRemovalTest, WhoRemovedItHasItNoMore) {
  fleet_.give("push", says(58, "name", "web"));
  begin();
  fleet_.give("poll", removed(104));
  for (int second = 108; second < 130; second += 10) fleet_.give("push", row(second));
  EXPECT_TRUE(fleet_.knows(kGuest));
  fleet_.give("push", givenUp(428));
  EXPECT_FALSE(fleet_.knows(kGuest));
}

TEST_F(MergeRemovalTest, WhatHappenedToItDoesNotSayThatItIsStillThere) {
  fleet_.give("push", says(90, "status", "running"));
  fleet_.give("push", row(98));
  fleet_.give("events", says(103, "status", "stopped"));
  fleet_.give("push", givenUp(398));
  EXPECT_FALSE(fleet_.knows(kGuest));
}

TEST_F(MergeRemovalTest, WhoLeftThePipelineHasNothingAnyMore) {
  begin();
  pv_component_status push{};
  push.size = sizeof(push);
  push.id = text("push");
  pv_pipeline_status pipeline{};
  pipeline.size = sizeof(pipeline);
  pipeline.component_count = 1;
  pipeline.components = &push;
  one_.host.show(pipeline);
  fleet_.give("push", givenUp(398));
  EXPECT_FALSE(fleet_.knows(kGuest));
}

}  // namespace
}  // namespace pipevane::derive
