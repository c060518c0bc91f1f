#include "tests/plugins/proxmox/events/happenings.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Tasks : public Happenings, public ::testing::Test {
 protected:
  Tasks() {
    list(nodeRow("pve1") + "," + nodeRow("pve2") + "," + guestRow(106, "running", 500) + "," +
             guestRow(205, "stopped", 0, "", "pve2", "lxc"),
         kT0);
    tasks("", kT0 + 1000);
  }
};

TEST_F(Tasks, AreOneEventFromTheirStartToTheirEnd) {
  const auto upid = upidOf("pve1", 1, 2, "qmstart", "106");
  tasks(running(upid), kT0 + 3000);
  tasks(running(upid), kT0 + 5000);
  tasks(finished(upid, 6), kT0 + 7000);
  tasks(finished(upid, 6), kT0 + 9000);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].state, "running");
  EXPECT_EQ(told[0].batch_ms, kT0 + 2000);
  EXPECT_EQ(told[1].state, "ok");
  EXPECT_EQ(told[1].batch_ms, kT0 + 6000);
  for (const Happened& each : told) {
    EXPECT_EQ(each.id, upid);
    EXPECT_EQ(each.time_ms, kT0 + 2000);
    EXPECT_EQ(each.entity, "lab/vm/106");
    EXPECT_FALSE(each.late);
  }
  EXPECT_EQ(told[0].message, "VM 106 (web) is being started by root@pam");
  EXPECT_EQ(told[1].message, "VM 106 (web) was started by root@pam");
  EXPECT_EQ(told[1].attribute("end_ms"), std::to_string(kT0 + 6000));
}

TEST_F(Tasks, ThatBeginAndEndBetweenTwoListsAreToldOnce) {
  tasks(finished(upidOf("pve1", 1, 2, "vzsnapshot", "205", "alice@pve"), 2, "WARNINGS: 2"),
        kT0 + 3000);
  EXPECT_THAT(messages("task"), ElementsAre("A snapshot of CT 205 (web) was taken by alice@pve, "
                                            "with warnings (WARNINGS: 2)"));
  EXPECT_EQ(told[0].state, "warning");
  EXPECT_EQ(told[0].severity, PV_SEVERITY_WARNING);
}

TEST_F(Tasks, HaveTheirOwnWordsForEachEnd) {
  tasks(finished(upidOf("pve1", 1, 2, "qmstart", "106"), 2, "no such disk") + "," +
            finished(upidOf("pve1", 2, 3, "qmstop", "106"), 3, "unexpected status") + "," +
            finished(upidOf("pve1", 3, 4, "aptupdate", ""), 4) + "," +
            finished(upidOf("pve1", 4, 5, "frobnicate", "local"), 5) + "," +
            finished(upidOf("pve1", 5, 6, "vzdump", ""), 6),
        kT0 + 7000);
  EXPECT_THAT(messages("task"),
              ElementsAre("VM 106 (web) could not be started by root@pam: no such disk",
                          "VM 106 (web) was to be stopped by root@pam, and nobody knows how that "
                          "ended (unexpected status)",
                          "The package lists of node pve1 were renewed by root@pam",
                          "Task frobnicate (local) on node pve1 was done by root@pam",
                          "Guests of node pve1 were backed up by root@pam"));
  EXPECT_EQ(told[0].severity, PV_SEVERITY_ERROR);
  EXPECT_EQ(told[1].state, "unknown");
  EXPECT_EQ(told[2].entity, "lab/node/pve1");
}

TEST_F(Tasks, GiveTheirGuestItsStateAtOnce) {
  tasks(finished(upidOf("pve1", 1, 2, "qmstop", "106"), 3), kT0 + 4000);
  ASSERT_EQ(statuses.size(), 1u);
  EXPECT_EQ(statuses[0].entity, "lab/vm/106");
  EXPECT_EQ(statuses[0].status, "stopped");
  EXPECT_EQ(statuses[0].batch_ms, kT0 + 3000);
}

