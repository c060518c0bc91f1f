// A member that is online and that the others do not reach: each export lacks it, without a word.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace pipevane::proxmox_poll {
namespace {

using simulator::World;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kBeginsMs = 100'000;
constexpr std::int64_t kEndsMs = kBeginsMs + 12 * kMinute;
// Missing for 45 s, told by the list after that, and a refresh of that.
constexpr std::int64_t kNoticedMs = 75'000;

class SilentMember : public ::testing::TestWithParam<int> {
 protected:
  SilentMember() { guest_ = one_.vmThatRunsOn("pve2"); }
  static simulator::Settings cluster() {
    simulator::Settings settings = OnePoll::small();
    settings.nodes = 3;
    settings.guests = 12;
    settings.pve_version = GetParam();
    return settings;
  }
  std::int64_t passedMs() { return one_.host.host().nowMs() - kBeginMs; }
  std::string key() const { return "sim/vm/" + std::to_string(guest_); }
  SeriesId series(const char* metric) {
    const auto& dictionary = one_.host.dictionary();
    return dictionary.findSeries(dictionary.findEntity(key()), dictionary.findMetric(metric));
  }
  static std::optional<Quality> qualityIn(const testing::MadeBatch& batch, SeriesId series) {
    for (std::size_t i = 0; i < batch.series().size(); ++i)
      if (batch.series()[i] == series) return static_cast<Quality>(batch.qualities()[i]);
    return std::nullopt;
  }
  void run(const std::function<void(World&, bool)>& make, const std::function<void()>& look) {
    one_.host.onWait([&, is = false](std::int64_t) mutable {
      const bool should = passedMs() >= kBeginsMs && passedMs() < kEndsMs;
      if (should != is) one_.sim().locked([&](World& world) { make(world, should); });
      is = should;
      if (passedMs() >= kBeginsMs + kNoticedMs && passedMs() < kEndsMs) look();
    });
    one_.runFor(kEndsMs + 2 * kMinute);
  }
  void refuse(const std::function<void()>& look) {
    run([](World& world, bool on) { world.refuseMembers("pve2", on); }, look);
  }

  OnePoll one_{cluster()};
  int guest_ = 0;
};

TEST_P(SilentMember, IsSaidWithTheRemedyWhileTheListTellsOfIt) {
  int looks = 0;
  refuse([&] {
    ++looks;
    EXPECT_THAT(one_.host.why(),
                AllOf(HasSubstr("the metrics export has nothing from pve2"), HasSubstr("8006")))
        << passedMs();
    const double truth = one_.sim().locked([&](World& world) {
      return static_cast<double>(world.guest(guest_).cycles.back().uptime_s);
    });
    EXPECT_LE(truth - one_.host.latest(key(), "uptime_seconds").value_or(-1e9), 20) << passedMs();
  });
  EXPECT_GE(looks, 60);
  EXPECT_TRUE(one_.host.healthy()) << one_.host.why();
}

TEST_P(SilentMember, LosesNothingThatItRemembersWhenItIsBack) {
  refuse([] {});
  std::int64_t last_ms = kBeginMs;
  for (const std::int64_t time_ms : one_.liveTimesOf(key(), "uptime_seconds")) {
    if (time_ms <= kBeginMs) continue;
    EXPECT_GT(time_ms, last_ms) << "at " << time_ms - kBeginMs;
    EXPECT_LE(time_ms - last_ms, 20'000) << "at " << time_ms - kBeginMs;
    last_ms = time_ms;
  }
  EXPECT_GE(last_ms, kBeginMs + kEndsMs + kMinute);
}

TEST_P(SilentMember, CostsTheOthersNothing) {
  refuse([] {});
  const std::uint64_t cycles = (kEndsMs + 2 * kMinute) / 10'000;
  EXPECT_LE(one_.asked("/cluster/metrics/export"), cycles + 2);
  EXPECT_LE(one_.asked("/nodes/pve2/time"), 3U);
}

TEST_P(SilentMember, WhoseStatisticsHangIsNotToldAsAlive) {
  int looks = 0;
  run([](World& world, bool on) { world.hangStatistics("pve2", on); },
      [&] {
        ++looks;
        std::optional<Quality> quality;
        for (const auto& batch : one_.host.pushed())
          if (const auto its = qualityIn(batch, series("uptime_seconds"))) quality = its;
        EXPECT_TRUE(quality == Quality::kStale || quality == Quality::kUnknown) << passedMs();
      });
  EXPECT_GE(looks, 60);
  EXPECT_TRUE(one_.host.healthy()) << one_.host.why();
}

INSTANTIATE_TEST_SUITE_P(OfVersion, SilentMember, ::testing::Values(8, 9));

}  // namespace
}  // namespace pipevane::proxmox_poll
