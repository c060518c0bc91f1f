// What is told of the connection, as the questions really fare: every event is held against them.
#include "tests/plugins/proxmox_events/model/watched_model.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace pipevane::proxmox_events {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr ModelledCluster::Life kQuiet = {
    .deed_every_ms = 5'000, .burst_most = 5, .faults = false, .sets_clocks = false};
constexpr std::int64_t kMinuteMs = 60'000;

void cutOff(WatchedModel& model, std::int64_t ms) {
  model.proxmox().cluster().setReachable(false);
  model.runFor(ms);
  model.proxmox().cluster().setReachable(true);
}

TEST(ModelledConnection, IsLostTenSecondsAfterTheFirstQuestionThatFailed) {
  WatchedModel model(1, kQuiet);
  model.runFor(5 * kMinuteMs);
  const std::int64_t cut_ms = 5 * kMinuteMs;
  cutOff(model, 2 * kMinuteMs);
  model.runFor(2 * kMinuteMs);
  const auto within = [](std::int64_t from_ms, std::int64_t to_ms) {
    return ::testing::AllOf(::testing::Ge(from_ms), ::testing::Le(to_ms));
  };
  EXPECT_THAT(model.connection(),
              ElementsAre(Pair("error", within(cut_ms + 10'000, cut_ms + 13'000)),
                          Pair("ok", within(cut_ms + 2 * kMinuteMs, cut_ms + 3 * kMinuteMs))));
}

// An introduction takes half a minute to be saved up for: one question fails before it, and those
// to all three nodes after it; what was asked in between was answered.
TEST(ModelledConnection, IsNotLostWhileOneMayNotAsk) {
  WatchedModel model(1, kQuiet, 12);
  for (int i = 0; i < 20; ++i) {
    model.runFor(3 * kMinuteMs);
    model.proxmox().failNext(1);
    model.runFor(25'000);
    model.proxmox().failNext(3);
  }
  EXPECT_TRUE(model.connection().empty());
}

TEST(ModelledConnection, IsLostInTimeThoughOneMayHardlyAsk) {
  std::size_t lost = 0;
  for (const std::int64_t limit : {8, 12, 20, 36})
    for (unsigned seed = 1; seed <= 4 && !::testing::Test::HasFailure(); ++seed) {
      SCOPED_TRACE("limit " + std::to_string(limit) + ", seed " + std::to_string(seed));
      std::mt19937 random(seed);
      WatchedModel model(seed, kQuiet, limit);
      model.runFor(2 * kMinuteMs);
      for (int i = 0; i < 20; ++i) {
        model.runFor(5'000 + static_cast<std::int64_t>(random() % 60'000));
        constexpr std::int64_t kOutagesMs[] = {500, 1'500, 4'000, 15'000, 90'000};
        cutOff(model, kOutagesMs[random() % std::size(kOutagesMs)]);
      }
      model.runFor(5 * kMinuteMs);
      lost += static_cast<std::size_t>(std::ranges::count(
          model.connection(), "error", &std::pair<std::string, std::int64_t>::first));
      EXPECT_EQ(model.connection().size() % 2, 0U) << "it is back";
    }
  EXPECT_GE(lost, 4U * 4 * 3);
}

}  // namespace
}  // namespace pipevane::proxmox_events