// Else it would count until time has caught up with that clock, whatever is seen meanwhile.
TEST_F(Tasks, GiveNoStateOfTomorrow) {
  tasks(finished(upidOf("pve1", 1, 7'202, "qmstart", "106"), 7'203), kT0 + 4'000);
  ASSERT_EQ(statuses.size(), 1u);
  EXPECT_EQ(statuses[0].batch_ms, kT0 + 4'000) << "when the list of tasks was asked for";
  EXPECT_EQ(told[0].time_ms, kT0 + 7'202'000);
}

TEST_F(Tasks, GiveNoStateOfTomorrowByTheClockOfWhoAnswers) {
  setDate("Tue, 14 Nov 2023 21:13:24 GMT");
  tasks(finished(upidOf("pve1", 1, 2, "qmstart", "106"), 3), kT0 + 4'000);
  ASSERT_EQ(statuses.size(), 1u);
  EXPECT_EQ(statuses[0].batch_ms, kT0 + 4'000 - 3'600'000);
  setDate("Wed, 15 Nov 2023 00:13:34 GMT");
  tasks(finished(upidOf("pve1", 2, 7'208, "qmstop", "106"), 7'209), kT0 + 14'000);
  ASSERT_EQ(statuses.size(), 2u);
  EXPECT_EQ(statuses[1].batch_ms, kT0 + 14'000) << "nor by that of one that is ahead of ours";
}

TEST_F(Tasks, GiveNoStateThatTheyDoNotKnow) {
  tasks(finished(upidOf("pve1", 1, 2, "qmstart", "106"), 3, "failed") + "," +
            finished(upidOf("pve1", 2, 2, "qmstart", "999"), 3) + "," +
            running(upidOf("pve1", 3, 2, "qmstop", "106")),
        kT0 + 4000);
  EXPECT_THAT(statuses, IsEmpty());
}

TEST_F(Tasks, AreToldLateWhereTheyAreFoundLate) {
  tasks(finished(upidOf("pve1", 1, 2, "qmstop", "106"), 3), kT0 + 4000);
  statuses.clear();
  tasks(finished(upidOf("pve1", 2, 20, "qmstart", "106"), 25) + "," +
            running(upidOf("pve1", 3, 190, "qmstop", "106")),
        kT0 + 200'000);
  EXPECT_TRUE(last(upidOf("pve1", 2, 20, "qmstart", "106")).late);
  EXPECT_FALSE(last(upidOf("pve1", 3, 190, "qmstop", "106")).late);
  EXPECT_THAT(statuses, IsEmpty()) << "meanwhile the list of resources has it";
}

TEST_F(Tasks, AreNotLateBehindThoseOfAClockThatWasAheadUntilItWasSetRight) {
  const auto ahead = upidOf("pve1", 1, 602, "qmstop", "106");
  const auto right = upidOf("pve1", 2, 8, "qmstart", "106");
  tasks(finished(ahead, 603), kT0 + 4'000);
  statuses.clear();
  tasks(finished(ahead, 603) + "," + running(right), kT0 + 10'000);
  EXPECT_FALSE(last(right).late);
  tasks(finished(ahead, 603) + "," + finished(right, 11), kT0 + 12'000);
  EXPECT_FALSE(last(right).late);
  EXPECT_EQ(statuses.size(), 1u);
}

// As the one before, where nobody else could say what time it was.
TEST_F(Tasks, AreNotLateBehindThoseOfTheOnlyClockWhichWasSetRight) {
  const auto ahead = upidOf("pve1", 1, 602, "qmstop", "106");
  const auto right = upidOf("pve1", 2, 12, "qmstart", "106");
  setDate("Tue, 14 Nov 2023 22:23:24 GMT");
  tasks(finished(ahead, 603), kT0 + 4'000);
  tasks(finished(ahead, 603), kT0 + 6'000);
  setDate("Tue, 14 Nov 2023 22:13:34 GMT");
  tasks(finished(ahead, 603) + "," + finished(right, 13), kT0 + 14'000);
  EXPECT_FALSE(last(right).late);
}

TEST_F(Tasks, OfTheHighAvailabilityBeginThoseOfOtherNodes) {
  const auto asked = upidOf("pve1", 1, 2, "hastart", "106");
  const auto does = upidOf("pve2", 2, 15, "qmstart", "106");
  tasks(finished(asked, 2), kT0 + 3000);
  tasks(finished(asked, 2) + "," + running(does), kT0 + 16'000);
  tasks(finished(asked, 2) + "," + finished(does, 20), kT0 + 21'000);
  EXPECT_EQ(told[1].attribute("caused_by"), asked);
  EXPECT_EQ(last(does).attribute("caused_by"), asked);
  EXPECT_EQ(last(asked).attribute("caused_by"), "");
}

TEST_F(Tasks, OfAllGuestsBeginThoseOfEach) {
  const auto all = upidOf("pve1", 1, 2, "startall", "");
  const auto one = upidOf("pve1", 2, 3, "qmstart", "106");
  const auto elsewhere = upidOf("pve2", 3, 3, "vzstart", "205");
  const auto after = upidOf("pve1", 4, 9, "qmstart", "106");
  tasks(finished(one, 4) + "," + finished(all, 5) + "," + finished(elsewhere, 4) + "," +
            finished(after, 9),
        kT0 + 10'000);
  EXPECT_EQ(last(one).attribute("caused_by"), all);
  EXPECT_EQ(last(elsewhere).attribute("caused_by"), "");
  EXPECT_EQ(last(after).attribute("caused_by"), "");
}

TEST_F(Tasks, OfANodeThatDiedRunUntilProxmoxSaysOtherwise) {
  const auto upid = upidOf("pve2", 1, 2, "vzdump", "205");
  tasks(running(upid), kT0 + 3000);
  tasks("", kT0 + 5000);
  tasks(running(upid), kT0 + 400'000);
  EXPECT_EQ(last(upid).state, "running");
  tasks(finished(upid, 900, "unexpected status"), kT0 + 901'000);
  EXPECT_EQ(last(upid).state, "unknown");
  EXPECT_EQ(told.size(), 2u);
}

TEST_F(Tasks, ThatCannotBeReadAreLeftOutAndCounted) {
  tasks(R"(7,null,{"upid":5},{"upid":"UPID:x"},{"status":"OK"},)" +
            finished(upidOf("pve1", 1, 2, "qmstop", "106"), 3),
        kT0 + 3000);
  EXPECT_EQ(told.size(), 1u);
  EXPECT_EQ(decoder.surprises().total(), 5u);
  EXPECT_FALSE(answer("/cluster/tasks", "{\"data\":7}", kT0 + 5000).understood);
  EXPECT_FALSE(answer("/cluster/tasks", "<html>", kT0 + 5000).understood);
}

TEST_F(Tasks, WithTextsBeyondAllMeasureFailAllTheSame) {
  const auto upid = upidOf("pve1", 1, 2, "qmstart", "106");
  tasks(finished(upid, 3, std::string(100'000, 'x')), kT0 + 4000);
  EXPECT_EQ(last(upid).state, "error");
  EXPECT_LT(last(upid).message.size(), 600u);
}

TEST(FirstTasks, WaitForTheNamesOfTheGuestsButNotForEver) {
  Happenings named;
  named.tasks(running(upidOf("pve1", 1, 0, "qmstart", "106")), kT0);
  EXPECT_TRUE(named.told.empty());
  named.list(nodeRow("pve1") + "," + guestRow(106, "stopped", 0), kT0 + 1000);
  named.tasks(running(upidOf("pve1", 1, 0, "qmstart", "106")), kT0 + 2000);
  EXPECT_EQ(named.told.at(0).message, "VM 106 (web) is being started by root@pam");

  Happenings nameless;
  for (int i = 0; i < 5; ++i)
    nameless.tasks(running(upidOf("pve1", 1, 0, "qmstart", "106")), kT0 + i * 2000);
  EXPECT_EQ(nameless.told.at(0).message, "VM 106 is being started by root@pam");
}

TEST(FirstTasks, AreThoseOfTheLastDay) {
  Happenings seen;
  seen.list(nodeRow("pve1"), kT0);
  const auto old = upidOf("pve1", 1, -200'000, "qmstop", "106");
  const auto night = upidOf("pve1", 2, -20'000, "qmstop", "106");
  const auto since_long = upidOf("pve1", 3, -300'000, "vzdump", "106");
  seen.tasks(running(since_long) + "," + finished(night, -19'000) + "," + finished(old, -199'000),
             kT0 + 1000);
  ASSERT_EQ(seen.told.size(), 2u);
  EXPECT_TRUE(seen.last(night).late);
  EXPECT_FALSE(seen.last(since_long).late);
}

TEST(FirstTasks, WaitForTheNameOfTheCluster) {
  Happenings seen("");
  seen.tasks(running(upidOf("pve1", 1, 0, "qmstart", "106")), kT0);
  seen.answer("/cluster/status",
              R"({"data":[{"type":"cluster","id":"cluster","name":"rig","quorate":1}]})", kT0);
  EXPECT_EQ(seen.decoder.cluster(), "");
  seen.list(nodeRow("pve1"), kT0);
  seen.tasks(running(upidOf("pve1", 1, 0, "aptupdate", "")), kT0 + 2000);
  EXPECT_EQ(seen.told.at(0).entity, "rig/node/pve1");
}

}  // namespace
}  // namespace pipevane::proxmox::events
