// A source whose options a reload changes: what the one before it told stays, but for what is gone.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::_;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

class HandoverOfAPoll : public ::testing::Test {
 protected:
  static constexpr std::int64_t kLongAfterMs = kBeginMs + 3'600'000;
  // One that leads for half a minute, and then one with these options in its place for as long.
  void runTwo(
      const testing::GivenOptions& changed, const std::function<void()>& between = [] {}) {
    auto first = make({});
    one_.host.stopAt(kBeginMs + 30'000);
    first->run();
    told_ = entities();
    one_.host.clearPushed();
    between();
    auto second = make(changed);
    ASSERT_TRUE(first->handOverTo(*second));
    first.reset();
    one_.host.stopAt(kBeginMs + 60'000);
    second->run();
    last_ = std::move(second);
  }
  std::unique_ptr<testing::FakeComponent> make(testing::GivenOptions options) {
    options.merge(one_.options());
    return std::make_unique<testing::FakeComponent>(one_.host, pipevane_plugin, "proxmox_poll",
                                                    options);
  }
  // Of the changes since the last look, before that time.
  std::vector<std::string> keysOf(std::int32_t kind, std::int64_t before_ms = kLongAfterMs) {
    std::vector<std::string> keys;
    for (const auto& batch : one_.host.pushed())
      for (const auto& change : Batch(batch.raw()).changes())
        if (change.kind == kind && batch.timeMs() < before_ms)
          keys.emplace_back(one_.host.dictionary().key(change.entity));
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
  }
  std::vector<std::string> entities() { return keysOf(PV_UPSERT); }
  std::vector<std::string> removed() { return keysOf(PV_REMOVE); }
  static std::string vm(int vmid) { return "sim/vm/" + std::to_string(vmid); }

  OnePoll one_;
  std::vector<std::string> told_;  // by the first one
  std::unique_ptr<testing::FakeComponent> last_;
};

TEST_F(HandoverOfAPoll, TakesNothingBackThatIsThere) {
  runTwo({{"requests_per_minute", std::string("120")}});
  EXPECT_THAT(removed(), IsEmpty());
  EXPECT_EQ(entities(), told_);
}

TEST_F(HandoverOfAPoll, TakesBackWhatWentMeanwhile) {
  const int gone = one_.vmThatRunsOn("pve2");
  runTwo({{"requests_per_minute", std::string("120")}},
         [&] { one_.sim().locked([&](World& world) { world.destroy(gone); }); });
  ASSERT_THAT(told_, Contains(vm(gone)));
  EXPECT_THAT(removed(), ::testing::ElementsAre(vm(gone)));
}

TEST_F(HandoverOfAPoll, TakesBackWhatHadAnotherNameWithTheFirstList) {
  runTwo({{"cluster", std::string("other")}});
  EXPECT_EQ(removed(), told_);
  const auto& first = one_.host.pushed();
  const auto takes_back = std::ranges::find_if(first, [](const auto& batch) {
    return std::ranges::any_of(Batch(batch.raw()).changes(),
                               [](const auto& change) { return change.kind == PV_REMOVE; });
  });
  EXPECT_LT(takes_back->timeMs(), kBeginMs + 45'000) << "there is one list in that time";
}

TEST_F(HandoverOfAPoll, KeepsAllWhileNobodyAnswersAndHandsItOn) {
  runTwo({{"endpoints", std::vector<std::string>{"127.0.0.1:1"}}});
  EXPECT_THAT(removed(), IsEmpty());
  const std::int64_t silent_ms = kBeginMs + 20'000 + 30'000;
  EXPECT_THAT(keysOf(PV_UPSERT, silent_ms), IsEmpty()) << "it has heard nothing";
  EXPECT_EQ(entities(), told_) << "what becomes unknown then";

  const auto third = make({{"cluster", std::string("other")}});
  ASSERT_TRUE(last_->handOverTo(*third));
  one_.host.stopAt(kBeginMs + 90'000);
  third->run();
  EXPECT_EQ(removed(), told_) << "it knows of all that the first one told";
}

// Counted from the last answer on, whoever heard it, and not from when one was made.
TEST_F(HandoverOfAPoll, KnowsNotWhatRunsWhereNobodyAnswersAnyMoreHoweverOftenItIsMadeAnew) {
  const std::string vm = this->vm(one_.vmThatRunsOn("pve1"));
  auto source = make({});
  const auto runUntil = [&](std::int64_t after_ms) {
    one_.host.stopAt(kBeginMs + after_ms);
    source->run();
  };
  const auto makeAnew = [&](const testing::GivenOptions& changed) {
    auto next = make(changed);
    ASSERT_TRUE(source->handOverTo(*next));
    source = std::move(next);
  };
  runUntil(30'000);
  const std::vector<std::string> nowhere{"127.0.0.1:1"};
  makeAnew({{"endpoints", nowhere}});
  runUntil(45'000);
  makeAnew({{"endpoints", nowhere}, {"requests_per_minute", std::string("120")}});
  runUntil(200'000);
  makeAnew({});
  runUntil(230'000);
  for (const std::string& key :
       {vm, std::string("sim/node/pve1"), std::string("sim/storage/pve1/local")}) {
    const auto states = one_.statesOf(key);
    ASSERT_THAT(states, SizeIs(3)) << key;
    EXPECT_EQ(states[1].second, "unknown") << key;
    EXPECT_GE(states[1].first, kBeginMs + 20'000 + 30'000) << key;
    EXPECT_LE(states[1].first, kBeginMs + 20'000 + 45'000) << key;
    EXPECT_EQ(states[2].second, states[0].second) << key;
  }
  EXPECT_THAT(one_.statesOf("sim/cluster/sim"), Not(Contains(Pair(_, "unknown"))));
  EXPECT_THAT(removed(), IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox_poll
