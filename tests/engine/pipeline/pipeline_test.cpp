#include "engine/base/system_clock.h"
#include "tests/engine/pipeline/rig.h"

#include <gtest/gtest.h>

namespace pipevane::testing {
namespace {

class PipelineTest : public ::testing::Test {
 protected:
  void SetUp() override { stage().clear(); }
};

TEST_F(PipelineTest, CarriesBatchesFromSourceThroughTransformToSinks) {
  Rig rig({source("homelab", 3), transform("doubled", {"homelab"}), sink("raw", {"homelab"}),
           sink("derived", {"doubled"})});
  rig.start();
  rig.runFor(10'000);

  const auto raw = stage().of("raw");
  ASSERT_EQ(raw.size(), 3u);
  EXPECT_EQ(raw[2].values, std::vector{2.0});
  EXPECT_EQ(raw[2].time_ms, kStartMs + 2'000);
  EXPECT_EQ(raw[2].sequence, 3u);
  EXPECT_EQ(raw[2].component, "homelab");
  EXPECT_EQ(raw[2].changed, std::vector<std::string>{"lab/node/homelab"});

  const auto derived = stage().of("derived");
  ASSERT_EQ(derived.size(), 3u);
  EXPECT_EQ(derived[2].values, std::vector{4.0});
  EXPECT_EQ(derived[2].component, "doubled");
}

TEST_F(PipelineTest, RunsAnHourOfVirtualTimeTheSameWayTwice) {
  const auto run = [] {
    stage().clear();
    // A diamond: the order in which the two branches reach the sink must not depend on threads.
    Rig rig({source("a", 3600), transform("left", {"a"}), transform("right", {"a"}),
             sink("end", {"left", "right"})});
    rig.start();
    rig.runFor(3'600'000);
    std::vector<std::pair<std::string, std::int64_t>> order;
    for (const Seen& seen : stage().of("end")) order.emplace_back(seen.component, seen.time_ms);
    return order;
  };
  const auto first = run();
  EXPECT_EQ(first.size(), 7200u);
  EXPECT_EQ(first, run());
}

TEST_F(PipelineTest, GivesEachComponentOnlyWhatItWants) {
  auto recorder = sink("recorder", {"homelab"});
  recorder.type = "recording_keeper";
  Rig rig({source("homelab", 1), sink("plain", {"homelab"}), recorder});
  rig.start();
  rig.runFor(5'000);
  ASSERT_EQ(stage().of("plain").size(), 1u);
  EXPECT_EQ(stage().of("plain")[0].exchanges, 0u);
  ASSERT_EQ(stage().of("recorder").size(), 1u);
  EXPECT_EQ(stage().of("recorder")[0].exchanges, 1u);
  EXPECT_TRUE(stage().of("recorder")[0].values.empty());
}

TEST_F(PipelineTest, ForwardsThroughATransformWhatSomebodyBehindItWants) {
  auto passer = transform("passer", {"homelab"});
  passer.type = "passer";
  auto recorder = sink("recorder", {"passer"});
  recorder.type = "recording_keeper";
  Rig rig({source("homelab", 1), passer, recorder});
  rig.start();
  rig.runFor(5'000);
  ASSERT_EQ(stage().of("recorder").size(), 1u);
  EXPECT_EQ(stage().of("recorder")[0].exchanges, 1u);
}

TEST_F(PipelineTest, StopsInOrderAndFinishesWhatIsOnItsWay) {
  Gate gate;
  stage().behaviour.with([&gate](auto& all) {
    all["slow"] = [&gate](const Batch&) {
      gate.pass();
      return Verdict::done();
    };
  });
  Rig rig({source("homelab", 50), transform("doubled", {"homelab"}), sink("slow", {"doubled"})});
  rig.start();
  gate.awaitSomebody();
  gate.open();
  rig.runFor(20'000);
  EXPECT_TRUE(rig.stop().empty());

  const auto edge = rig.edge("doubled", "slow");
  EXPECT_EQ(edge.pushed, edge.delivered);
  EXPECT_EQ(edge.queued, 0u);
  EXPECT_EQ(stage().of("slow").size(), edge.delivered);
  EXPECT_EQ(rig.component("homelab").batches_out, edge.delivered);
  EXPECT_EQ(stage().flushed.with([](auto& all) { return all; }), std::vector<std::string>{"slow"});
  for (const char* id : {"homelab", "doubled", "slow"})
    EXPECT_EQ(rig.component(id).state, PV_HAS_STOPPED) << id;
}

TEST_F(PipelineTest, ASourceThatComesToItsEndIsStoppedAndTheRestHolds) {
  Rig rig({source("session", 2), sink("web", {"session"})});
  rig.start();
  rig.runFor(10'000);
  EXPECT_EQ(rig.component("session").state, PV_HAS_STOPPED);
  EXPECT_EQ(rig.why("session"), "it came to its end");
  EXPECT_EQ(rig.component("web").state, PV_RUNNING);
}

TEST_F(PipelineTest, NamesTheComponentThatIsStuckInItsPlugin) {
  Gate gate;
  stage().behaviour.with([&gate](auto& all) {
    all["stuck"] = [&gate](const Batch&) {
      gate.pass();
      return Verdict::done();
    };
  });
  SystemClock clock;
  Rig rig({source("homelab", 5), sink("stuck", {"homelab"})}, &clock);
  rig.start();
  gate.awaitSomebody();
  EXPECT_EQ(rig.pipeline().stop(std::chrono::milliseconds(1)), std::vector<std::string>{"stuck"});
  gate.open();
}

TEST_F(PipelineTest, IsStoppingWhileItFinishesWhatItHas) {
  Gate gate;
  stage().behaviour.with([&gate](auto& all) {
    all["slow"] = [&gate](const Batch&) {
      gate.pass();
      return Verdict::done();
    };
  });
  SystemClock clock;
  Rig rig({source("homelab", 1), sink("slow", {"homelab"})}, &clock);
  rig.start();
  gate.awaitSomebody();
  rig.pipeline().stop(std::chrono::milliseconds(1));
  EXPECT_EQ(rig.component("slow").state, PV_STOPPING);
  gate.open();
  EXPECT_TRUE(rig.stop().empty());
  EXPECT_EQ(rig.component("slow").state, PV_HAS_STOPPED);
}

// A sink's flush may be what a recording ends with.
TEST_F(PipelineTest, WhoIsStuckBeforeThemDoesNotCostTheSinksTheirFlush) {
  for (const std::string stuck : {"homelab", "doubled"}) {
    SCOPED_TRACE(stuck);
    stage().clear();
    Gate gate;
    const auto pass = [&gate](std::int64_t) { gate.pass(); };
    if (stuck == "homelab")
      stage().before_push.with([&](auto& all) { all["homelab"] = pass; });
    else
      stage().before_doubling.with([&](auto& all) { all["doubled"] = pass; });
    SystemClock clock;
    Rig rig({source("homelab", 1), transform("doubled", {"homelab"}), sink("end", {"doubled"})},
            &clock);
    rig.start();
    gate.awaitSomebody();
    EXPECT_EQ(rig.pipeline().stop(std::chrono::seconds(2)), std::vector{stuck});
    EXPECT_EQ(stage().flushed.with([](auto& all) { return all; }), std::vector<std::string>{"end"});
    gate.open();
  }
}

TEST_F(PipelineTest, RefusesASpecificationThatNamesWhatIsNotThere) {
  auto unknown = sink("out", {});
  unknown.type = "nobody_offers_this";
  EXPECT_THROW(Rig({unknown}), Error);
  EXPECT_THROW(Rig({sink("out", {"nobody"})}), Error);
}

}  // namespace
}  // namespace pipevane::testing
