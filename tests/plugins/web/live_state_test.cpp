#include "plugins/web/live_state.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>

namespace pipevane::web {
namespace {

using testing::MadeBatch;

constexpr std::int64_t kNow = 1'795'456'600'000, kMinute = 60'000, kHour = 3'600'000;

// Entities that are stale after a minute, and a host's clock that the test moves.
struct Fixture {
  testing::FakeHost host;
  LiveState state{host.host().dictionary(), kMinute};
  std::int64_t now_ms = kNow;
  std::int64_t steady_ms = kHour;

  void sample(const char* metric, double value, std::int64_t time_ms, std::uint32_t flags = 0) {
    MadeBatch batch(time_ms, flags);
    batch.sample(host.series("lab/vm/100", metric), value);
    state.apply(Batch(batch.raw()), now_ms, steady_ms);
  }
  void wait(std::int64_t length_ms) {
    now_ms += length_ms;
    steady_ms += length_ms;
    state.sweep(steady_ms);
  }
  const LiveEntity& entity() const { return *state.find("lab/vm/100"); }
  const LiveMetric& metric(const char* name) const { return *state.metric(entity(), name); }
};

TEST(LiveState, FollowsASourceWhoseClockIsPutRight) {
  Fixture fixture;
  fixture.sample("cpu", 1, kNow + 2 * kHour);
  fixture.wait(10'000);
  fixture.sample("cpu", 2, kNow + 10'000);
  EXPECT_EQ(fixture.metric("cpu").value, 2);
  EXPECT_EQ(fixture.entity().time_ms, kNow + 10'000);
}

TEST(LiveState, DoesNotTakeSilenceForLifeWhereTheClockIsAhead) {
  Fixture fixture;
  fixture.sample("cpu", 1, kNow + 2 * kHour);
  EXPECT_EQ(fixture.entity().quality, Quality::kLive);
  fixture.wait(kMinute + 1);
  EXPECT_EQ(fixture.entity().quality, Quality::kStale);
  EXPECT_EQ(fixture.entity().born_ms, kHour);
  // A source that only repeats itself has nothing new to say.
  fixture.sample("cpu", 1, kNow + 2 * kHour);
  EXPECT_EQ(fixture.entity().quality, Quality::kStale);
  fixture.sample("cpu", 1, kNow + 2 * kHour + 1);
  EXPECT_EQ(fixture.entity().quality, Quality::kLive);
}

TEST(LiveState, CountsAgesByTheTimeThatPassedHoweverTheClockWasSet) {
  for (const std::int64_t set_by_ms : {-2 * kHour, 2 * kHour}) {
    SCOPED_TRACE(set_by_ms);
    Fixture fixture;
    fixture.sample("cpu", 1, kNow - 10'000);
    fixture.now_ms += set_by_ms;
    fixture.wait(40'000);
    EXPECT_EQ(fixture.entity().quality, Quality::kLive);
    EXPECT_EQ(fixture.steady_ms - fixture.entity().born_ms, 50'000);
    fixture.wait(11'000);
    EXPECT_EQ(fixture.entity().quality, Quality::kStale);
  }
}

TEST(LiveState, GoesOnWithASourceThatIsAheadSinceTheClockWasSetBack) {
  Fixture fixture;
  fixture.now_ms -= 2 * kHour;
  for (int i = 0; i < 6; ++i) {
    fixture.sample("cpu", i, kNow + i * 10'000);
    EXPECT_EQ(fixture.metric("cpu").value, i);
    fixture.wait(10'000);
    EXPECT_EQ(fixture.entity().quality, Quality::kLive);
  }
}

TEST(LiveState, ComparesTheClockThatWasSetWithEachComponentsOwn) {
  Fixture fixture;
  const auto take = [&fixture](const char* component, const char* metric, std::int64_t time_ms) {
    MadeBatch batch(time_ms);
    batch.sample(fixture.host.series("lab/vm/100", metric), 1);
    pv_batch raw = batch.raw();
    raw.component = text(component);
    fixture.state.apply(Batch(raw), fixture.now_ms, fixture.steady_ms);
  };
  for (int i = 0; i < 9; ++i) {
    SCOPED_TRACE(i);
    if (i == 3) fixture.now_ms += 2 * kHour;
    fixture.wait(10'000);
    take("here", "load", fixture.now_ms);
    take("there", "cpu", kNow + i * 10'000 + 10 * kMinute);
    EXPECT_EQ(fixture.metric("load").judged(), Quality::kLive);
    EXPECT_EQ(fixture.metric("cpu").judged(), Quality::kLive);
  }
}

TEST(LiveState, TakesWhatIsOldByTheSourceForStaleEvenIfItJustArrived) {
  Fixture fixture;
  fixture.sample("cpu", 1, kNow - 2 * kHour);
  EXPECT_EQ(fixture.entity().quality, Quality::kStale);
}

TEST(LiveState, FollowsAClockThatWasSetBackButNotOneLateSample) {
  Fixture fixture;
  fixture.sample("cpu", 1, kNow);
  fixture.sample("cpu", 2, kNow - 2 * kHour);
  fixture.sample("cpu", 3, kNow - 2 * kHour + 1);
  EXPECT_EQ(fixture.metric("cpu").value, 1);
  fixture.sample("cpu", 4, kNow - 2 * kHour + 2);
  EXPECT_EQ(fixture.metric("cpu").value, 4);
  EXPECT_EQ(fixture.entity().quality, Quality::kStale);
}

TEST(LiveState, NeverTakesBackfillForNewerThanWhatIsThere) {
  Fixture fixture;
  fixture.sample("cpu", 1, kNow + 2 * kHour);
  for (int i = 0; i < 9; ++i) fixture.sample("cpu", 2, kNow - kHour + i, PV_BACKFILL);
  EXPECT_EQ(fixture.metric("cpu").value, 1);
}

TEST(LiveState, JudgesEveryMetricByItsOwnAge) {
  Fixture fixture;
  fixture.sample("disk", 7, kNow);
  for (int i = 0; i < 360; ++i) {
    fixture.sample("cpu", i, fixture.now_ms);
    fixture.wait(10'000);
  }
  EXPECT_EQ(fixture.entity().quality, Quality::kLive);
  EXPECT_EQ(fixture.metric("cpu").judged(), Quality::kLive);
  EXPECT_EQ(fixture.metric("disk").listing, Quality::kStale);
  fixture.sample("disk", 7, fixture.now_ms);
  EXPECT_EQ(fixture.metric("disk").listing, std::nullopt);
}

TEST(LiveState, GetsNoNewVersionWhereASweepFindsNothing) {
  Fixture fixture;
  fixture.sample("cpu", 1, kNow);
  fixture.wait(50'000);
  fixture.sample("cpu", 2, fixture.now_ms);
  const Version before = fixture.state.version();
  fixture.wait(20'000);
  EXPECT_EQ(fixture.state.version(), before);
  fixture.wait(70'000);
  EXPECT_EQ(fixture.state.version(), before + 1);
}

}  // namespace
}  // namespace pipevane::web
