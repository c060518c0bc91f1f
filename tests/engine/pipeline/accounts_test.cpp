// Every edge's account adds up at every moment, seen from another thread.
#include "engine/base/system_clock.h"
#include "tests/engine/pipeline/rig.h"
#include "tests/engine/pipeline/sampler.h"

#include <gtest/gtest.h>

#include <thread>

namespace pipevane::testing {
namespace {

config::ComponentSpec narrow(config::ComponentSpec spec, std::int32_t policy) {
  for (config::EdgeSpec& edge : spec.inputs) {
    edge.policy = policy;
    edge.capacity_bytes = 2'000;
  }
  return spec;
}

TEST(Accounts, AddUpWhileManyThreadsPushBlockDropFailAndStop) {
  stage().clear();
  Gate shut, enough;
  std::atomic<int> picked = 0, broken = 0;
  stage().behaviour.with([&](auto& all) {
    all["picky"] = [&](const Batch&) {
      if (++picked == 500) enough.open();
      return picked % 3 == 0 ? Verdict::drop("no") : Verdict::done();
    };
    all["fragile"] = [&](const Batch&) -> Verdict {
      if (++broken % 10 == 0) throw std::runtime_error("broken");
      return Verdict::done();
    };
    all["stuck"] = [&](const Batch&) {
      shut.pass();
      return Verdict::done();
    };
  });
  SystemClock clock;
  Rig rig({source("a", 1'000'000, 5, 0), source("b", 1'000'000, 20, 0),
           source("held", 1'000'000, 5, 0), narrow(transform("doubled", {"a"}), PV_POLICY_BLOCK),
           narrow(sink("picky", {"doubled", "b"}), PV_POLICY_BLOCK),
           narrow(sink("loose", {"a", "b", "doubled"}), PV_POLICY_DROP_OLDEST),
           narrow(sink("fragile", {"a", "b"}), PV_POLICY_DROP_OLDEST),
           narrow(sink("stuck", {"held"}), PV_POLICY_BLOCK)},
          &clock);
  Sampler sampler(rig.pipeline());
  rig.start();
  enough.pass();
  shut.awaitSomebody();
  const auto came_while_down = [&] {
    return rig.edge("a", "fragile").dropped_down + rig.edge("b", "fragile").dropped_down;
  };
  while (came_while_down() == 0) std::this_thread::yield();
  // "held" waits for room at an edge whose reader is stuck: only an abort ends that.
  EXPECT_EQ(rig.pipeline().stop(std::chrono::milliseconds(300)), std::vector<std::string>{"stuck"});
  shut.open();
  EXPECT_TRUE(rig.stop().empty());
  EXPECT_EQ(sampler.end(), 0u);

  EXPECT_GE(rig.edge("held", "stuck").dropped_stopped, 1u);
  EXPECT_GE(rig.edge("doubled", "picky").dropped_refused + rig.edge("b", "picky").dropped_refused,
            100u);
  for (const char* from : {"a", "b"}) {
    EXPECT_TRUE(addsUp(rig.edge(from, "loose"))) << from;
    EXPECT_EQ(rig.edge(from, "loose").queued, 0u) << from;
  }
}

}  // namespace
}  // namespace pipevane::testing
