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

  testing::FakeHost host_{"lab"};
  const Output output_{host_.host()};
  Inheritance inheritance_;
};

TEST_F(InheritanceTest, OfTheOneBeforeEndsWithWhatTheLeaderKnows) {
  inheritance_.take({3, 1, 2});
  inheritance_.follow({2, 4, 3}, 1000, output_);
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
  EXPECT_THAT(told(PV_UPSERT), ElementsAre(4));
  // What goes later the leader takes away itself.
  inheritance_.follow({2, 4}, 2000, output_);
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
}

TEST_F(InheritanceTest, OfALeaderIsNotTakenAway) {
  inheritance_.follow({1, 2}, 1000, output_);
  inheritance_.follow({2}, 2000, output_);
  EXPECT_THAT(told(PV_REMOVE), IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox_poll
