#include "plugins/proxmox_poll/testimony.h"

#include "plugins/proxmox/leadership/circle.h"
#include "plugins/proxmox/leadership/cluster_service.h"

#include <pipevane/testing/fake_host.h>

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

// One other source.
class TestimonyTest : public ::testing::Test {
 protected:
  struct Other {
    proxmox::Stage stage = proxmox::Stage::kLeads;
    std::vector<pv_entity_id> said;
  };

  TestimonyTest() { host_.offer(proxmox::kPolls.service, &kTable, &other_); }
  // It waits between two tries, and is nobody who could be asked.
  void fail() { host_.offer(proxmox::kPolls.service, nullptr, nullptr); }
  void list(bool there, const char* type = "proxmox_poll") {
    component_ = {};
    component_.size = sizeof(component_);
    component_.id = text(kOther);
    component_.type = text(type);
    pv_pipeline_status status{};
    status.size = sizeof(status);
    status.component_count = there ? 1 : 0;
    status.components = &component_;
    host_.show(status);
  }
  void pass(std::int64_t duration_ms) { host_.setNow(host_.timeMs() + duration_ms); }

  static constexpr const char* kOther = "fake";  // as the host calls it
  Other other_;
  pv_component_status component_{};
  testing::FakeHost host_{"lab"};
  Testimony testimony_{host_.host()};

  static constexpr std::int64_t kAwaitedMs = 5 * 60'000;
  static constexpr proxmox::ClusterService kTable = {
      .size = sizeof(proxmox::ClusterService),
      .read =
          [](void* self, void* context, void (*visit)(void*, const proxmox::ClusterClaim*)) {
            const proxmox::ClusterClaim claim{.size = sizeof(proxmox::ClusterClaim),
                                              .stage = static_cast<Other*>(self)->stage,
                                              .deciding = false,
                                              .answers = true,
                                              .able = true,
                                              .identity = text(""),
                                              .wanted = text(""),
                                              .cluster = text(""),
                                              .rights = 0,
                                              .side = proxmox::Side::kUnknown,
                                              .told_ms = 0};
            visit(context, &claim);
          },
      .yield = [](void*, std::uint32_t, proxmox::Side) { return false; },
      .entities = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {},
      .said =
          [](void* self, void* context, void (*visit)(void*, const pv_entity_id*, std::size_t)) {
            const auto& said = static_cast<Other*>(self)->said;
            visit(context, said.data(), said.size());
          }};
};

TEST_F(TestimonyTest, OfOneThatIsAwayForAMomentCounts) {
  other_.said = {3, 1};
  EXPECT_THAT(testimony_.hear(), Optional(ElementsAre(1, 3)));
  other_.said.clear();
  for (int i = 0; i < 3; ++i) {
    pass(10'000);
    EXPECT_THAT(testimony_.hear(), Optional(ElementsAre(1, 3)));
  }
  pass(2 * Testimony::kLatelyMs - 30'000);
  testimony_.hear();
  pass(Testimony::kLatelyMs);
  EXPECT_THAT(testimony_.hear(), Optional(IsEmpty()));
}

TEST_F(TestimonyTest, OfLongAgoDoesNotCount) {
  other_.said = {1};
  testimony_.hear();
  other_.said = {2};
  pass(10 * Testimony::kLatelyMs);
  EXPECT_THAT(testimony_.hear(), Optional(ElementsAre(2)));
}

// Its longest rest is longer than what is heard counts.
TEST_F(TestimonyTest, OfOneThatWaitsToBeginAnewCountsAsLongAsItIsInThePipeline) {
  list(true);
  other_.said = {3, 1};
  testimony_.hear();
  fail();
  for (int i = 0; i < 30; ++i) {
    pass(10'000);
    EXPECT_THAT(testimony_.hear(), Optional(ElementsAre(1, 3)));
  }
  list(false);
  for (int i = 0; i < 3; ++i) {
    pass(Testimony::kLatelyMs);
    testimony_.hear();
  }
  EXPECT_THAT(testimony_.hear(), Optional(IsEmpty()));
}

TEST_F(TestimonyTest, IsAwaitedOfOneThatWaitsToBeginAnewAndWasNeverHeard) {
  fail();
  list(true);
  EXPECT_EQ(testimony_.hear(), std::nullopt);
  list(true, "replay");
  EXPECT_THAT(testimony_.hear(), Optional(IsEmpty())) << "it knows of no clusters";
  list(false);
  EXPECT_THAT(testimony_.hear(), Optional(IsEmpty()));
}

// As where a file that its options name is away.
TEST_F(TestimonyTest, IsNotAwaitedForEverOfOneThatIsNeverMade) {
  fail();
  list(true);
  EXPECT_EQ(testimony_.hear(), std::nullopt);
  pass(kAwaitedMs - 1);
  EXPECT_EQ(testimony_.hear(), std::nullopt);
  pass(1);
  EXPECT_THAT(testimony_.hear(), Optional(IsEmpty()));
  // It is made at last.
  other_.said = {1};
  host_.offer(proxmox::kPolls.service, &kTable, &other_);
  EXPECT_THAT(testimony_.hear(), Optional(ElementsAre(1)));
}

TEST_F(TestimonyTest, IsAwaitedOfOneThatHasNotHeardYetWhatItWatches) {
  other_.said = {1};
  other_.stage = proxmox::Stage::kAsking;
  EXPECT_EQ(testimony_.hear(), std::nullopt);
  other_.stage = proxmox::Stage::kUnreached;
  EXPECT_THAT(testimony_.hear(), Optional(ElementsAre(1)));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
