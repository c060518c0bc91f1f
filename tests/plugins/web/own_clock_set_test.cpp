// What the host's time of day being set does to what is live: nothing, as no source's clock was.
#include "tests/plugins/web/one_web.h"

#include <gtest/gtest.h>

namespace pipevane::web {
namespace {

constexpr std::int64_t kStepMs = 10'000, kLagMs = 2'000, kHour = 3'600'000, kDay = 24 * kHour;
constexpr const char* kAlive = "lab/vm/100";
constexpr const char* kDead = "lab/vm/200";

// A guest of which something comes every ten seconds, two seconds after it was measured.
struct Cluster {
  OneWeb one{{}, false};
  std::int64_t ahead_ms = 0;  // how far the source's clock is

  std::int64_t sourceMs() const { return one.host.timeMs() - kLagMs + ahead_ms; }
  void wait(std::int64_t length_ms) { one.host.host().waitFor(length_ms); }
  void step(int value) {
    wait(kStepMs);
    one.sample(kAlive, "cpu_usage_percent", value, Quality::kLive, sourceMs());
    one.sample(kAlive, "memory_used_bytes", value, Quality::kLive, sourceMs());
  }
  Poco::JSON::Object::Ptr told(const std::string& key) const {
    const auto items = one.get("/api/guests").json()->getArray("items");
    for (unsigned i = 0; i < items->size(); ++i)
      if (items->getObject(i)->getValue<std::string>("id") == key) return items->getObject(i);
    throw std::runtime_error("nothing is told of " + key);
  }
  std::string quality(const std::string& key) const {
    return told(key)->getValue<std::string>("quality");
  }
  void expectLive(std::int64_t most_age_ms) const {
    const auto alive = told(kAlive);
    EXPECT_EQ(alive->getValue<std::string>("quality"), "live");
    EXPECT_EQ(alive->getValue<std::int64_t>("time_ms"), sourceMs());
    EXPECT_LE(alive->getValue<std::int64_t>("age_ms"), most_age_ms);
  }
};

struct Set {
  std::int64_t by_ms, source_ahead_ms;
};

class OwnClockSet : public ::testing::TestWithParam<Set> {};

TEST_P(OwnClockSet, GoesOnWithWhatIsLive) {
  Cluster cluster{.ahead_ms = GetParam().source_ahead_ms};
  cluster.one.start();
  for (int i = 0; i < 3; ++i) cluster.step(i);
  cluster.expectLive(kLagMs);
  for (const std::int64_t by_ms : {GetParam().by_ms, -GetParam().by_ms}) {
    cluster.one.host.setClockBy(by_ms);
    for (int i = 0; i < 9; ++i) {
      SCOPED_TRACE(i);
      cluster.step(i);
      cluster.expectLive(kLagMs);
    }
  }
}

TEST_P(OwnClockSet, TakesSilenceForStaleAllTheSame) {
  Cluster cluster{.ahead_ms = GetParam().source_ahead_ms};
  cluster.one.start();
  cluster.step(1);
  cluster.one.host.setClockBy(GetParam().by_ms);
  cluster.step(2);
  cluster.wait(50'000);
  EXPECT_EQ(cluster.quality(kAlive), "live");
  cluster.wait(10'001);
  EXPECT_EQ(cluster.quality(kAlive), "stale");
}

TEST_P(OwnClockSet, TakesWhatWasOldBeforeForStale) {
  Cluster cluster{.ahead_ms = GetParam().source_ahead_ms};
  cluster.one.start();
  cluster.step(1);
  cluster.one.host.setClockBy(GetParam().by_ms);
  for (int i = 0; i < 3; ++i) {
    cluster.step(i);
    cluster.one.sample(kDead, "cpu_usage_percent", 1, Quality::kLive, kNow - kHour);
    EXPECT_EQ(cluster.quality(kDead), "stale");
  }
}

TEST_P(OwnClockSet, KnowsThatItWasSetBeforeTheFirstSampleCame) {
  Cluster cluster{.ahead_ms = GetParam().source_ahead_ms};
  cluster.one.start();
  cluster.one.host.setClockBy(GetParam().by_ms);
  cluster.step(1);
  cluster.expectLive(kLagMs);
}

INSTANTIATE_TEST_SUITE_P(Web, OwnClockSet,
                         ::testing::Values(Set{2 * kHour, 0}, Set{-2 * kHour, 0}, Set{3 * kDay, 0},
                                           Set{-3 * kDay, 0}, Set{2 * kHour, 600'000},
                                           Set{-2 * kHour, 600'000}));

TEST(OwnClockPutRight, BelievesTheTimeOfDayThatTheSourcesGoBy) {
  for (const std::int64_t wrong_by_ms : {2 * kHour, -2 * kHour}) {
    SCOPED_TRACE(wrong_by_ms);
    Cluster cluster;
    cluster.one.host.setClockBy(wrong_by_ms);
    cluster.one.start();
    cluster.step(1);
    cluster.one.host.setClockBy(-wrong_by_ms);
    for (int i = 0; i < 9; ++i) {
      cluster.step(i);
      cluster.expectLive(kLagMs);
    }
    cluster.one.sample(kDead, "cpu_usage_percent", 1, Quality::kLive, kNow - kHour);
    EXPECT_EQ(cluster.quality(kDead), "stale");
  }
}

// As after a sleep, through which the steady clock stands still.
TEST(OwnClockPutRight, FollowsSourcesWhoseClockWentTheSameWay) {
  for (const std::int64_t by_ms : {2 * kHour, -2 * kHour}) {
    SCOPED_TRACE(by_ms);
    Cluster cluster;
    cluster.one.start();
    for (int i = 0; i < 3; ++i) cluster.step(i);
    cluster.one.host.setClockBy(by_ms);
    cluster.ahead_ms = by_ms;
    for (int i = 0; i < 9; ++i) {
      cluster.step(i);
      cluster.expectLive(kLagMs);
    }
  }
}

}  // namespace
}  // namespace pipevane::web
