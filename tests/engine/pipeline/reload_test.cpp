#include "engine/base/system_clock.h"
#include "tests/engine/pipeline/rig.h"

#include <pipevane/host.h>

#include <gmock/gmock.h>

namespace pipevane::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Ids = std::vector<std::string>;

constexpr std::int64_t kMany = 1'000'000;

class ReloadTest : public ::testing::Test {
 protected:
  void SetUp() override { stage().clear(); }

  static int refreshes(const std::string& id) {
    return stage().refreshes.with([&id](auto& all) { return all[id]; });
  }
  // Sequences of the batches of `component` that the sink was given.
  static std::vector<std::uint64_t> sequences(const std::string& sink,
                                              const std::string& component) {
    std::vector<std::uint64_t> all;
    for (const Seen& seen : stage().of(sink))
      if (seen.component == component) all.push_back(seen.sequence);
    return all;
  }
  static std::vector<std::string> removals(const std::string& sink) {
    std::vector<std::string> all;
    for (const Seen& seen : stage().of(sink))
      all.insert(all.end(), seen.removed.begin(), seen.removed.end());
    return all;
  }
  static config::ComponentSpec passer(std::string id, std::vector<std::string> inputs) {
    auto spec = transform(std::move(id), std::move(inputs));
    spec.type = "passer";
    return spec;
  }
  static config::ComponentSpec changed(config::ComponentSpec spec) {
    spec.options.options.push_back({"note", PV_TEXT, std::string("changed")});
    return spec;
  }
};

TEST_F(ReloadTest, ANewSourceDisturbsNobodyThatIsThere) {
  Rig rig({source("a", kMany), transform("t", {"a"}), sink("end", {"t"})});
  rig.start();
  rig.runFor(5'500);
  EXPECT_THAT(rig.reload({source("a", kMany), source("b", kMany), transform("t", {"a", "b"}),
                          sink("end", {"t"})}),
              IsEmpty());
  rig.runFor(5'000);

  for (const char* id : {"a", "t", "end"}) EXPECT_EQ(made(id), 1) << id;
  EXPECT_EQ(made("b"), 1);
  EXPECT_EQ(rig.component("b").state, PV_RUNNING);
  // One sequence of the transform, from 1 without gaps, with the batches of both in it.
  const auto seen = stage().of("end");
  ASSERT_EQ(seen.size(), rig.component("a").batches_out + rig.component("b").batches_out);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i].sequence, i + 1);
  EXPECT_EQ(rig.edge("a", "t").delivered, rig.component("a").batches_out);
  EXPECT_EQ(rig.edge("t", "end").delivered, seen.size());
  EXPECT_EQ(rig.component("end").batches_in, seen.size());
}

TEST_F(ReloadTest, ARemovedSourceEndsAndWhatItToldIsTakenBack) {
  Rig rig({source("a", kMany), source("b", kMany), passer("p", {"a", "b"}), sink("end", {"p"})});
  rig.start();
  rig.runFor(5'500);
  ASSERT_EQ(alive("b"), 1);
  EXPECT_THAT(rig.reload({source("a", kMany), passer("p", {"a"}), sink("end", {"p"})}), IsEmpty());
  EXPECT_EQ(alive("b"), 0);
  EXPECT_FALSE(rig.lists("b"));
  rig.runFor(5'000);

  EXPECT_THAT(removals("end"), ElementsAre("lab/node/b"));
  const auto seen = stage().of("end");
  const auto last_of = [&seen](const std::string& entity) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < seen.size(); ++i)
      for (const auto& list : {seen[i].changed, seen[i].removed})
        if (std::ranges::find(list, entity) != list.end()) last = i;
    return seen[last];
  };
  EXPECT_THAT(last_of("lab/node/b").removed, ElementsAre("lab/node/b"))
      << "nothing comes behind it";
  EXPECT_GT(last_of("lab/node/a").time_ms, last_of("lab/node/b").time_ms);
  EXPECT_EQ(seen.size(), 6u + 6u + 1u + 5u) << "every batch once, and the one that takes back";
  EXPECT_GE(refreshes("a"), 1) << "for what both may have told";
}

