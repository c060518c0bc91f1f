// Nodes that leave the cluster, and come back to it.
#include "tests/plugins/proxmox/events/happenings.h"

#include <gmock/gmock.h>

#include <string>

namespace pipevane::proxmox::events {
namespace {

using ::testing::IsEmpty;

class FormerMember : public Happenings, public ::testing::Test {
 protected:
  FormerMember() {
    join();
    tasks(finished(done_, 20) + "," + running(begun_), now_ms_);
    told.clear();
  }
  void join() { listed(true, nodeRow("pve1") + "," + nodeRow("pve2")); }
  void leave() {
    // More than it takes to believe it.
    for (int i = 0; i < 4; ++i) listed(false, nodeRow("pve2"));
  }
  void listed(bool is_member, const std::string& rows) {
    now_ms_ += 10'000;
    answer("/cluster/status",
           R"({"data":[{"type":"cluster","name":"lab","nodes":2,"quorate":1},)"
           R"({"type":"node","name":"pve2","online":1})" +
               std::string(is_member ? R"(,{"type":"node","name":"pve1","online":1}]})" : "]}"),
           now_ms_);
    list(rows, now_ms_);
  }

  const std::string done_ = upidOf("pve1", 1, 10, "qmstart", "106");
  const std::string begun_ = upidOf("pve1", 2, 30, "vzdump", "205");
  std::int64_t now_ms_ = kT0 + 40'000;
};

TEST_F(FormerMember, LeavesNothingBehindThatIsWaitedFor) {
  leave();
  EXPECT_EQ(last(begun_).state, "unknown");
  EXPECT_THAT(decoder.gaps(), IsEmpty());
  EXPECT_THAT(decoder.nodes(), IsEmpty());
}

TEST_F(FormerMember, ThatComesBackTellsOnlyHowThatEndedWhichRan) {
  leave();
  join();
  told.clear();
  tasks(finished(done_, 20) + "," + finished(begun_, 45), now_ms_);
  ASSERT_EQ(ofType("task").size(), 1U);
  EXPECT_EQ(last(begun_).state, "ok");
}

}  // namespace
}  // namespace pipevane::proxmox::events
