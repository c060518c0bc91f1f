#include "plugins/proxmox/events/notification_reader.h"
#include "tests/plugins/proxmox/events/happenings.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox::events {
namespace {

class Notifications : public Happenings, public ::testing::Test {
 protected:
  Notifications() {
    list(nodeRow("pve1"), kT0);
    tasks("", kT0);
  }
};

const std::string kBackup =
    R"({"title":"vzdump backup status (pve1): backup failed","message":"Details\n=======\nVMID 106",)"
    R"("severity":"error","timestamp":1700000003,"fields":{"type":"vzdump","hostname":"pve1","job-id":"nightly"}})";

TEST_F(Notifications, OfTheDocumentedTemplateAreRead) {
  webhook(kBackup, kT0 + 4'000);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].type, "notification");
  EXPECT_EQ(told[0].severity, PV_SEVERITY_ERROR);
  EXPECT_EQ(told[0].message, "vzdump backup status (pve1): backup failed");
  EXPECT_EQ(told[0].attribute("text"), "Details ======= VMID 106");
  EXPECT_EQ(told[0].attribute("notification_type"), "vzdump");
  EXPECT_EQ(told[0].attribute("job_id"), "nightly");
  EXPECT_EQ(told[0].entity, "lab/node/pve1");
  EXPECT_EQ(told[0].time_ms, kT0 + 3'000);
}

TEST(NotificationsOfTwoClusters, AreNotTheSame) {
  std::vector<std::string> ids;
  for (const char* cluster : {"attic", "cellar"}) {
    Happenings seen(cluster);
    seen.webhook(kBackup, kT0 + 4'000);
    ids.push_back(seen.told.at(0).id);
  }
  EXPECT_NE(ids[0], ids[1]);
}

// As while nodes hang: they are told behind what was asked meanwhile.
TEST_F(Notifications, ThatWaitedLetNoTimePass) {
  const std::string rows = nodeRow("pve1") + ",";
  list(rows + guestRow(106, "running", 500), kT0 + 10'000);
  tasks("", kT0 + 11'000);
  list(rows + guestRow(106, "stopped", 0), kT0 + 20'000);
  for (int i = 1; i <= 10; ++i) {
    webhook(kBackup, kT0 + 15'000);
    list(rows + guestRow(106, "stopped", 0), kT0 + 20'000 + i * 100);
  }
  EXPECT_TRUE(ofType("status").empty()) << "the tasks were not asked for since";
  tasks("", kT0 + 22'000);
  EXPECT_EQ(ofType("status").size(), 1u);
}

TEST_F(Notifications, OfABackupAreCausedByItsTask) {
  const auto upid = upidOf("pve1", 1, 1, "vzdump", "");
  tasks(finished(upid, 3), kT0 + 3'500);
  webhook(kBackup, kT0 + 4'000);
  EXPECT_EQ(told.back().attribute("caused_by"), upid);
}

TEST_F(Notifications, OfOtherTemplatesAreTakenAsFarAsTheyGo) {
  webhook(R"({"subject":"Updates","body":"12 packages","priority":"info"})", kT0 + 1'000);
  webhook("disk sda is failing", kT0 + 2'000);
  webhook(R"({"text":"only text","fields":[1,2],"timestamp":"soon"})", kT0 + 3'000);
  webhook(R"({"title":"from an unknown host","fields":{"hostname":"elsewhere"}})", kT0 + 4'000);
  EXPECT_THAT(messages("notification"),
              ::testing::ElementsAre("Updates", "disk sda is failing", "only text",
                                     "from an unknown host"));
  EXPECT_EQ(told[0].severity, PV_SEVERITY_INFO);
  EXPECT_EQ(told[1].severity, PV_SEVERITY_NOTICE);
  EXPECT_EQ(told[3].entity, "lab/cluster/lab");
  EXPECT_EQ(told[2].time_ms, kT0 + 3'000);
}

TEST_F(Notifications, FromAnotherTimeAreOfTheTimeAtWhichTheyCame) {
  webhook(R"({"title":"t","timestamp":0})", kT0 + 1'000);
  webhook(R"({"title":"t","timestamp":99999999999})", kT0 + 2'000);
  EXPECT_EQ(told.at(0).time_ms, kT0 + 1'000);
  EXPECT_EQ(told.at(1).time_ms, kT0 + 2'000);
}

TEST_F(Notifications, ThatTellNothingAreCounted) {
  for (const std::string& each :
       std::vector<std::string>{"", " \n", "{}", "[1,2]", R"({"fields":{"type":"vzdump"}})",
                                std::string(NotificationReader::kLargest + 1, 'x')})
    webhook(each, kT0 + 1'000);
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(decoder.surprises().total(), 6u);
}

TEST_F(Notifications, HaveTextsThatEnd) {
  webhook(R"({"title":")" + std::string(5'000, 't') + R"(","message":")" +
              std::string(50'000, 'm') + "\"}",
          kT0 + 1'000);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].message.size(), 256u);
  EXPECT_EQ(told[0].attribute("text").size(), 4'096u);
}

}  // namespace
}  // namespace pipevane::proxmox::events
