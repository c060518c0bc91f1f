// What an examination asks who answers, and what it makes of an answer that is none.
#include "tests/plugins/proxmox_poll/examined_members.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::HasSubstr;

Seen::Trouble troubleWith(const Seen& seen, const std::string& path) {
  const auto found = std::ranges::find(seen.troubles, path, &Seen::Trouble::path);
  EXPECT_NE(found, seen.troubles.end()) << path;
  return found == seen.troubles.end() ? Seen::Trouble{} : *found;
}

TEST_F(Members, AreLookedAtByNobodyWhoseVersionCannotBeRead) {
  begin();
  answerTo("/version", R"({"data":{}})");
  const Seen seen = look();
  EXPECT_THAT(seen.unreadable, HasSubstr("the answer to /version"));
  EXPECT_EQ(one->asked("/access/permissions"), 0U);
}

TEST_F(Members, AreInNoExportOfAVersionThatHasNone) {
  begin("7.4-20");
  const Seen seen = look();
  EXPECT_TRUE(seen.troubles.empty()) << seen.troubles[0].what;
  EXPECT_EQ(one->asked("/cluster/metrics/export"), 0U);
  EXPECT_EQ(seen.members.size(), 2U);
}

TEST_F(Members, HaveAnotherTimeThanWeAsWhoAnswersHas) {
  begin();
  happens([](simulator::World& world) { world.skewClock("pve1", 300); });
  EXPECT_EQ(look().ahead_ms, 300'000);
}

TEST_F(Members, OfWhomTheTokenMayNotKnowAreARefusalWithItsRemedy) {
  begin();
  one->sim().grant(simulator::Rights::auditor(one->sim().version()).without("Sys.Audit"));
  const Seen::Trouble trouble = troubleWith(look(), "/cluster/status");
  EXPECT_TRUE(trouble.refused);
  EXPECT_FALSE(trouble.vital);
  EXPECT_THAT(trouble.remedy, HasSubstr("pveum"));
}

TEST_F(Members, CannotBeDoneWithoutTheListOfResources) {
  for (const int status : {500, 200}) {
    SCOPED_TRACE(status);
    begin();
    one->sim().faults().add({.path = "/cluster/resources",
                             .kind = simulator::Fault::Kind::kStatus,
                             .status = status,
                             .reason = "so it is",
                             .count = -1,
                             .body = R"({"data":null})"});
    const Seen::Trouble trouble = troubleWith(look(), "/cluster/resources");
    EXPECT_TRUE(trouble.vital);
    EXPECT_FALSE(trouble.refused);
  }
}

TEST_F(Members, AreNotWaitedForLongerThanThereIsTimeForAll) {
  begin();
  one->sim().faults().add({.path = "/access", .kind = simulator::Fault::Kind::kHang, .count = -1});
  const Seen seen = look({.timeout_ms = 10'000, .total_ms = 2'900});
  EXPECT_THAT(troubleWith(seen, "/access/permissions").what,
              HasSubstr("no whole answer within 2 s"));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