TEST_F(ReloadTest, WhatAnotherSourceTellsTooStays) {
  stage().entity.with([](auto& all) { all["a"] = all["b"] = "lab/node/shared"; });
  Rig rig({source("a", kMany), source("b", kMany), sink("end", {"a", "b"})});
  rig.start();
  rig.runFor(5'500);
  rig.reload({source("a", kMany), sink("end", {"a"})});
  rig.runFor(5'000);
  EXPECT_THAT(removals("end"), IsEmpty());
}

TEST_F(ReloadTest, WhatATransformHasOnlyRepeatedIsTakenBackToo) {
  const auto reteller = [](std::vector<std::string> inputs) {
    auto spec = transform("t", std::move(inputs));
    spec.type = "reteller";
    return spec;
  };
  Rig rig({source("a", kMany), source("b", kMany), reteller({"a", "b"}), sink("end", {"t"})});
  rig.start();
  rig.runFor(5'500);
  rig.reload({source("a", kMany), reteller({"a"}), sink("end", {"t"})});
  rig.runFor(5'000);
  EXPECT_THAT(removals("end"), ElementsAre("lab/node/b"));
}

TEST_F(ReloadTest, ASourceThatCameToItsEndIsLetGo) {
  Rig rig({source("a", kMany), source("b", 2), sink("end", {"a", "b"})});
  rig.start();
  rig.runFor(5'500);
  ASSERT_EQ(rig.component("b").state, PV_HAS_STOPPED);
  ASSERT_EQ(alive("b"), 1);
  rig.reload({source("a", kMany), sink("end", {"a"})});
  EXPECT_EQ(alive("b"), 0);
  rig.runFor(1'000);
  EXPECT_THAT(removals("end"), ElementsAre("lab/node/b"));
}

TEST_F(ReloadTest, AChangedSourceIsMadeAnewAndTellsItsEntitiesAnew) {
  Rig rig({source("a", kMany, 1), source("b", kMany), sink("end", {"a", "b"})});
  rig.start();
  rig.runFor(5'500);
  rig.reload({source("a", kMany, 2), source("b", kMany), sink("end", {"a", "b"})});
  rig.runFor(2'000);

  EXPECT_EQ(made("a"), 2);
  EXPECT_EQ(alive("a"), 1);
  EXPECT_EQ(made("b"), 1);
  EXPECT_THAT(removals("end"), ElementsAre("lab/node/a"));
  EXPECT_THAT(stage().of("end").back().removed, IsEmpty());
  EXPECT_THAT(sequences("end", "a"), ElementsAre(1, 2, 3, 4, 5, 6, 7, 1, 2, 3))
      << "the seventh takes back, then it begins anew";
  EXPECT_EQ(rig.component("a").batches_out, 3u);
  EXPECT_EQ(rig.edge("a", "end").delivered, 3u) << "an edge of its own";
}

TEST_F(ReloadTest, AChangedSinkMissesNothingAndHearsAllEntities) {
  Rig rig({source("a", kMany), sink("end", {"a"}), sink("other", {"a"})});
  rig.start();
  rig.runFor(5'500);
  rig.reload({source("a", kMany), changed(sink("end", {"a"})), sink("other", {"a"})});
  rig.runFor(5'000);
  EXPECT_EQ(made("end"), 2);
  EXPECT_EQ(made("other"), 1);
  EXPECT_EQ(stage().flushed.with([](auto& all) { return all; }), Ids{"end"});
  EXPECT_EQ(sequences("end", "a"), sequences("other", "a"));
  EXPECT_EQ(refreshes("a"), 1);
}

// A source that ends its wait for it: nobody who is new waits for the next batch.
TEST_F(ReloadTest, ASourceMayTellWhoIsNewAtOnce) {
  stage().wakes.with([](auto& all) { all["a"] = true; });
  Rig rig({source("a", kMany), source("b", kMany), sink("end", {"a", "b"})});
  rig.start();
  rig.runFor(5'500);
  rig.reload({source("a", kMany), source("b", kMany), changed(sink("end", {"a", "b"}))});
  rig.runFor(100);
  EXPECT_THAT(sequences("end", "a"), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(stage().of("end").back().time_ms, kStartMs + 5'500);
  EXPECT_EQ(sequences("end", "b").size(), 6u) << "it asked for no such thing";
  rig.runFor(1'000);
  EXPECT_EQ(sequences("end", "a").size(), 8u) << "once, and then it waits again";
}

TEST_F(ReloadTest, WhatIsQueuedWithOneThatGoesIsFinishedByIt) {
  Gate gate;
  stage().before_doubling.with(
      [&gate](auto& all) { all["t"] = [&gate](std::int64_t) { gate.pass(); }; });
  SystemClock clock;
  Rig rig({source("a", 50, 1, 0), transform("t", {"a"}), sink("end", {"t"}), sink("raw", {"a"})},
          &clock);
  Gate all_raw;
  stage().behaviour.with([&all_raw](auto& all) {
    all["raw"] = [&all_raw](const Batch& batch) {
      if (batch.sequence() == 50) all_raw.open();
      return Verdict::done();
    };
  });
  rig.start();
  gate.awaitSomebody();
  all_raw.pass();
  {
    const std::jthread opener([&gate] { gate.open(); });
    EXPECT_THAT(rig.reload({source("a", 50, 1, 0), sink("end", {"a"}), sink("raw", {"a"})}),
                IsEmpty());
  }
  EXPECT_TRUE(rig.stop().empty());
  EXPECT_EQ(sequences("end", "t").size(), 50u);
}

TEST_F(ReloadTest, AnEdgeKeepsItsAccountsWhenItIsReadInAnotherWay) {
  Rig rig({source("a", kMany), sink("end", {"a"})});
  rig.start();
  rig.runFor(5'500);
  auto loose = sink("end", {"a"});
  loose.inputs[0].policy = PV_POLICY_DROP_OLDEST;
  loose.inputs[0].capacity_bytes = 5'000;
  rig.reload({source("a", kMany), loose});
  rig.runFor(5'000);
  const auto edge = rig.edge("a", "end");
  EXPECT_EQ(edge.policy, PV_POLICY_DROP_OLDEST);
  EXPECT_EQ(edge.capacity_bytes, 5'000u);
  EXPECT_EQ(edge.delivered, rig.component("a").batches_out);
  EXPECT_EQ(made("end"), 1);
}

TEST_F(ReloadTest, WhatANewReaderWantsIsMadeFromThenOnAndNoLonger) {
  auto recorder = sink("recorder", {"p"});
  recorder.type = "recording_keeper";
  Rig rig({source("a", kMany), passer("p", {"a"}), sink("end", {"p"})});
  rig.start();
  rig.runFor(5'500);
  rig.reload({source("a", kMany), passer("p", {"a"}), sink("end", {"p"}), recorder});
  rig.runFor(3'000);
  const auto recorded = stage().of("recorder");
  ASSERT_EQ(recorded.size(), 3u);
  EXPECT_EQ(recorded[0].exchanges, 1u);
  rig.reload({source("a", kMany), passer("p", {"a"}), sink("end", {"p"})});
  rig.runFor(3'000);
  EXPECT_EQ(stage().of("recorder").size(), 3u);
  EXPECT_EQ(stage().of("end").size(), 12u);
  EXPECT_EQ(made("a"), 1);
}

TEST_F(ReloadTest, OneThatCannotBeMadeIsTriedAgainAsAtTheStart) {
  std::atomic<int> tries = 0;
  stage().on_create.with([&tries](auto& all) {
    all["late"] = [&tries] {
      if (++tries < 3) throw Error("cannot listen on port 3000: it is taken");
    };
  });
  Rig rig({source("a", kMany), sink("end", {"a"})});
  rig.start();
  rig.runFor(5'500);
  rig.reload({source("a", kMany), sink("end", {"a"}), sink("late", {"a"})});
  EXPECT_EQ(rig.component("late").state, PV_HAS_FAILED);
  EXPECT_EQ(rig.why("late"), "cannot listen on port 3000: it is taken");
  rig.runFor(60'000);
  EXPECT_EQ(rig.component("late").state, PV_RUNNING);
  EXPECT_GT(rig.edge("a", "late").dropped_down, 0u);
  EXPECT_EQ(rig.edge("a", "end").delivered, rig.component("a").batches_out);
}

// Of those that a reload made, and of no others.
TEST_F(ReloadTest, WhoCouldNotStartIsToldWithTheReason) {
  stage().on_create.with([](auto& all) {
    all["late"] = [] { throw Error("cannot listen on port 3000: it is taken"); };
  });
  Rig rig({source("a", kMany), sink("end", {"a"})});
  rig.start();
  rig.runFor(5'500);
  const auto failures = [&rig] {
    return rig.pipeline().startFailures(std::chrono::steady_clock::now() +
                                        std::chrono::seconds(20));
  };
  EXPECT_THAT(failures(), IsEmpty());
  rig.reload({source("a", kMany), changed(sink("end", {"a"})), sink("late", {"a"})});
  const auto told = failures();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].id, "late");
  EXPECT_EQ(told[0].why, "cannot listen on port 3000: it is taken");
  EXPECT_THAT(failures(), IsEmpty()) << "they are told once";
}

TEST_F(ReloadTest, ASpecificationThatNamesWhatIsNotThereChangesNothing) {
  Rig rig({source("a", kMany), sink("end", {"a"})});
  rig.start();
  rig.runFor(5'500);
  auto unknown = sink("end", {"a"});
  unknown.type = "nobody_offers_this";
  EXPECT_THROW(rig.reload({source("b", kMany), unknown}), Error);
  EXPECT_THROW(rig.reload({source("b", kMany), sink("end", {"nobody"})}), Error);
  rig.runFor(5'000);
  EXPECT_EQ(made("b"), 0);
  EXPECT_EQ(made("end"), 1);
  EXPECT_TRUE(rig.differenceFrom({source("a", kMany), sink("end", {"a"})}).nothing());
  EXPECT_EQ(sequences("end", "a").size(), 11u);
}

TEST_F(ReloadTest, AServiceOfOneThatWasMadeAnewIsFoundAnew) {
  Rig rig({source("a", kMany), sink("asker", {"a"}), sink("keeper", {"a"})});
  rig.start();
  rig.runFor(5'500);
  const Host asker = stage().hosts.with([](auto& all) { return all.at("asker"); });
  rig.reload({source("a", kMany), sink("asker", {"a"}), changed(sink("keeper", {"a"}))});
  EXPECT_EQ(made("asker"), 1);
  EXPECT_TRUE(Lease<int>(asker, "test.echo/1", "keeper"));
  rig.reload({source("a", kMany), sink("asker", {"a"})});
  EXPECT_FALSE(Lease<int>(asker, "test.echo/1", "keeper"));
  EXPECT_EQ(providers(asker, "test.echo/1"), Ids{"asker"});
}

TEST_F(ReloadTest, OneThatIsStuckIsNamedAndHoldsNobodyUp) {
  Gate gate, hundredth;
  stage().behaviour.with([&](auto& all) {
    all["stuck"] = [&gate](const Batch&) {
      gate.pass();
      return Verdict::done();
    };
    all["end"] = [&hundredth](const Batch& batch) {
      if (batch.sequence() == 100) hundredth.open();
      return Verdict::done();
    };
  });
  SystemClock clock;
  auto stuck = sink("stuck", {"a"});
  stuck.inputs[0].capacity_bytes = 1;  // so that the source waits for it
  Rig rig({source("a", kMany, 1, 0), sink("end", {"a"}), stuck}, &clock);
  rig.start();
  gate.awaitSomebody();
  EXPECT_EQ(
      rig.reload({source("a", kMany, 1, 0), sink("end", {"a"})}, std::chrono::milliseconds(1)),
      Ids{"stuck"});
  EXPECT_FALSE(rig.lists("stuck"));
  hundredth.pass();
  EXPECT_EQ(rig.pipeline().stop(std::chrono::seconds(20)), Ids{"stuck"});
  gate.open();
}

TEST_F(ReloadTest, TheSameRunComesOutTheSameWayTwice) {
  const auto run = [] {
    stage().clear();
    Rig rig({source("a", kMany), transform("t", {"a"}), sink("end", {"a", "t"})});
    rig.start();
    rig.runFor(600'000);
    rig.reload({source("a", kMany), source("b", kMany), transform("t", {"a", "b"}),
                sink("end", {"a", "t"})});
    rig.runFor(600'000);
    rig.reload({source("b", kMany), transform("t", {"b"}), sink("end", {"t"})});
    rig.runFor(600'000);
    std::vector<std::pair<std::string, std::int64_t>> order;
    for (const Seen& seen : stage().of("end")) order.emplace_back(seen.component, seen.time_ms);
    return order;
  };
  const auto first = run();
  EXPECT_GT(first.size(), 3'000u);
  EXPECT_EQ(first, run());
}

}  // namespace
}  // namespace pipevane::testing
