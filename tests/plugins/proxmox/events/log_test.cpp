#include "plugins/proxmox/events/log_window.h"
#include "tests/plugins/proxmox/events/happenings.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Line {
  int uid;
  std::string message;
  std::string node = "pve1";
  int priority = 6;
};

std::string rowOf(const Line& line) {
  return R"({"node":")" + line.node + R"(","uid":")" + std::to_string(line.uid) + R"(","time":)" +
         std::to_string(kT0 / 1000 + line.uid) + R"(,"pri":)" + std::to_string(line.priority) +
         R"(,"tag":"pvedaemon","user":"root@pam","msg":")" + line.message + R"("})";
}

// A log of which the newest entry is the last, and a server that fails on a bad one.
class Log : public Happenings, public ::testing::Test {
 protected:
  Log() { list(nodeRow("pve1") + "," + nodeRow("pve2"), kT0); }

  void write(const Line& line) { lines_.push_back(line); }
  void writeBad() { lines_.push_back({++uid_, ""}); }
  void write(const std::string& message) { lines_.push_back({++uid_, message}); }
  // As the decoder asks.
  bool ask() {
    const std::size_t max = decoder.logEntries();
    EXPECT_GE(max, 1u);
    EXPECT_LE(max, LogWindow::kMost);
    std::string rows;
    for (std::size_t i = 0; i < std::min(max, lines_.size()); ++i) {
      const Line& line = lines_[lines_.size() - 1 - i];
      if (line.message.empty()) {
        answer("/cluster/log", "", now_ms_, "max=" + std::to_string(max), 500,
               R"(illegal backslash escape sequence in string, at character offset 146)");
        return false;
      }
      rows += (rows.empty() ? "" : ",") + rowOf(line);
    }
    log(rows, now_ms_, max);
    return true;
  }
  // One turn, with all that need not wait for the next.
  void turn() {
    now_ms_ += 20'000;
    ask();
    for (int i = 0; i < 20 && decoder.logAgain(); ++i) ask();
    EXPECT_FALSE(decoder.logAgain()) << "it ends";
  }

  std::vector<Line> lines_;
  int uid_ = 0;
  std::int64_t now_ms_ = kT0;
};

TEST_F(Log, TellsEachEntryOnce) {
  write("successful auth for user 'root@pam'");
  turn();
  write("authentication failure; rhost=10.0.0.9 user=eve@pam msg=no such user");
  turn();
  turn();
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].attribute("category"), "login");
  EXPECT_EQ(told[0].severity, PV_SEVERITY_INFO);
  EXPECT_EQ(told[0].entity, "lab/node/pve1");
  EXPECT_EQ(told[1].attribute("category"), "login_failure");
  EXPECT_EQ(told[1].severity, PV_SEVERITY_WARNING);
}

TEST_F(Log, TakesItsSeverityFromThePriority) {
  write({1, "105-0: replication job failed", "pve1", 3});
  write({2, "watch out", "pve1", 4});
  write({3, "by the way", "pve1", 5});
  turn();
  ASSERT_THAT(told, SizeIs(3));
  EXPECT_EQ(told[0].severity, PV_SEVERITY_ERROR);
  EXPECT_EQ(told[0].attribute("category"), "replication");
  EXPECT_EQ(told[1].severity, PV_SEVERITY_WARNING);
  EXPECT_EQ(told[2].severity, PV_SEVERITY_NOTICE);
}

TEST_F(Log, TellsNumbersThatBeginAnew) {
  write({7, "before", "pve1"});
  turn();
  // The cluster file system restarted: the same number at another time.
  lines_.push_back({107, "after", "pve1"});
  turn();
  EXPECT_THAT(messages("log"), ElementsAre("before", "after"));
}

TEST_F(Log, KnowsTheSameNumberOfAnotherNode) {
  write({7, "one", "pve1"});
  write({7, "two", "pve2"});
  turn();
  EXPECT_THAT(messages("log"), SizeIs(2));
}

