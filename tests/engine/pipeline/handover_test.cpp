// What a component leaves to the one that a reload makes in its place.
#include "tests/engine/pipeline/rig.h"

#include <gmock/gmock.h>

#include <atomic>

namespace pipevane::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HandoverTest : public ::testing::Test {
 protected:
  void SetUp() override { stage().clear(); }

  static config::ComponentSpec heir(std::string id, const std::string& note = "first") {
    auto spec = source(std::move(id), 1);
    spec.type = "heir";
    spec.options.options = {{"note", PV_TEXT, note}};
    return spec;
  }
  static config::ComponentSpec reader(const std::string& note) {
    auto spec = sink("end", {"a"});
    spec.type = "reading_heir";
    spec.options.options = {{"note", PV_TEXT, note}};
    return spec;
  }
  static int hands(const std::string& id) {
    return stage().hands.with([&id](auto& all) { return all[id]; });
  }
  static std::vector<std::string> removals() {
    std::vector<std::string> all;
    for (const Seen& seen : stage().of("end"))
      all.insert(all.end(), seen.removed.begin(), seen.removed.end());
    return all;
  }
  static void failAtStart(const std::string& id, bool fails) {
    stage().on_start.with([&](auto& all) {
      all[id] = fails ? [] { throw Error("not today"); } : std::function<void()>();
    });
  }
  static void failWhenMade(const std::string& id, bool fails) {
    stage().on_create.with([&](auto& all) {
      all[id] = fails ? [] { throw Error("not this note"); } : std::function<void()>();
    });
  }
  // A change that `fail` makes fail, and that is taken back.
  static int handsAfterChangingBack(void (*fail)(const std::string& id, bool fails)) {
    Rig rig({heir("a"), sink("end", {"a"})});
    rig.start();
    rig.runFor(1'500);
    fail("a", true);
    rig.reload({heir("a", "second"), sink("end", {"a"})});
    EXPECT_EQ(failures(rig).size(), 1U);
    fail("a", false);
    rig.reload({heir("a"), sink("end", {"a"})});
    rig.runFor(1'500);
    EXPECT_THAT(removals(), IsEmpty());
    return hands("a");
  }
  static std::vector<pipeline::Failure> failures(Rig& rig) {
    return rig.pipeline().startFailures(std::chrono::steady_clock::now() +
                                        std::chrono::seconds(20));
  }
};

TEST_F(HandoverTest, GoesToTheOneInItsPlaceAndWhatWasToldStays) {
  Rig rig({heir("a"), sink("end", {"a"})});
  rig.start();
  rig.runFor(1'500);
  for (const char* note : {"second", "third"}) {
    rig.reload({heir("a", note), sink("end", {"a"})});
    rig.runFor(1'500);
  }
  EXPECT_EQ(made("a"), 3);
  EXPECT_EQ(hands("a"), 2);
  EXPECT_THAT(removals(), IsEmpty());
}

TEST_F(HandoverTest, OfOneThatGoesForGoodIsDiscardedAndWhatItToldIsGone) {
  Rig rig({heir("a"), heir("b"), sink("end", {"a", "b"})});
  rig.start();
  rig.runFor(1'500);
  rig.reload({heir("a", "second"), heir("b"), sink("end", {"a", "b"})});
  rig.runFor(1'500);
  rig.reload({heir("b"), sink("end", {"b"})});
  rig.runFor(1'500);
  EXPECT_THAT(removals(), ElementsAre("lab/node/a"));
  EXPECT_EQ(alive("legacy"), 0);
}

TEST_F(HandoverTest, IsNotForAnotherTypeOfTheSameName) {
  Rig rig({heir("a"), sink("end", {"a"})});
  rig.start();
  rig.runFor(1'500);
  rig.reload({source("a", 1), sink("end", {"a"})});
  rig.runFor(1'500);
  EXPECT_THAT(removals(), ElementsAre("lab/node/a"));
}

TEST_F(HandoverTest, GoesBackWhereTheOneInItsPlaceDoesNotStart) {
  EXPECT_EQ(handsAfterChangingBack(failAtStart), 2);
}

TEST_F(HandoverTest, GoesBackWhereTheOneInItsPlaceCannotBeMade) {
  EXPECT_EQ(handsAfterChangingBack(failWhenMade), 1);
}

TEST_F(HandoverTest, WaitsForOneThatStartsLater) {
  Rig rig({heir("a"), sink("end", {"a"})});
  rig.start();
  rig.runFor(1'500);
  failAtStart("a", true);
  rig.reload({heir("a", "second"), sink("end", {"a"})});
  EXPECT_EQ(failures(rig).size(), 1U);
  failAtStart("a", false);
  rig.runFor(60'000);
  EXPECT_EQ(rig.component("a").state, PV_RUNNING);
  EXPECT_EQ(hands("a"), 2);
  EXPECT_THAT(removals(), IsEmpty());
}

TEST_F(HandoverTest, OfASourceThatFailedGoesToTheOneThatIsMadeAnew) {
  std::atomic<bool> failed = false;
  stage().before_push.with([&failed](auto& all) {
    all["a"] = [&failed](std::int64_t) {
      if (!failed.exchange(true)) throw Error("not this time");
    };
  });
  Rig rig({heir("a"), sink("end", {"a"})});
  rig.start();
  rig.runFor(60'000);
  EXPECT_EQ(made("a"), 2);
  EXPECT_EQ(hands("a"), 1);
  EXPECT_THAT(removals(), IsEmpty());
}

TEST_F(HandoverTest, OfAReaderGoesToTheOneInItsPlace) {
  Rig rig({heir("a"), reader("first")});
  rig.start();
  rig.runFor(1'500);
  rig.reload({heir("a"), reader("second")});
  rig.runFor(1'500);
  EXPECT_EQ(hands("end"), 1);
}

// It missed what came meanwhile.
TEST_F(HandoverTest, OfAReaderIsDiscardedWhereTheOneInItsPlaceDoesNotStart) {
  Rig rig({heir("a"), reader("first")});
  rig.start();
  rig.runFor(1'500);
  failAtStart("end", true);
  rig.reload({heir("a"), reader("second")});
  EXPECT_EQ(failures(rig).size(), 1U);
  failAtStart("end", false);
  stage().hands.with([](auto& all) { all.clear(); });
  rig.runFor(60'000);
  EXPECT_EQ(rig.component("end").state, PV_RUNNING);
  EXPECT_EQ(hands("end"), 0);
  EXPECT_EQ(alive("legacy"), 0);
}

TEST_F(HandoverTest, KeepsWhatOneThatGoesAtTheSameTimeHasToldAsWell) {
  stage().entity.with([](auto& all) { all["a"] = all["b"] = "lab/node/shared"; });
  Rig rig({heir("a"), heir("b"), sink("end", {"a", "b"})});
  rig.start();
  rig.runFor(1'500);
  rig.reload({heir("b", "second"), sink("end", {"b"})});
  rig.runFor(1'500);
  EXPECT_THAT(removals(), IsEmpty());
}

TEST_F(HandoverTest, OfOneThatIsStuckIsLostAndWhatItToldIsGone) {
  Gate gate;
  stage().on_start.with([&gate](auto& all) { all["a"] = [&gate] { gate.pass(); }; });
  stage().entity.with([](auto& all) { all["b"] = "lab/node/b"; });
  Rig rig({heir("b"), sink("end", {"b"})});
  rig.start();
  rig.runFor(1'500);
  EXPECT_THAT(rig.reload({heir("a"), heir("b"), sink("end", {"a", "b"})}), IsEmpty());
  gate.awaitSomebody();
  EXPECT_THAT(rig.reload({heir("a", "second"), heir("b"), sink("end", {"a", "b"})},
                         std::chrono::milliseconds(1)),
              ElementsAre("a"));
  gate.open();
  EXPECT_EQ(hands("a"), 0);
}

}  // namespace
}  // namespace pipevane::testing
