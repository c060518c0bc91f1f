#include "plugins/proxmox_poll/inheritance.h"

#include <pipevane/testing/fake_host.h>

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class InheritanceTest : public ::testing::Test {
 protected:
  std::vector<EntityId> told(std::int32_t kind) {
    std::vector<EntityId> ids;
    for (const auto& batch : host_.pushed())
      for (const auto& change : Batch(batch.raw()).changes())
        if (change.kind == kind) ids.push_back(change.entity);
    return ids;
  }

  static Inheritance::Others tell(std::vector<EntityId> entities) {
    return [entities = std::move(entities)] { return entities; };
  }

  testing::FakeHost host_{"lab"};
  const Output output_{host_.host()};
  Inheritance inheritance_;
};

TEST_F(InheritanceTest, OfTheOneBeforeEndsWithWhatTheLeaderKnows) {
  inheritance_.take({.led = {3, 1, 2}, .followed = {}});
  inheritance_.follow({2, 4, 3}, tell({2, 4, 3}), 1000, output_);
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
  EXPECT_THAT(told(PV_UPSERT), ElementsAre(4));
  // What goes later the leader takes away itself.
  inheritance_.follow({2, 4}, tell({2, 4}), 2000, output_);
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
}

TEST_F(InheritanceTest, OfALeaderIsNotTakenAway) {
  inheritance_.follow({1, 2}, tell({1, 2}), 1000, output_);
  inheritance_.follow({2}, tell({2}), 2000, output_);
  EXPECT_THAT(told(PV_REMOVE), IsEmpty());
}

TEST_F(InheritanceTest, LeavesToOthersWhatTheyTell) {
  inheritance_.take({.led = {1, 2, 3}, .followed = {5}});
  const auto none = [](EntityId) { return false; };
  inheritance_.settle({7}, tell({1, 2}), none, none, 1000, output_);
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(3, 5)) << "of another cluster, and nobody's";
  EXPECT_THAT(inheritance_.known(), IsEmpty());

  Inheritance standing_by;
  standing_by.take({.led = {11, 12}, .followed = {}});
  standing_by.follow({20}, tell({20, 12}), 1000, output_);
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(3, 5, 11));
}

TEST_F(InheritanceTest, IsHandedOnAsItCameUntilSomebodyLeads) {
  inheritance_.take({.led = {2, 1}, .followed = {2, 3}});
  EXPECT_THAT(inheritance_.legacy().led, ElementsAre(1, 2));
  EXPECT_THAT(inheritance_.legacy().followed, ElementsAre(3));
  inheritance_.follow({1, 3}, tell({1, 3}), 1000, output_);
  EXPECT_THAT(inheritance_.legacy().led, IsEmpty());
  EXPECT_THAT(inheritance_.legacy().followed, ElementsAre(1, 3));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
