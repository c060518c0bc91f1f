// An endpoint whose cluster is made anew: another one answers there.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <optional>
#include <set>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

TEST(AnotherCluster, AtEveryEndpointTakesTheFormerOneAway) {
  OnePoll one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  simulator::Settings settings = OnePoll::small();
  settings.port = one.sim().port();
  settings.cluster = "rebuilt";
  one.host.onWait([&](std::int64_t) {
    const std::int64_t passed_ms = one.host.timeMs() - kBeginMs;
    if (passed_ms >= 25'000 && passed_ms < 60'000) one.simulators.clear();
    if (passed_ms >= 60'000 && one.simulators.empty()) one.add(settings);
  });
  one.host.stopAt(kBeginMs + 600'000);
  ASSERT_EQ(source.run(), PV_FAILED) << one.host.why();

  // As the engine makes a source that failed anew.
  testing::FakeComponent next(one.host, pipevane_plugin, "proxmox_poll", one.options());
  ASSERT_TRUE(source.handOverTo(next));
  one.host.stopAt(one.host.timeMs() + 60'000);
  next.run();
  std::set<std::string> there;
  for (const auto& batch : one.host.pushed())
    for (const auto& change : Batch(batch.raw()).changes()) {
      const std::string key(one.host.dictionary().key(change.entity));
      if (change.kind == PV_UPSERT)
        there.insert(key);
      else
        there.erase(key);
    }
  EXPECT_TRUE(there.contains("rebuilt/node/pve1"));
  EXPECT_FALSE(there.contains("sim/node/pve1"));
  EXPECT_FALSE(there.contains("sim/cluster/sim"));
}

// It was trusted not to say, as the endpoint had said so before: with another certificate.
TEST(AnotherCluster, ThatDoesNotSayWhichItIsIsNotTakenForTheFormerOneAfterAnOutage) {
  OnePoll one;
  testing::FakeComponent source(one.host, pipevane_plugin, "proxmox_poll", one.options());
  simulator::Settings settings = OnePoll::small();
  settings.port = one.sim().port();
  std::size_t pushed = 0;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t passed_ms = one.host.timeMs() - kBeginMs;
    if (passed_ms >= 25'000 && passed_ms < 60'000) one.simulators.clear();
    if (passed_ms < 60'000 || !one.simulators.empty()) return;
    one.add(settings).faults().add({.path = "/nodes/pve1/certificates/info",
                                    .kind = simulator::Fault::Kind::kStatus,
                                    .status = 403,
                                    .reason = "no",
                                    .count = -1});
    pushed = one.host.pushed().size();
  });
  one.host.stopAt(kBeginMs + 400'000);
  source.run();
  ASSERT_GT(pushed, 0U);
  for (std::size_t i = pushed; i < one.host.pushed().size(); ++i) {
    const auto& batch = one.host.pushed()[i];
    EXPECT_TRUE(batch.series().empty()) << "at " << batch.timeMs() - kBeginMs;
  }
  EXPECT_THAT(one.host.why(), ::testing::HasSubstr("not known to be of the cluster"));
}

// Between two cycles, so that no call fails.
class AnotherClusterAtOnce : public ::testing::Test {
 protected:
  // What the source says after another one took the place of the first, which answers as it did.
  void replaceBy(simulator::Settings settings) {
    testing::FakeComponent source(one_.host, pipevane_plugin, "proxmox_poll", one_.options());
    settings.port = one_.sim().port();
    one_.host.onWait([&](std::int64_t) {
      if (pushed_ || one_.host.timeMs() < kBeginMs + 25'000) return;
      one_.simulators.clear();
      one_.add(settings);
      pushed_ = one_.host.pushed().size();
    });
    one_.host.stopAt(kBeginMs + 400'000);
    EXPECT_EQ(source.run(), PV_FAILED);
  }
  void expectNothingToldSince() {
    ASSERT_TRUE(pushed_);
    for (std::size_t i = *pushed_; i < one_.host.pushed().size(); ++i) {
      const auto& batch = one_.host.pushed()[i];
      EXPECT_TRUE(batch.series().empty()) << "at " << batch.timeMs() - kBeginMs;
      EXPECT_TRUE(batch.changes().empty()) << "at " << batch.timeMs() - kBeginMs;
    }
  }

  OnePoll one_;
  std::optional<std::size_t> pushed_;  // so many batches until then
};

TEST_F(AnotherClusterAtOnce, OfTheSameNamesIsNeverTakenForTheFormerOne) {
  replaceBy(OnePoll::small());
  expectNothingToldSince();
  EXPECT_THAT(one_.host.why(), ::testing::HasSubstr("another cluster"));
}

// The connection ends while the former one is asked again who it is, as a node of it went, and the
// same call is asked of whoever answers now.
TEST_F(AnotherClusterAtOnce, InTheMiddleOfAnIntroductionIsNotTakenForWhoBeganIt) {
  const std::string path = "/nodes/pve1/certificates/info";
  std::string others = "AB";
  for (int i = 1; i < 32; ++i) others += ":AB";
  one_.host.onWait([&](std::int64_t) {
    if (pushed_ || one_.host.timeMs() < kBeginMs + 25'000) return;
    pushed_ = one_.host.pushed().size();
    one_.sim().locked([](simulator::World& world) { world.setOnline("pve2", false); });
    one_.sim().changeCertificate();  // from the next connection on
    one_.sim().faults().add(
        {.path = path, .kind = simulator::Fault::Kind::kClose, .reason = "", .count = 1});
    one_.say(path,
             R"({"data":[{"filename":"pve-root-ca.pem","fingerprint":")" + others + R"("}]})");
  });
  testing::FakeComponent source(one_.host, pipevane_plugin, "proxmox_poll", one_.options());
  one_.host.stopAt(kBeginMs + 200'000);
  EXPECT_EQ(source.run(), PV_FAILED) << "it never said who it is";
  EXPECT_THAT(one_.host.why(), ::testing::HasSubstr("another cluster"));
  EXPECT_EQ(one_.asked(path), 4U) << "at first, twice as the node went, and of the new one";
}

// As behind a proxy that speaks TLS for both: the name is asked for every five minutes.
TEST_F(AnotherClusterAtOnce, IsKnownByItsNameThoughTheCertificateAndTheNodesAreTheSame) {
  auto settings = OnePoll::small();
  settings.cluster = "rebuilt";
  settings.certificate = one_.sim().certificate();
  replaceBy(settings);
  EXPECT_THAT(one_.host.why(), ::testing::HasSubstr("another cluster"));
}

// A node that renews its certificate is the same one.
TEST_F(AnotherClusterAtOnce, IsNotWhoShowsAnotherCertificateOfTheSameCluster) {
  one_.host.onWait([&](std::int64_t) {
    if (!pushed_ && one_.host.timeMs() >= kBeginMs + 25'000) {
      one_.sim().changeCertificate();
      pushed_ = 0;
    }
  });
  one_.runFor(600'000);
  const auto times = one_.liveTimesOf("sim/node/pve1", "uptime_seconds");
  ASSERT_GT(times.size(), 50U);
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_LE(times[i] - times[i - 1], 20'000);
}

// Each cycle has a connection of its own, and each connection is with the next of two nodes.
TEST(RoundRobin, IsAskedWhoItIsOnceForEachNodeAndStaysTheSameCluster) {
  constexpr std::int64_t kIntervalMs = 25'000, kRunMs = 40 * kIntervalMs;
  OnePoll one;
  const simulator::Certificate shown[] = {simulator::Certificate::make(),
                                          simulator::Certificate::make()};
  std::int64_t turn = 0;
  one.host.onWait([&](std::int64_t) {
    const std::int64_t now = (one.host.timeMs() - kBeginMs) / kIntervalMs;
    if (std::exchange(turn, now) != now) one.sim().changeCertificate({}, shown[now % 2]);
  });
  one.runFor(kRunMs, {{"interval", std::string("25s")}});
  EXPECT_GE(one.sim().handshakes().whole, 38U) << "nobody is met twice in a row";
  // At the start, and for each of the two.
  EXPECT_EQ(one.asked("/nodes/pve1/certificates/info"), 3U);
  EXPECT_LE(one.asked("/cluster/status"), 3U + kRunMs / 300'000) << "and every five minutes";
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
  for (const auto& batch : one.host.pushed())
    for (const auto& change : Batch(batch.raw()).changes()) EXPECT_EQ(change.kind, PV_UPSERT);
  const auto times = one.liveTimesOf("sim/node/pve1", "uptime_seconds");
  ASSERT_GT(times.size(), 80U);
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_LE(times[i] - times[i - 1], 20'000);
}

}  // namespace
}  // namespace pipevane::proxmox_poll
