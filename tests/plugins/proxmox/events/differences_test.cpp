#include "tests/plugins/proxmox/events/shown_lists.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Differences : public ShownLists, public ::testing::Test {
 protected:
  Differences() {
    show(nodes_ + guestRow(106, "running", 500) + "," +
         guestRow(205, "running", 800, "", "pve1", "lxc"));
    told.clear();
  }
};

TEST_F(Differences, TellOfAGuestThatStopsByItself) {
  show(nodes_ + guestRow(106, "stopped", 0) + "," +
       guestRow(205, "running", 810, "", "pve1", "lxc"));
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].type, "status");
  EXPECT_EQ(told[0].entity, "lab/vm/106");
  EXPECT_EQ(told[0].message,
            "VM 106 (web) stopped without a task: it shut itself down, or it crashed");
  EXPECT_EQ(told[0].severity, PV_SEVERITY_WARNING);
  EXPECT_EQ(told[0].attribute("from"), "running");
  EXPECT_EQ(told[0].attribute("to"), "stopped");
  EXPECT_EQ(told[0].time_ms, now_ms_);
}

TEST_F(Differences, BelongToTheTaskThatMadeThem) {
  const auto stop = upidOf("pve1", 1, atS(3), "qmstop", "106");
  show(
      nodes_ + guestRow(106, "stopped", 0) + "," + guestRow(205, "running", 810, "", "pve1", "lxc"),
      finished(stop, atS(4)) + "," + kOldTask);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].id, stop);
}

TEST_F(Differences, OfALateListBelongToTheTaskBefore) {
  const auto stop = upidOf("pve1", 1, atS(1), "qmstop", "106");
  const std::string others = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  show(nodes_ + guestRow(106, "running", 500) + others, finished(stop, atS(1)) + "," + kOldTask);
  show(nodes_ + guestRow(106, "stopped", 0) + others, finished(stop, atS(1)) + "," + kOldTask);
  EXPECT_THAT(ofType("status"), IsEmpty());
}

TEST_F(Differences, AreNotExplainedByATaskOfAnotherGuestOrOfLongAgo) {
  const auto other = upidOf("pve1", 1, atS(3), "qmstop", "107");
  const std::string rest = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  show(nodes_ + guestRow(106, "running", 510) + rest,
       finished(upidOf("pve1", 2, atS(1), "qmstart", "106"), atS(2)) + "," + kOldTask);
  now_ms_ += 60'000;
  show(nodes_ + guestRow(106, "running", 580) + rest);
  show(nodes_ + guestRow(106, "stopped", 0) + rest, finished(other, atS(4)) + "," + kOldTask);
  EXPECT_THAT(ofType("status"), SizeIs(1));
}

TEST_F(Differences, AreNotExplainedByAConsole) {
  show(
      nodes_ + guestRow(106, "stopped", 0) + "," + guestRow(205, "running", 810, "", "pve1", "lxc"),
      running(upidOf("pve1", 1, atS(1), "vncproxy", "106")) + "," + kOldTask);
  EXPECT_THAT(ofType("status"), SizeIs(1));
}

struct NotMade {
  const char* type;  // of the task
  bool ended;        // well
  const char* status;
  const char* ha_state;
  const char* event;
};

class DifferencesBeside : public Differences, public ::testing::WithParamInterface<NotMade> {};

