#include "plugins/proxmox_poll/inheritance.h"

#include <pipevane/testing/fake_host.h>

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class InheritanceTest : public ::testing::Test {
 protected:
  // Machines, but for those that are named otherwise.
  InheritanceTest() {
    for (EntityId id = 0; id < 30; ++id) {
      const std::string kind = id == kPool ? "pool/" : id == kCluster ? "cluster/" : "vm/";
      EXPECT_EQ(host_.dictionary().entity("sim/" + kind + std::to_string(id)), id);
    }
  }
  static constexpr EntityId kPool = 8, kCluster = 9;

  std::vector<EntityId> told(std::int32_t kind) {
    std::vector<EntityId> ids;
    for (const auto& batch : host_.pushed())
      for (const auto& change : Batch(batch.raw()).changes())
        if (change.kind == kind) ids.push_back(change.entity);
    return ids;
  }
  std::vector<EntityId> unknown() {
    std::vector<EntityId> ids;
    for (const auto& batch : host_.pushed())
      for (const auto& change : Batch(batch.raw()).changes())
        if (change.attribute_count > 0) ids.push_back(change.entity);
    return ids;
  }

  static Inheritance::Others tell(std::vector<EntityId> entities) {
    return [entities = std::move(entities)] { return entities; };
  }
  void follow(const std::vector<EntityId>& entities, const std::vector<EntityId>& others = {}) {
    inheritance_.follow(entities, tell(others), ++now_ms_, output_);
  }
  // Of a cluster whose entities are below 10.
  void settle(const std::vector<EntityId>& entities, const Inheritance::Others& others,
              bool sees = true) {
    inheritance_.settle(
        entities, others, [](EntityId each) { return each < 10; },
        [sees](EntityId) { return sees; }, ++now_ms_, output_);
  }

  testing::FakeHost host_{"lab"};
  const Output output_{host_.host()};
  Inheritance inheritance_{host_.host()};
  std::int64_t now_ms_ = 1000;
};

TEST_F(InheritanceTest, OfTheOneBeforeEndsWithWhatTheLeaderKnows) {
  inheritance_.take({3, 1, 2});
  follow({2, 4, 3});
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
  EXPECT_THAT(told(PV_UPSERT), ElementsAre(4));
  // What goes later the leader takes away itself.
  follow({2, 4});
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
}

TEST_F(InheritanceTest, OfALeaderIsNotTakenAway) {
  follow({1, 2});
  follow({1, 2});
  follow({1, 2, 3});
  follow({2, 3});
  EXPECT_THAT(told(PV_REMOVE), IsEmpty());
}

// Its list is older than that.
TEST_F(InheritanceTest, TakesBackWhatTheLeaderTookAwayBeforeItWasSaidToBeThere) {
  follow({1, 2});
  follow({1, 2});
  follow({2});
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
  EXPECT_THAT(inheritance_.known(), ElementsAre(2));
}

TEST_F(InheritanceTest, LeavesToOthersWhatTheySayAsLongAsTheyDo) {
  inheritance_.take({11, 12, 13, 5});
  settle({7}, tell({11, 12}));
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(13)) << "of another cluster, and nobody's";
  EXPECT_THAT(inheritance_.known(), ElementsAre(5));
  EXPECT_THAT(inheritance_.legacy(), ElementsAre(5, 11, 12));
  settle({7, 5}, tell({12}));
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(13, 11));
  settle({7, 5}, tell({}));
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(13, 11, 12));
  EXPECT_THAT(inheritance_.legacy(), IsEmpty());
}

TEST_F(InheritanceTest, LeavesThemToOthersWhileItFollowsAnotherCluster) {
  inheritance_.take({1, 2});
  follow({20}, {2});
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
  EXPECT_THAT(inheritance_.legacy(), ElementsAre(2, 20));
  follow({20}, {2});
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
  follow({20}, {});
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1, 2));
}

TEST_F(InheritanceTest, OfAnotherClusterWaitsForThoseThatMayStillTellOfIt) {
  inheritance_.take({11});
  settle({1}, [] { return std::nullopt; });
  EXPECT_THAT(told(PV_REMOVE), IsEmpty());
  settle({1}, tell({}));
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(11));
}

TEST_F(InheritanceTest, OfTheSameClusterEndsAfterTwoListsWhoeverTookItsWordForIt) {
  inheritance_.take({1, 2});
  settle({2}, tell({1, 2}));
  EXPECT_THAT(told(PV_REMOVE), IsEmpty());
  settle({2}, tell({1, 2}));
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
}

// Of one that led, followed, and leads again.
TEST_F(InheritanceTest, GivesWhatIsTakenLaterTwoListsAsWell) {
  inheritance_.take({1});
  settle({2}, tell({}));
  settle({2}, tell({}));
  inheritance_.take({2, 3});
  settle({2}, tell({}));
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1));
  settle({2}, tell({}));
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(1, 3));
}

TEST_F(InheritanceTest, IsSaidToBeUnknownOnceAndAgainToWhomeverMissedIt) {
  inheritance_.take({1});
  for (int list = 0; list < 4; ++list) settle({2}, tell({}), false);
  EXPECT_THAT(told(PV_UPSERT), ElementsAre(1));
  inheritance_.refresh();
  for (int list = 0; list < 4; ++list) settle({2}, tell({}), false);
  EXPECT_THAT(told(PV_UPSERT), ElementsAre(1, 1));
  EXPECT_THAT(told(PV_REMOVE), IsEmpty());
}

TEST_F(InheritanceTest, IsNotSaidToBeUnknownWhereItHasNoState) {
  inheritance_.take({1, kPool, kCluster});
  for (int list = 0; list < 4; ++list) settle({2}, tell({}), false);
  EXPECT_THAT(unknown(), ElementsAre(1));
  EXPECT_THAT(told(PV_UPSERT), ElementsAre(1, kPool, kCluster)) << "they are there";
}

// Who rested before it saw who leads would do so a second time.
TEST_F(InheritanceTest, GivenAwayWithTheLeadIsTakenAwayByTheOneThatLeads) {
  inheritance_.take({11});
  settle({1, 2}, tell({11}));
  inheritance_.give({1, 2});
  EXPECT_THAT(inheritance_.legacy(), ElementsAre(1, 2, 11));
  follow({2, 3}, {11});
  EXPECT_THAT(inheritance_.legacy(), ElementsAre(2, 3, 11));
  EXPECT_THAT(told(PV_REMOVE), IsEmpty());
  EXPECT_THAT(told(PV_UPSERT), ElementsAre(3));
  follow({2, 3}, {});
  EXPECT_THAT(told(PV_REMOVE), ElementsAre(11)) << "of another cluster, which nobody took";
}

TEST_F(InheritanceTest, IsHandedOnAsItCameUntilSomebodyLeads) {
  inheritance_.take({2, 1, 3});
  EXPECT_THAT(inheritance_.legacy(), UnorderedElementsAre(1, 2, 3));
  follow({1, 3});
  EXPECT_THAT(inheritance_.legacy(), UnorderedElementsAre(1, 3));
}

}  // namespace
}  // namespace pipevane::proxmox_poll
