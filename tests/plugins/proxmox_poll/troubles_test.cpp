// What is said of a source that works in part.
#include "plugins/proxmox_poll/troubles.h"

#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::Fault;
using simulator::Rights;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Troubles, AreAllToldEachWithinBounds) {
  Troubles troubles;
  EXPECT_TRUE(troubles.none());
  troubles.add("");
  EXPECT_TRUE(troubles.none());
  troubles.add("one is down");
  troubles.add(std::string(Troubles::kLongest - 1, 'x') + "\xC3\xA4 and more");
  troubles.add("two hangs");
  EXPECT_EQ(troubles.text(), "one is down; besides, " + std::string(Troubles::kLongest - 1, 'x') +
                                 "...; besides, two hangs");
}

TEST(Troubles, HideNoOthers) {
  OnePoll one;
  one.sim().grant(Rights::auditor(one.sim().version()).without("VM.Audit"));
  one.sim().faults().add({.path = "/cluster/metrics/export",
                          .kind = Fault::Kind::kStatus,
                          .status = 500,
                          .reason = "no",
                          .count = -1});
  one.runFor(15'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_THAT(one.host.why(), AllOf(HasSubstr("lacks VM.Audit"),
                                    HasSubstr("failed on /api2/json/cluster/metrics")));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
