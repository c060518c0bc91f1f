// A lock is one event from its beginning to its end, whoever tells of it.
#include "tests/plugins/proxmox/events/shown_lists.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox::events {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kBackup = R"(,"lock":"backup")";

class Locks : public ShownLists {
 public:
  explicit Locks(const std::string& cluster = "lab") : ShownLists(cluster) {}

  void see(const std::string& more, const std::string& tasks_shown = kOldTask) {
    show(nodes_ + guestRow(106, "running", uptime_s_ += 10, more), tasks_shown);
  }
  // As another life of Pipevane begins, so long after the one before.
  void beginAt(std::int64_t ms) { now_ms_ = kT0 + ms; }
  std::vector<std::string> idsOfLocks() const {
    std::vector<std::string> ids;
    for (const Happened& each : ofType("lock")) ids.push_back(each.id);
    return ids;
  }
  std::string idOfLock() const {
    const auto ids = idsOfLocks();
    return ids.empty() ? "" : ids.back();
  }

 private:
  int uptime_s_ = 500;
};

class LocksOfGuests : public Locks, public ::testing::Test {};

TEST_F(LocksOfGuests, EndThoughTheSourceTakesOverMeanwhile) {
  see("");
  see(kBackup);
  const std::string id = idOfLock();
  decoder.takeOver("lab", EventDecoder::kLookBackMs);
  see(kBackup);
  see("");
  ASSERT_EQ(last(id).state, "ok");
  EXPECT_EQ(last(id).attribute("end_ms"), std::to_string(now_ms_));
  EXPECT_THAT(idsOfLocks(), ::testing::Each(id));
}

TEST_F(LocksOfGuests, ThatEndedWhileAnotherSourceToldEndAsItTakesOver) {
  see("");
  see(kBackup);
  const std::string id = idOfLock();
  decoder.takeOver("lab", EventDecoder::kLookBackMs);
  see("");
  EXPECT_EQ(last(id).state, "ok");
}

TEST_F(LocksOfGuests, AreThoseOfTheEntityThatHasANewName) {
  see("");
  see(kBackup);
  const std::string id = idOfLock();
  decoder.takeOver("rig", EventDecoder::kLookBackMs);
  see(kBackup);
  EXPECT_EQ(last(id).state, "running");
  EXPECT_EQ(last(id).entity, "rig/vm/106");
  see("");
  EXPECT_EQ(last(id).state, "ok");
}

TEST_F(LocksOfGuests, EndWithTheirGuest) {
  const std::string other = guestRow(107, "running", 5);
  for (const auto& [what, task] :
       {std::pair{"alone", kOldTask},
        std::pair{"by a task", finished(upidOf("pve1", 1, 25, "qmdestroy", "106"), 26)}}) {
    SCOPED_TRACE(what);
    see("");
    see(kBackup);
    const std::string id = idOfLock();
    ASSERT_EQ(last(id).state, "running");
    for (int i = 0; i < 2; ++i) show(nodes_ + other, task);
    EXPECT_EQ(last(id).state, "ok");
    // The next guest has its number.
    told.clear();
    for (int i = 0; i < 3; ++i) see(i == 1 ? R"(,"lock":"snapshot")" : "");
    for (const std::string& each : idsOfLocks()) EXPECT_NE(each, id);
  }
}

TEST_F(LocksOfGuests, EndWithTheirGuestsHoweverManyTheseAre) {
  std::string all, locked;
  for (int i = 0; i < 60; ++i) {
    all += "," + guestRow(1'000 + i, "running", 5);
    locked += "," + guestRow(1'000 + i, "running", 15, kBackup);
  }
  const std::string one = nodes_ + guestRow(106, "running", 500);
  show(one + all);
  show(one + locked);
  ASSERT_THAT(ofType("lock"), SizeIs(60));
  for (int i = 0; i < 3; ++i) show(one);
  for (const Happened& each : ofType("lock")) EXPECT_EQ(last(each.id).state, "ok");
}

TEST_F(LocksOfGuests, StayWhileNoGuestIsShown) {
  see("");
  see(kBackup);
  const std::string id = idOfLock();
  for (int i = 0; i < 3; ++i) show(nodeRow("pve1") + "," + nodeRow("pve2"));
  decoder.takeOver("lab", EventDecoder::kLookBackMs);
  show(nodeRow("pve1") + "," + nodeRow("pve2"));
  EXPECT_EQ(last(id).state, "running");
  see("");
  EXPECT_EQ(last(id).state, "ok");
}

TEST_F(LocksOfGuests, ThatAreFoundBelongToTheirOwnTask) {
  see(kBackup, running(upidOf("pve1", 1, 2, "vzdump", "106")) + "," + kOldTask);
  see("");
  EXPECT_THAT(ofType("lock"), IsEmpty());
}

TEST(LocksThatAreFound, AreTheSameInEachLife) {
  Locks first, second;
  second.beginAt(600'000);
  for (Locks* each : {&first, &second}) {
    each->see(kBackup);
    ASSERT_THAT(each->ofType("lock"), SizeIs(1));
    EXPECT_EQ(each->ofType("lock")[0].state, "running");
    EXPECT_EQ(each->ofType("lock")[0].message, "VM 106 (web) is locked (backup)");
  }
  EXPECT_EQ(first.idOfLock(), second.idOfLock());
  second.see("");
  EXPECT_EQ(second.last(first.idOfLock()).state, "ok");
}

TEST(LocksThatAreFound, AreThoseThatWereSeenToBeginByTheSameBackup) {
  const auto backup = running(upidOf("pve1", 1, 12, "vzdump", "")) + "," + kOldTask;
  Locks first, second;
  first.see("");
  first.see(kBackup, backup);
  second.beginAt(600'000);
  second.see(kBackup, backup);
  ASSERT_THAT(second.idsOfLocks(), SizeIs(1));
  EXPECT_EQ(first.idOfLock(), second.idOfLock());
  EXPECT_EQ(second.ofType("lock")[0].attribute("caused_by"), upidOf("pve1", 1, 12, "vzdump", ""));
}

// Each night has its own.
TEST_F(LocksOfGuests, AreEventsOfTheirOwnWhereTheyBegan) {
  see("");
  see(kBackup);
  see("");
  see(kBackup);
  const auto ids = idsOfLocks();
  ASSERT_THAT(ids, SizeIs(3));
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_NE(ids[1], ids[2]);
}

}  // namespace
}  // namespace pipevane::proxmox::events
