#include "engine/base/system_clock.h"
#include "tests/engine/pipeline/rig.h"

#include <pipevane/host.h>

#include <gtest/gtest.h>

namespace pipevane::testing {
namespace {

class SupervisionTest : public ::testing::Test {
 protected:
  void SetUp() override { stage().clear(); }

  static void behave(const std::string& id, std::function<Verdict(const Batch&)> behaviour) {
    stage().behaviour.with([&](auto& all) { all[id] = std::move(behaviour); });
  }
};

TEST_F(SupervisionTest, MakesAFailedSinkAnewWhileTheOthersCarryOn) {
  std::atomic<int> calls = 0;
  behave("fragile", [&calls](const Batch&) -> Verdict {
    if (++calls == 3) throw std::runtime_error("disk on fire");
    return Verdict::done();
  });
  Rig rig({source("homelab", 100), sink("fragile", {"homelab"}), sink("solid", {"homelab"})});
  rig.start();
  rig.runFor(2'500);
  EXPECT_EQ(rig.component("fragile").state, PV_HAS_FAILED);
  EXPECT_EQ(rig.why("fragile"), "disk on fire");
  rig.runFor(60'000);

  EXPECT_EQ(rig.component("fragile").state, PV_RUNNING);
  EXPECT_EQ(rig.component("fragile").restarts, 1u);
  EXPECT_EQ(rig.component("fragile").errors, 1u);
  EXPECT_EQ(stage().of("solid").size(), rig.component("homelab").batches_out);
  const auto edge = rig.edge("homelab", "fragile");
  EXPECT_GE(edge.dropped, 1u);
  EXPECT_EQ(edge.dropped_down, edge.dropped);
  EXPECT_EQ(edge.pushed, edge.delivered + edge.dropped + edge.queued);
  // What it missed while it was down it hears again.
  EXPECT_EQ(stage().refreshes.with([](auto& all) { return all["homelab"]; }), 1);
}

TEST_F(SupervisionTest, PausesLongerAfterEachFailure) {
  behave("broken", [](const Batch&) -> Verdict { throw std::runtime_error("no"); });
  Rig rig({source("homelab", 100'000), sink("broken", {"homelab"})});
  rig.start();
  rig.runFor(600'000);
  // 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 ... seconds, give or take the jitter.
  EXPECT_GE(rig.component("broken").restarts, 10u);
  EXPECT_LE(rig.component("broken").restarts, 20u);
}

TEST_F(SupervisionTest, SaysAFailureThatComesAtEveryTryOnce) {
  behave("broken", [](const Batch&) -> Verdict { throw std::runtime_error("disk on fire"); });
  Rig rig({source("homelab", 100'000), sink("broken", {"homelab"})});
  rig.start();
  rig.runFor(600'000);
  EXPECT_GE(rig.component("broken").errors, 10u);
  EXPECT_EQ(rig.log().count("disk on fire"), 1u);
  EXPECT_EQ(rig.log().count("component.broken: It runs"), 2u) << "the first start and the next";
}

TEST_F(SupervisionTest, SaysSinceWhenItFailsAndNotWhenItWasTriedLast) {
  behave("broken", [](const Batch&) -> Verdict { throw std::runtime_error("disk on fire"); });
  Rig rig({source("homelab", 100'000), sink("broken", {"homelab"})});
  rig.start();
  rig.runFor(2'000);
  ASSERT_EQ(rig.component("broken").state, PV_HAS_FAILED);
  const std::int64_t first_ms = rig.component("broken").since_ms;
  rig.runFor(600'000);
  ASSERT_EQ(rig.component("broken").state, PV_HAS_FAILED);
  ASSERT_GE(rig.component("broken").errors, 10u);
  EXPECT_EQ(rig.component("broken").since_ms, first_ms);
}

TEST_F(SupervisionTest, CountsTheTimeOfAFailureAnewOnceItHasRunWell) {
  std::atomic<int> calls = 0;
  behave("fragile", [&calls](const Batch&) -> Verdict {
    if (const int call = ++calls; call == 3 || call > 150) throw std::runtime_error("disk on fire");
    return Verdict::done();
  });
  Rig rig({source("homelab", 100'000), sink("fragile", {"homelab"})});
  rig.start();
  rig.runFor(3'000);
  const std::int64_t first_ms = rig.component("fragile").since_ms;
  ASSERT_EQ(rig.component("fragile").state, PV_HAS_FAILED);
  rig.runFor(57'000);
  ASSERT_EQ(rig.component("fragile").state, PV_RUNNING);
  rig.runFor(240'000);
  ASSERT_EQ(rig.component("fragile").state, PV_HAS_FAILED);
  EXPECT_GT(rig.component("fragile").since_ms, first_ms + 60'000);
}

TEST_F(SupervisionTest, SaysAReasonOnceInWhichOnlyANumberChanges) {
  std::atomic<int> calls = 0;
  behave("disk", [&calls](const Batch&) {
    const std::string why = "trouble number " + std::to_string(++calls);
    stage().hosts.with([&](auto& all) { all.at("disk").degraded(why); });
    return Verdict::done();
  });
  Rig rig({source("homelab", 100'000), sink("disk", {"homelab"})});
  rig.start();
  rig.runFor(150'000);
  ASSERT_GE(calls.load(), 100);
  EXPECT_EQ(rig.why("disk"), "trouble number " + std::to_string(calls.load()))
      << "the state has the newest one";
  EXPECT_EQ(rig.log().count("trouble number"), 1u);
}

TEST_F(SupervisionTest, SaysWordsThatAreOthersEachTimeFourTimesAndThenOnceAMinute) {
  std::atomic<int> calls = 0;
  behave("disk", [&calls](const Batch&) {
    const std::string why = "trouble of " + std::string(static_cast<std::size_t>(++calls), 'x');
    stage().hosts.with([&](auto& all) { all.at("disk").degraded(why); });
    return Verdict::done();
  });
  Rig rig({source("homelab", 100'000), sink("disk", {"homelab"})});
  rig.start();
  rig.runFor(150'000);
  ASSERT_GE(calls.load(), 100);
  EXPECT_EQ(rig.log().count("trouble of"), 6u) << "and in each of two minutes after it";
}

TEST_F(SupervisionTest, SaysASecondCauseAtOnceAndWhatAlternatesOnce) {
  std::atomic<int> calls = 0;
  behave("disk", [&calls](const Batch&) {
    const char* const why = ++calls % 2 == 1 ? "the disk is full" : "the clock is wrong";
    stage().hosts.with([&](auto& all) { all.at("disk").degraded(why); });
    return Verdict::done();
  });
  Rig rig({source("homelab", 100'000), sink("disk", {"homelab"})});
  rig.start();
  rig.runFor(5'000);
  ASSERT_GE(calls.load(), 2);
  EXPECT_EQ(rig.log().count("the clock is wrong"), 1u) << "at once";
  rig.runFor(300'000);
  EXPECT_EQ(rig.log().count("the disk is full"), 1u);
  EXPECT_EQ(rig.log().count("the clock is wrong"), 1u);
}

TEST_F(SupervisionTest, SaysAFailureAgainThatComesAfterAWhile) {
  std::atomic<int> calls = 0;
  behave("fragile", [&calls](const Batch&) -> Verdict {
    if (++calls % 120 == 0) throw std::runtime_error("disk on fire");
    return Verdict::done();
  });
  Rig rig({source("homelab", 300), sink("fragile", {"homelab"})});
  rig.start();
  rig.runFor(300'000);
  EXPECT_EQ(rig.component("fragile").errors, 2u);
  EXPECT_EQ(rig.log().count("disk on fire"), 2u);
}

TEST_F(SupervisionTest, TriesAComponentAgainThatRefusedToBeMade) {
  std::atomic<int> tries = 0;
  stage().on_create.with([&tries](auto& all) {
    all["late"] = [&tries] {
      if (++tries < 3) throw Error("cannot listen on port 3000: it is taken");
    };
  });
  Rig rig({source("homelab", 100), sink("late", {"homelab"}), sink("other", {"homelab"})});
  EXPECT_EQ(rig.component("late").state, PV_HAS_FAILED);
  EXPECT_EQ(rig.why("late"), "cannot listen on port 3000: it is taken");
  rig.start();
  rig.runFor(60'000);
  EXPECT_EQ(rig.component("late").state, PV_RUNNING);
  EXPECT_EQ(tries, 3);
  EXPECT_EQ(rig.log().count("it is taken"), 1u) << "said once, not at every try";
  EXPECT_GT(stage().of("other").size(), stage().of("late").size());
}

TEST_F(SupervisionTest, OffersABatchAgainThatIsToBeRetried) {
  std::atomic<int> calls = 0;
  behave("busy", [&calls](const Batch&) {
    return ++calls < 4 ? Verdict::retry(100, "not yet") : Verdict::done();
  });
  Rig rig({source("homelab", 1), sink("busy", {"homelab"})});
  rig.start();
  rig.runFor(10'000);
  EXPECT_EQ(calls, 4);
  EXPECT_EQ(rig.component("busy").retries, 3u);
  EXPECT_EQ(rig.edge("homelab", "busy").delivered, 1u);
  EXPECT_EQ(rig.edge("homelab", "busy").dropped, 0u);
}

TEST_F(SupervisionTest, IsDegradedWithTheReasonWhileABatchIsRetried) {
  std::atomic<bool> full = true;
  behave("disk", [&full](const Batch&) {
    return full ? Verdict::retry(1'000, "the disk is full") : Verdict::done();
  });
  Rig rig({source("homelab", 3), sink("disk", {"homelab"})});
  rig.start();
  rig.runFor(10'000);
  EXPECT_EQ(rig.component("disk").state, PV_DEGRADED);
  EXPECT_EQ(rig.why("disk"), "the disk is full");
  EXPECT_EQ(rig.log().count("the disk is full"), 1u) << "said once, then counted";
  full = false;
  rig.runFor(10'000);
  EXPECT_EQ(rig.component("disk").state, PV_RUNNING);
  EXPECT_EQ(rig.edge("homelab", "disk").delivered, 3u);
}

TEST_F(SupervisionTest, ARetryDoesNotHideWhatTheComponentSaysOfItself) {
  std::atomic<int> calls = 0;
  behave("disk", [&calls](const Batch&) {
    stage().hosts.with([](auto& all) { all.at("disk").degraded("it is nearly full"); });
    return ++calls < 3 ? Verdict::retry(1'000, "it is full") : Verdict::done();
  });
  Rig rig({source("homelab", 1), sink("disk", {"homelab"})});
  rig.start();
  rig.runFor(1'500);
  EXPECT_EQ(rig.why("disk"), "it is full");
  rig.runFor(10'000);
  EXPECT_EQ(rig.component("disk").state, PV_DEGRADED);
  EXPECT_EQ(rig.why("disk"), "it is nearly full");
}

TEST_F(SupervisionTest, GivesUpWhatIsRetriedAtAStopAndFlushes) {
  behave("disk", [](const Batch&) { return Verdict::retry(300'000, "the disk is full"); });
  Rig rig({source("homelab", 3), sink("disk", {"homelab"})});
  rig.start();
  rig.runFor(10'000);
  EXPECT_TRUE(rig.pipeline().stop(std::chrono::seconds(2)).empty());
  EXPECT_EQ(stage().flushed.with([](auto& all) { return all; }), std::vector<std::string>{"disk"});
  const auto edge = rig.edge("homelab", "disk");
  EXPECT_EQ(edge.dropped_stopped, 3u);
  EXPECT_EQ(edge.dropped, 3u);
  EXPECT_EQ(edge.queued, 0u);
  EXPECT_EQ(rig.log().count("gives up 3 batches: the disk is full"), 1u);
}

TEST_F(SupervisionTest, CountsWhatASinkDrops) {
  behave("picky", [](const Batch&) { return Verdict::drop("the disk is full"); });
  Rig rig({source("homelab", 5), sink("picky", {"homelab"})});
  rig.start();
  rig.runFor(10'000);
  EXPECT_EQ(rig.edge("homelab", "picky").dropped, 5u);
  EXPECT_EQ(rig.edge("homelab", "picky").dropped_refused, 5u);
  EXPECT_EQ(rig.component("picky").discarded, 5u);
  EXPECT_EQ(rig.log().count("the disk is full"), 1u) << "said once, then counted";
}

TEST_F(SupervisionTest, ASlowSinkThatDropsTheOldestHoldsNobodyUp) {
  Gate gate;
  behave("stuck", [&gate](const Batch&) {
    gate.pass();
    return Verdict::done();
  });
  // A real clock: while a component sits in its plugin, virtual time stands still.
  SystemClock clock;
  QuietLog log;
  loader::Catalogue catalogue;
  catalogue.add(actors());
  config::PipelineSpec spec;
  auto slow = sink("stuck", {"homelab"});
  slow.inputs[0].policy = PV_POLICY_DROP_OLDEST;
  slow.inputs[0].capacity_bytes = 1;
  spec.components = {source("homelab", 3, 1, 0), slow, sink("solid", {"homelab"})};
  pipeline::Pipeline pipeline(spec, catalogue, {clock, log, ""});
  Gate third;
  stage().before_push.with([&gate](auto& all) {
    all["homelab"] = [&gate](std::int64_t number) {
      if (number == 1) gate.awaitSomebody();
    };
  });
  behave("solid", [&third](const Batch& batch) {
    if (batch.sequence() == 3) third.open();
    return Verdict::done();
  });
  pipeline.start();
  third.pass();
  struct Edge {
    std::uint64_t pushed = 0, delivered = 0, dropped = 0, queued = 0, dropped_full = 0;
  } edge;
  pipeline.readStatus(&edge, [](void* context, const pv_pipeline_status* status) {
    for (std::size_t i = 0; i < status->edge_count; ++i)
      if (view(status->edges[i].to) == "stuck")
        *static_cast<Edge*>(context) = {status->edges[i].pushed, status->edges[i].delivered,
                                        status->edges[i].dropped, status->edges[i].queued,
                                        status->edges[i].dropped_full};
  });
  gate.open();
  EXPECT_EQ(edge.pushed, edge.delivered + edge.dropped + edge.queued);
  EXPECT_EQ(edge.pushed, 3u);
  EXPECT_EQ(edge.dropped, 1u) << "the one in hand and the newest stay";
  EXPECT_EQ(edge.dropped_full, 1u);
  EXPECT_EQ(stage().refreshes.with([](auto& all) { return all["homelab"]; }), 1)
      << "the batch that was dropped held an entity change";
}

TEST_F(SupervisionTest, AServiceIsFoundByNameAndSaidToBeGoneAfterwards) {
  Rig rig({source("homelab", 1), sink("asker", {"homelab"}), sink("keeper", {"homelab"})});
  rig.start();
  rig.runFor(5'000);
  const Host asker = stage().hosts.with([](auto& all) { return all.at("asker"); });
  EXPECT_EQ(providers(asker, "test.echo/1"), (std::vector<std::string>{"asker", "keeper"}));
  {
    const Lease<int> lease(asker, "test.echo/1", "keeper");
    ASSERT_TRUE(lease);
    EXPECT_EQ(*lease.operator->(), 42);
  }
  EXPECT_FALSE(Lease<int>(asker, "test.echo/1", "nobody"));
  EXPECT_FALSE(Lease<int>(asker, "nobody.offers/1"));
  rig.stop();
  EXPECT_FALSE(Lease<int>(asker, "test.echo/1", "keeper"));
}

TEST_F(SupervisionTest, ALeaseKeepsTheComponentFromBeingTakenAway) {
  Rig rig({source("homelab", 1), sink("asker", {"homelab"}), sink("keeper", {"homelab"})});
  rig.start();
  rig.runFor(5'000);
  const Host asker = stage().hosts.with([](auto& all) { return all.at("asker"); });
  {
    const Lease<int> lease(asker, "test.echo/1", "keeper");
    EXPECT_EQ(rig.pipeline().stop(std::chrono::milliseconds(1)),
              std::vector<std::string>{"keeper"});
    EXPECT_EQ(*lease.operator->(), 42);
  }
  EXPECT_TRUE(rig.stop().empty());
}

}  // namespace
}  // namespace pipevane::testing
