// An endpoint whose cluster is made anew: another one answers there.
#include "tests/plugins/proxmox_poll/one_poll.h"

#include <gmock/gmock.h>

#include <set>

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

}  // namespace
}  // namespace pipevane::proxmox_poll
