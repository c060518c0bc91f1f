// Lists of resources that are not what they seem.
#include "tests/plugins/proxmox/events/happenings.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kOldTask = finished(upidOf("pve1", 900, -5'000, "qmsnapshot", "777"), -4'990);

class DoubtedLists : public Happenings, public ::testing::Test {
 protected:
  enum class Pve1 : std::uint8_t { kNoMember, kOffline, kOnline };

  DoubtedLists() {
    status(true);
    show(all_);
    told.clear();
  }
  void show(const std::string& rows) {
    now_ms_ += 10'000;
    list(rows, now_ms_);
    beTold();
  }
  // What waits for the tasks that may explain it.
  void beTold() { tasks(kOldTask, now_ms_ + 1'000); }
  // Of /cluster/status, as somebody with or without quorum says it.
  void status(bool quorate, Pve1 pve1 = Pve1::kOffline) {
    std::string rows = R"({"type":"cluster","id":"cluster","name":"lab","nodes":2,"quorate":)" +
                       std::string(quorate ? "1" : "0") + "}," + member("pve2", true);
    if (pve1 != Pve1::kNoMember) rows += "," + member("pve1", pve1 == Pve1::kOnline);
    answer("/cluster/status", R"({"data":[)" + rows + "]}", now_ms_ + 500);
  }

  const std::string guests_ =
      guestRow(106, "running", 500) + "," + guestRow(205, "running", 800, "", "pve2", "lxc");
  const std::string all_ = nodeRow("pve1") + "," + nodeRow("pve2") + "," + guests_;
  const std::string lost_ = nodeRow("pve1", "offline") + "," + nodeRow("pve2") + "," + guests_;
  // Neither pve1 nor what is on it.
  const std::string less_ =
      nodeRow("pve2") + "," + guestRow(205, "running", 800, "", "pve2", "lxc");
  std::int64_t now_ms_ = kT0;

 private:
  static std::string member(const std::string& name, bool online) {
    return R"({"type":"node","id":"node/)" + name + R"(","name":")" + name + R"(","online":)" +
           (online ? "1" : "0") + "}";
  }
};

TEST_F(DoubtedLists, ThatLackANodeAreBelievedOnceTheClusterSaysSo) {
  show(lost_);
  EXPECT_TRUE(decoder.doubtsList());
  EXPECT_THAT(told, IsEmpty());
  status(true);
  EXPECT_FALSE(decoder.doubtsList());
  beTold();
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline"));
  EXPECT_EQ(told[0].time_ms, now_ms_);
}

TEST_F(DoubtedLists, OfANodeWithoutQuorumSayNothingOfTheOthers) {
  show(lost_);
  status(false);
  beTold();
  // Somebody else is asked.
  status(true);
  show(all_);
  show(all_);
  EXPECT_THAT(told, IsEmpty());
}

// Who has no quorum said so of pve1, and cannot be asked any more.
TEST_F(DoubtedLists, AreNotSettledBySomebodyElse) {
  show(lost_);
  setHost("https://192.0.2.2:8006");
  status(true);
  EXPECT_FALSE(decoder.doubtsList());
  beTold();
  show(all_);
  show(all_);
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(DoubtedLists, AreNotSettledBySomebodyElseWithoutQuorum) {
  show(lost_);
  setHost("https://192.0.2.2:8006");
  status(false);
  show(lost_);
  EXPECT_TRUE(decoder.doubtsList());
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(DoubtedLists, OfANodeThatIsOnlineByThenSayNothingOfIt) {
  show(lost_);
  status(true, Pve1::kOnline);
  EXPECT_FALSE(decoder.doubtsList());
  beTold();
  show(all_);
  show(all_);
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(DoubtedLists, AreBelievedTheSecondTimeThoughTheStatusSaysOtherwise) {
  show(lost_);
  status(true, Pve1::kOnline);
  show(lost_);
  EXPECT_THAT(told, IsEmpty());
  status(true, Pve1::kOnline);
  beTold();
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline"));
}

TEST_F(DoubtedLists, AreNotBelievedForAnotherOneThatWasOutdated) {
  show(lost_);
  status(true, Pve1::kOnline);
  setHost("https://192.0.2.2:8006");
  status(false);
  show(lost_);
  status(false);
  beTold();
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(DoubtedLists, AreBelievedTheSecondTimeWhereNobodyHasQuorum) {
  show(lost_);
  status(false);
  show(lost_);
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline"));
}

TEST_F(DoubtedLists, AreBelievedTheSecondTimeWhereNobodySaysHowTheClusterIs) {
  show(lost_);
  show(lost_);
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline"));
}

TEST_F(DoubtedLists, WithoutAMemberSayNothingOfIt) {
  for (int i = 0; i < 4; ++i) {
    show(less_);
    status(true);
    beTold();
  }
  show(all_);
  show(all_);
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(DoubtedLists, WithoutANodeThatIsNoMemberAnyMoreTellOfIt) {
  for (int i = 0; i < 2; ++i) {
    show(less_);
    status(true, Pve1::kNoMember);
    beTold();
  }
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is no node of the cluster any more"));
}

TEST_F(DoubtedLists, HaveANodeThatBootsAsUnknownForACycle) {
  const std::string silent = nodeRow("pve1", "unknown") + "," + nodeRow("pve2") + "," + guests_;
  show(lost_);
  status(true);
  show(silent);
  show(all_);
  EXPECT_THAT(messages("node"), ElementsAre("Node pve1 is offline", "Node pve1 is online again"));
  told.clear();
  show(lost_);
  status(true);
  for (int i = 0; i < 8; ++i) show(silent);
  EXPECT_THAT(messages("node"),
              ElementsAre("Node pve1 is offline",
                          "Node pve1 is online, but has told nothing of itself for minutes"));
}

TEST_F(DoubtedLists, WithoutANameSayNothingOfIt) {
  show(nodeRow("pve1") + "," + nodeRow("pve2") +
       R"(,{"id":"qemu/106","type":"qemu","vmid":106,"node":"pve1","status":"running"},)" +
       guestRow(205, "running", 800, "", "pve2", "lxc"));
  show(all_);
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(DoubtedLists, WithStrangeWordsSayNothingOfAStorage) {
  const auto storage = [](const std::string& status) {
    return R"(,{"id":"storage/pve1/local","type":"storage","node":"pve1","storage":"local",)"
           R"("shared":0,"status":")" +
           status + R"("})";
  };
  for (const char* status : {"available", "hibernating", "", "available"})
    show(all_ + storage(status));
  EXPECT_THAT(ofType("storage"), IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox::events