TEST_P(DifferencesBeside, ATaskThatDidNotMakeThemAreTold) {
  const NotMade& given = GetParam();
  const auto rows = [&](const std::string& status, const std::string& ha_state) {
    return nodes_ +
           guestRow(106, status, status == "stopped" ? 0 : 520,
                    R"(,"hastate":")" + ha_state + "\"") +
           "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  };
  show(rows("running", "started"));
  told.clear();
  const auto upid = upidOf("pve1", 1, atS(2), given.type, "106");
  const std::string task = (given.ended ? finished(upid, atS(3)) : running(upid)) + "," + kOldTask;
  show(rows("running", "started"), task);
  show(rows(given.status, given.ha_state), task);
  EXPECT_THAT(ofType(given.event), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(OfAGuest, DifferencesBeside,
                         ::testing::Values(NotMade{"qmstart", true, "stopped", "started", "status"},
                                           NotMade{"vzdump", false, "stopped", "started", "status"},
                                           NotMade{"qmmove", false, "stopped", "started", "status"},
                                           NotMade{"qmresume", true, "io-error", "started",
                                                   "status"},
                                           NotMade{"qmstart", true, "running", "error", "ha"}),
                         [](const auto& of) {
                           return std::string(of.param.type) + "To" + of.param.event +
                                  std::to_string(of.index);
                         });

TEST_F(Differences, OfAGuestThatWasOnItsWayBelongToItsTask) {
  const std::string rest = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  const auto start = upidOf("pve1", 1, atS(2), "qmstart", "106");
  show(nodes_ + guestRow(106, "stopped", 0) + rest);
  told.clear();
  show(nodes_ + guestRow(106, "prelaunch", 1) + rest, running(start) + "," + kOldTask);
  show(nodes_ + guestRow(106, "running", 9) + rest, finished(start, atS(4)) + "," + kOldTask);
  EXPECT_THAT(ofType("status"), IsEmpty());
}

TEST_F(Differences, WaitForTheTasksThatMayExplainThem) {
  list(nodes_ + guestRow(106, "stopped", 0), now_ms_ + 10'000);
  EXPECT_THAT(told, IsEmpty());
  tasks(kOldTask, now_ms_ + 9'000);
  EXPECT_THAT(told, IsEmpty()) << "they were asked for before";
  tasks(kOldTask, now_ms_ + 11'000);
  EXPECT_THAT(ofType("status"), SizeIs(1));
}

TEST_F(Differences, WaitNoLongerThanHalfAMinute) {
  list(nodes_ + guestRow(106, "stopped", 0), now_ms_ + 10'000);
  list(nodes_ + guestRow(106, "stopped", 0), now_ms_ + 50'000);
  EXPECT_THAT(ofType("status"), SizeIs(1));
}

// Nobody's clock is to be trusted, ours neither.
TEST_F(Differences, AreToldThoughSomebodySetsTheClockBack) {
  show(nodeRow("pve1", "offline") + "," + nodeRow("pve2") + "," + guestRow(106, "running", 500) +
       "," + guestRow(205, "running", 800, "", "pve1", "lxc"));
  now_ms_ -= 7'200'000;
  const std::string rest = "," + guestRow(205, "running", 20, "", "pve1", "lxc");
  const std::string nodes = nodeRow("pve1", "online", 40) + "," + nodeRow("pve2") + ",";
  for (int i = 0; i < 20; ++i) show(nodes + guestRow(106, "running", 20 + i * 10) + rest);
  show(nodes + guestRow(106, "stopped", 0) + rest);
  ASSERT_THAT(ofType("status"), SizeIs(1));
  EXPECT_EQ(ofType("status")[0].time_ms, now_ms_);
}

TEST_F(Differences, AreToldInTheirOrderThoughSomebodySetsTheClockBackALittle) {
  const std::string others = "," + nodeRow("pve2") + "," + guestRow(106, "running", 500);
  list(nodeRow("pve1", "offline") + others, now_ms_ + 10'000);
  list(nodeRow("pve1", "online", 20) + others, now_ms_ - 20'000);
  tasks(kOldTask, now_ms_ - 19'000);
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline", "Node pve1 is online again"));
}

// The tasks of its node are not known yet when it moves to one of which they are.
TEST_F(Differences, OfAGuestWaitForThoseBefore) {
  const auto ran = upidOf("pve1", 1, 5, "vzdump", "");
  const std::string other = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  tasks(running(ran) + "," + kOldTask, now_ms_ + 2'000);
  tasks(kOldTask, now_ms_ + 4'000);
  ASSERT_THAT(decoder.gaps(), SizeIs(1));
  told.clear();
  show(nodes_ + guestRow(106, "running", 510, R"(,"tags":"a")") + other);
  show(nodes_ + guestRow(106, "running", 520, R"(,"tags":"b")", "pve2") + other);
  EXPECT_THAT(told, IsEmpty());
  page(decoder.gaps().front(), finished(ran, 6), now_ms_ + 5'000);
  EXPECT_THAT(messages("tags"),
              ElementsAre("VM 106 (web) has the tags a now", "VM 106 (web) has the tags b now"));
}

TEST_F(Differences, TellOfARestartByTheUptime) {
  show(nodes_ + guestRow(106, "running", 3) + "," +
       guestRow(205, "running", 810, "", "pve1", "lxc"));
  EXPECT_THAT(messages("status"), ElementsAre("VM 106 (web) restarted without a task"));
}

TEST_F(Differences, TellOfStatesThatAreErrors) {
  show(nodes_ + guestRow(106, "io-error", 510) + "," +
       guestRow(205, "running", 810, "", "pve1", "lxc"));
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].severity, PV_SEVERITY_ERROR);
}

TEST_F(Differences, TellOfANodeThatIsLostAndNotOfItsGuests) {
  show(nodeRow("pve1", "offline") + "," + nodeRow("pve2") + "," + guestRow(106, "running", 500) +
       "," + guestRow(205, "running", 800, "", "pve1", "lxc"));
  show(nodeRow("pve1", "offline") + "," + nodeRow("pve2") + "," +
       R"({"id":"qemu/106","type":"qemu","vmid":106,"node":"pve1","status":"unknown"},)"
       R"({"id":"lxc/205","type":"lxc","vmid":205,"node":"pve1","status":"unknown"})");
  show(nodeRow("pve1", "online", 20) + "," + nodeRow("pve2") + "," + guestRow(106, "stopped", 0) +
       "," + guestRow(205, "stopped", 0, "", "pve1", "lxc"));
  show(nodeRow("pve1", "online", 30) + "," + nodeRow("pve2") + "," + guestRow(106, "running", 5) +
       "," + guestRow(205, "running", 5, "", "pve1", "lxc"));
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline", "Node pve1 is online again"));
  EXPECT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].severity, PV_SEVERITY_ERROR);
  EXPECT_EQ(told[0].entity, "lab/node/pve1");
}

// kT0 is 22:13:20 on the 14th. Both wait for the same list of tasks.
TEST_F(Differences, AreToldInTheirOrderThoughTheClocksOfThoseWhoListThemAreApart) {
  const std::string others = "," + nodeRow("pve2") + "," + guestRow(106, "running", 500);
  setDate("Tue, 14 Nov 2023 22:15:40 GMT");
  list(nodeRow("pve1", "offline") + others, now_ms_ + 20'000);
  setDate("Tue, 14 Nov 2023 22:14:00 GMT");
  list(nodeRow("pve1", "online", 20) + others, now_ms_ + 30'000);
  tasks(kOldTask, now_ms_ + 31'000);
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline", "Node pve1 is online again"));
}

TEST_F(Differences, TellOfANodeThatRestartsBetweenTwoLists) {
  show(nodeRow("pve1", "online", 20) + "," + nodeRow("pve2") + "," + guestRow(106, "running", 5) +
       "," + guestRow(205, "stopped", 0, "", "pve1", "lxc"));
  EXPECT_THAT(told, SizeIs(1));
  EXPECT_EQ(told.at(0).message, "Node pve1 restarted");
}

TEST_F(Differences, TellOfAGuestThatStoppedWhileItsNodeToldNothing) {
  const std::string silent =
      nodeRow("pve1", "unknown") + "," + nodeRow("pve2") + "," +
      R"({"id":"qemu/106","type":"qemu","vmid":106,"node":"pve1","status":"unknown"},)"
      R"({"id":"lxc/205","type":"lxc","vmid":205,"node":"pve1","status":"unknown"})";
  show(silent);
  show(nodes_ + guestRow(106, "stopped", 0) + "," +
       guestRow(205, "running", 820, "", "pve1", "lxc"));
  EXPECT_THAT(ofType("node"), SizeIs(2));
  EXPECT_THAT(ofType("status"), SizeIs(1));
  EXPECT_EQ(ofType("status").at(0).entity, "lab/vm/106");
}

TEST_F(Differences, BelongToATaskThatRanWhileTheirNodeToldNothing) {
  const std::string silent =
      nodeRow("pve1", "unknown") + "," + nodeRow("pve2") + "," +
      R"({"id":"qemu/106","type":"qemu","vmid":106,"node":"pve1","status":"unknown"},)"
      R"({"id":"lxc/205","type":"lxc","vmid":205,"node":"pve1","status":"unknown"})";
  const auto stop = upidOf("pve1", 1, atS(5), "qmstop", "106");
  const std::string ended = finished(stop, atS(6)) + "," + kOldTask;
  for (int i = 0; i < 6; ++i) show(silent, ended);
  show(
      nodes_ + guestRow(106, "stopped", 0) + "," + guestRow(205, "running", 870, "", "pve1", "lxc"),
      ended);
  EXPECT_THAT(ofType("status"), IsEmpty());
}

const std::string kRenamed =
    R"({"id":"lxc/205","type":"lxc","vmid":205,"node":"pve1","status":"running","name":"db","uptime":810})";

TEST_F(Differences, TellOfTagsNamesAndPools) {
  show(nodes_ + guestRow(106, "running", 510, R"(,"tags":"a;b","pool":"prod")") + "," + kRenamed);
  EXPECT_THAT(messages("tags"), ElementsAre("VM 106 (web) has the tags a;b now"));
  EXPECT_THAT(messages("guest"),
              ::testing::UnorderedElementsAre("VM 106 (web) has the pool prod now",
                                              "CT 205 (db) was called web before"));
}

TEST_F(Differences, TellOfALockAndOfItsEnd) {
  const std::string rest = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  show(nodes_ + guestRow(106, "running", 510, R"(,"lock":"backup")") + rest);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].state, "running");
  EXPECT_EQ(told[0].message, "VM 106 (web) is locked (backup)");
  show(nodes_ + guestRow(106, "running", 520) + rest);
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[1].id, told[0].id);
  EXPECT_EQ(told[1].state, "ok");
  EXPECT_EQ(told[1].message, "VM 106 (web) was locked (backup)");
  EXPECT_EQ(told[1].time_ms, told[0].time_ms);
}

TEST_F(Differences, ThatABackupOfManyMakesAreCausedByIt) {
  const auto backup = upidOf("pve1", 1, atS(2), "vzdump", "");
  show(nodes_ + guestRow(106, "running", 510, R"(,"lock":"backup")") + "," +
           guestRow(205, "running", 810, "", "pve1", "lxc"),
       running(backup) + "," + kOldTask);
  ASSERT_THAT(ofType("lock"), SizeIs(1));
  EXPECT_EQ(ofType("lock")[0].attribute("caused_by"), backup);
}

TEST_F(Differences, TellOfTheHighAvailability) {
  const std::string rest = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  show(nodes_ + guestRow(106, "running", 510, R"(,"hastate":"started")") + rest);
  show(nodes_ + guestRow(106, "running", 520, R"(,"hastate":"error")") + rest);
  ASSERT_THAT(ofType("ha"), SizeIs(2));
  EXPECT_EQ(ofType("ha")[1].severity, PV_SEVERITY_ERROR);
  EXPECT_EQ(ofType("ha")[1].message, "VM 106 (web) has the HA state error");
}

TEST_F(Differences, TellOfGuestsThatAppearAndGoWithoutATask) {
  const std::string rest = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  show(nodes_ + guestRow(106, "running", 510) + rest + "," + guestRow(300, "stopped", 0));
  EXPECT_THAT(messages("guest"), ElementsAre("VM 300 (web) appeared on node pve1 without a task"));
  show(nodes_ + guestRow(106, "running", 520) + rest);
  EXPECT_THAT(told, SizeIs(1)) << "one list alone may be of a moment in between";
  show(nodes_ + guestRow(106, "running", 530) + rest);
  EXPECT_THAT(told, SizeIs(2));
  EXPECT_EQ(told.back().attribute("change"), "gone");
}

TEST_F(Differences, OfGuestsBelongToTheTasksThatMakeAndDestroyThem) {
  const std::string rest = "," + guestRow(205, "running", 810, "", "pve1", "lxc");
  const auto clone = upidOf("pve1", 1, atS(2), "qmclone", "106");
  show(nodes_ + guestRow(106, "running", 510) + rest + "," + guestRow(300, "stopped", 0),
       finished(clone, atS(5)) + "," + kOldTask);
  const auto destroy = upidOf("pve1", 2, atS(2), "qmdestroy", "300");
  show(nodes_ + guestRow(106, "running", 520) + rest, finished(destroy, atS(5)) + "," + kOldTask);
  show(nodes_ + guestRow(106, "running", 530) + rest, finished(destroy, atS(5)) + "," + kOldTask);
  EXPECT_THAT(ofType("guest"), IsEmpty());
}

TEST_F(Differences, TellOfAMoveWithoutATask) {
  show(nodes_ + guestRow(106, "running", 510, "", "pve2") + "," +
       guestRow(205, "running", 810, "", "pve1", "lxc"));
  EXPECT_THAT(messages("guest"),
              ElementsAre("VM 106 (web) moved from node pve1 to node pve2 without a task"));
}

TEST_F(Differences, TakeNoGuestForGoneWhereNoneIsShown) {
  for (int i = 0; i < 3; ++i) show(nodeRow("pve1") + "," + nodeRow("pve2"));
  EXPECT_THAT(told, IsEmpty());
  show(nodes_ + guestRow(106, "running", 550) + "," +
       guestRow(205, "running", 850, "", "pve1", "lxc"));
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(Differences, OfHundredsOfGuestsAtOnceAreOneEvent) {
  std::string many = nodes_ + guestRow(106, "running", 510);
  for (int i = 0; i < 300; ++i) many += "," + guestRow(1'000 + i, "running", 5);
  show(many + "," + guestRow(205, "running", 810, "", "pve1", "lxc"));
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].message, "300 guests at once appeared in the list");
  EXPECT_EQ(told[0].entity, "lab/cluster/lab");
}

TEST_F(Differences, TellOfAStorageThatIsLostAndComesBack) {
  const std::string guests =
      guestRow(106, "running", 500) + "," + guestRow(205, "running", 800, "", "pve1", "lxc");
  const auto storage = [](const std::string& node, const std::string& name,
                          const std::string& status, const std::string& shared) {
    return R"(,{"id":"storage/)" + node + "/" + name + R"(","type":"storage","node":")" + node +
           R"(","storage":")" + name + R"(","status":")" + status + R"(","shared":)" + shared + "}";
  };
  const auto shown = [&](const std::string& local, const std::string& shared1,
                         const std::string& shared2) {
    show(nodes_ + guests + storage("pve1", "local", local, "0") +
         storage("pve1", "ceph", shared1, "1") + storage("pve2", "ceph", shared2, "1"));
  };
  shown("available", "available", "available");
  shown("unknown", "unknown", "available");
  shown("available", "unknown", "unknown");
  EXPECT_THAT(messages("storage"), ElementsAre("Storage pve1/local is not available any more",
                                               "Storage ceph is not available any more",
                                               "Storage pve1/local is available again"));
  EXPECT_EQ(ofType("storage")[0].entity, "lab/storage/pve1/local");
  EXPECT_EQ(ofType("storage")[1].entity, "lab/storage/ceph");
}

}  // namespace
}  // namespace pipevane::proxmox::events