TEST_F(Log, TellsOfTasksOnlyWhereNoListDoes) {
  const auto line = "starting task " + upidOf("pve1", 1, 2, "qmstart", "106");
  write(line);
  turn();
  EXPECT_THAT(told, SizeIs(1)) << "no list of tasks has told of one";
  tasks(finished(upidOf("pve1", 1, 2, "qmstart", "106"), 3), now_ms_);
  write("end task " + upidOf("pve1", 1, 2, "qmstart", "106") + " OK");
  turn();
  EXPECT_THAT(ofType("log"), SizeIs(1));
}

TEST_F(Log, TellsOfNoTaskWhereAListWillDo) {
  answer("/access/permissions", R"({"data":{"/":{"Sys.Audit":1,"Sys.Syslog":1}}})", now_ms_);
  const auto first = upidOf("pve1", 1, 2, "qmstart", "106");
  write("starting task " + first);
  turn();
  EXPECT_THAT(told, IsEmpty()) << "the first task that anybody knows of";
  tasks(running(first), now_ms_);
  EXPECT_EQ(last(first).state, "running");
}

TEST_F(Log, GoesOnAboveAnEntryThatCannotBeTold) {
  for (int i = 0; i < 30; ++i) write("old " + std::to_string(i));
  turn();
  const auto before = told.size();
  write("above 1");
  writeBad();
  write("above 2");
  write("above 3");
  turn();
  EXPECT_TRUE(decoder.logUnreadable());
  EXPECT_EQ(messages("log")[before], "above 2") << "what is below is hidden";
  write("above 4");
  turn();
  EXPECT_EQ(told.back().message, "above 4");
  for (int i = 0; i < 10; ++i) turn();
  EXPECT_EQ(told.size(), before + 4) << "two, one, and that there is one that cannot be told";
}

TEST_F(Log, AsksOnceATurnAsLongAsTheBadOneIsKnown) {
  writeBad();
  for (int i = 0; i < 5; ++i) write("above " + std::to_string(i));
  turn();
  for (int i = 0; i < 20; ++i) {
    write("more");
    EXPECT_TRUE(ask());
    EXPECT_FALSE(decoder.logAgain());
  }
  EXPECT_THAT(messages("log"), SizeIs(26));
}

TEST_F(Log, IsNotGivenUpWhereTheNewestEntryIsTheBadOne) {
  write("before");
  turn();
  writeBad();
  turn();
  turn();
  EXPECT_THAT(told, SizeIs(1));
  write("after");
  turn();
  EXPECT_THAT(messages("log"), ::testing::UnorderedElementsAre("before", "after",
                                                               ::testing::HasSubstr("backslash")));
  writeBad();
  write("another");
  turn();
  EXPECT_EQ(ofType("log").size(), 5u);
}

TEST_F(Log, IsWholeAgainOnceTheBadOneRolledOut) {
  writeBad();
  for (int i = 0; i < 250; ++i) {
    write("line");
    if (i % 10 == 0) turn();
  }
  turn();
  EXPECT_FALSE(decoder.logUnreadable());
  EXPECT_EQ(decoder.logEntries(), LogWindow::kUsual);
  EXPECT_THAT(messages("log"), SizeIs(251));
}

TEST_F(Log, IsAskedForMoreWhereAllOfItIsNew) {
  write("first");
  turn();
  for (int i = 0; i < 900; ++i) write("line");
  turn();
  EXPECT_THAT(messages("log"), SizeIs(901));
  EXPECT_EQ(decoder.logEntries(), LogWindow::kUsual);
}

TEST_F(Log, DoesNotTakeOtherFailuresForABadEntry) {
  write("first");
  turn();
  answer("/cluster/log", "", now_ms_, "max=200", 500, "ipcc_send_rec failed: Connection refused");
  EXPECT_EQ(decoder.logEntries(), LogWindow::kUsual);
}

TEST_F(Log, LeavesOutWhatHasNoNodeNumberOrTime) {
  log(R"(3,{},{"node":"pve1"},{"node":"a/b","uid":"1","time":1},{"node":"pve1","uid":"1","time":-4})",
      kT0, 200);
  EXPECT_THAT(told, IsEmpty());
  EXPECT_EQ(decoder.surprises().total(), 5u);
}

}  // namespace
}  // namespace pipevane::proxmox::events
