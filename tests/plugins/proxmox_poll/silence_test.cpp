#include "plugins/proxmox_poll/silence.h"

#include <pipevane/testing/fake_host.h>

#include <gmock/gmock.h>

#include <optional>

namespace pipevane::proxmox_poll {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One source, and another one that may lead one of its clusters.
class SilenceTest : public ::testing::Test {
 protected:
  struct Other {
    std::string cluster;
    std::optional<Entities> told;
    std::int64_t told_ms = 0;
  };

  SilenceTest() { host_.setNow(1'795'000'000'000); }

  void lead(const std::string& cluster, std::optional<Entities> told = {}) {
    other_ = {cluster, std::move(told), host_.host().steadyMs()};
    host_.offer(proxmox::kPolls.service, &kTable, &other_);
  }
  void leave() { host_.offer(proxmox::kPolls.service, nullptr, nullptr); }
  void pass(std::int64_t duration_ms) { host_.setNow(host_.timeMs() + duration_ms); }
  EntityId entity(const std::string& key) { return host_.dictionary().entity(key); }
  bool tell(const Entities& entities) { return !silence_.tell(entities, output_).empty(); }

  std::vector<std::string> unknown() {
    std::vector<std::string> keys;
    for (const auto& batch : host_.pushed())
      for (const auto& change : Batch(batch.raw()).changes())
        if (change.attribute_count > 0) keys.emplace_back(host_.dictionary().key(change.entity));
    return keys;
  }

  static constexpr std::int64_t kPatienceMs = 30'000;
  testing::FakeHost host_{"lab"};
  const Output output_{host_.host()};
  Silence silence_{host_.host(), 10'000};
  Other other_;
  const EntityId vm_ = entity("one/vm/1"), second_ = entity("one/vm/2"),
                 elsewhere_ = entity("two/vm/1");

 private:
  static constexpr proxmox::ClusterService kTable = {
      .size = sizeof(proxmox::ClusterService),
      .read =
          [](void* self, void* context, void (*visit)(void*, const proxmox::ClusterClaim*)) {
            const Other& other = *static_cast<Other*>(self);
            const proxmox::ClusterClaim claim{.size = sizeof(proxmox::ClusterClaim),
                                              .stage = proxmox::Stage::kLeads,
                                              .deciding = false,
                                              .answers = true,
                                              .able = true,
                                              .identity = text("another"),
                                              .wanted = text(other.cluster),
                                              .cluster = text(other.cluster),
                                              .rights = 0,
                                              .side = proxmox::Side::kUnknown,
                                              .told_ms = other.told ? other.told_ms : 0};
            visit(context, &claim);
          },
      .yield = [](void*, std::uint32_t, proxmox::Side) { return false; },
      .entities =
          [](void* self, void* context, void (*visit)(void*, const pv_entity_id*, std::size_t)) {
            const auto& told = static_cast<Other*>(self)->told;
            if (told) visit(context, told->data(), told->size());
          },
      .said = [](void*, void*, void (*)(void*, const pv_entity_id*, std::size_t)) {}};
};

TEST_F(SilenceTest, IsSaidOnceOfAClusterThatWasNotHeardForLongAndAgainAfterTheNextList) {
  for (int outage = 0; outage < 2; ++outage) {
    host_.clearPushed();
    silence_.end("one");
    pass(kPatienceMs - 1);
    EXPECT_FALSE(tell({vm_}));
    pass(1);
    EXPECT_TRUE(tell({vm_}));
    pass(10 * kPatienceMs);
    EXPECT_FALSE(tell({vm_}));
    EXPECT_THAT(unknown(), ElementsAre("one/vm/1"));
  }
}

TEST_F(SilenceTest, IsOfEachClusterByItself) {
  silence_.end("one");
  silence_.end("two");
  pass(kPatienceMs);
  silence_.end("one");
  EXPECT_TRUE(tell({vm_, elsewhere_}));
  EXPECT_THAT(unknown(), ElementsAre("two/vm/1"));
}

TEST_F(SilenceTest, IsNotSaidOfWhatHasNoStateNorWhereNothingWasTold) {
  silence_.end("one");
  pass(kPatienceMs);
  tell({entity("one/pool/web"), entity("one/cluster/one"), elsewhere_});
  EXPECT_THAT(unknown(), IsEmpty());
}

// It may have told nothing yet: what it is about to tell counts.
TEST_F(SilenceTest, IsNeverSaidOfAClusterThatAnotherSourceLeads) {
  silence_.end("one");
  lead("one");
  pass(10 * kPatienceMs);
  EXPECT_THAT(silence_.due(), IsEmpty());
  EXPECT_FALSE(tell({vm_}));
  lead("two");
  EXPECT_TRUE(tell({vm_}));
}

// What that one did not tell any more it has taken away.
TEST_F(SilenceTest, AfterAnotherSourceLedIsOfWhatThatOneToldLastAndSinceThen) {
  silence_.end("one");
  pass(10 * kPatienceMs);
  lead("one", Entities{second_});
  EXPECT_FALSE(tell({vm_, second_}));
  leave();
  pass(kPatienceMs - 1);
  EXPECT_FALSE(tell({vm_, second_}));
  pass(1);
  EXPECT_TRUE(tell({vm_, second_}));
  EXPECT_THAT(unknown(), ElementsAre("one/vm/2"));
}

TEST_F(SilenceTest, GoesOnWithTheLastWordsThatWereHandedOver) {
  silence_.end("one");
  pass(kPatienceMs / 2);
  Silence next(host_.host(), 10'000);
  next.takeOver(silence_.words());
  next.begin("one");
  pass(kPatienceMs / 2);
  EXPECT_FALSE(next.tell({vm_}, output_).empty());
}

TEST_F(SilenceTest, IsLookedForWhenItIsDueAndSoonerOnlyWhereAnotherSourceMayGo) {
  const auto dueInMs = [this] { return silence_.dueAtMs() - host_.host().steadyMs(); };
  constexpr std::int64_t kYearMs = 365LL * 24 * 3'600'000;
  EXPECT_GE(dueInMs(), kYearMs);
  silence_.end("one");
  pass(10'000);
  silence_.end("two");
  EXPECT_EQ(dueInMs(), kPatienceMs - 10'000);
  pass(kPatienceMs - 10'001);
  EXPECT_EQ(dueInMs(), 1);
  lead("one");
  pass(1);
  EXPECT_FALSE(tell({vm_}));
  EXPECT_GT(dueInMs(), 0);
  EXPECT_LE(dueInMs(), 2'000);
  leave();
  EXPECT_TRUE(tell({vm_}));
  EXPECT_EQ(dueInMs(), 10'000);
  pass(10'000);
  EXPECT_TRUE(tell({elsewhere_}));
  EXPECT_GE(dueInMs(), kYearMs);
}

TEST_F(SilenceTest, OfALongIntervalTakesThreeOfThem) {
  Silence silence(host_.host(), 60'000);
  silence.end("one");
  pass(179'999);
  EXPECT_TRUE(silence.tell({vm_}, output_).empty());
  pass(1);
  EXPECT_FALSE(silence.tell({vm_}, output_).empty());
}

}  // namespace
}  // namespace pipevane::proxmox_poll
