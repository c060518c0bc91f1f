#include "tests/plugins/derive/one_cluster.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::derive {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeBatch;
using ::testing::Optional;
using ::testing::Pair;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Quality kLive = Quality::kLive, kStale = Quality::kStale, kHeld = Quality::kHeld,
                  kEstimated = Quality::kEstimated, kUnknown = Quality::kUnknown;

using Map = std::map<std::string, std::string>;

// A derive with expressions, fed with figures of one guest in bytes unless said otherwise.
class Expressed {
 public:
  explicit Expressed(const Map& expressions)
      : derive_(host, pipevane_plugin, "derive", {{"expressions", expressions}}) {}

  testing::FakeHost host;

  SeriesId series(const std::string& metric, const std::string& unit = "bytes",
                  const std::string& entity = "lab/vm/100", bool counter = false) {
    return host.series(entity, metric, unit, counter);
  }
  void give(const MadeBatch& batch) {
    host.clearPushed();
    derive_.process(batch);
  }
  // Of the last batch given: every time and value of that metric.
  std::vector<std::pair<std::int64_t, double>> told(const std::string& metric,
                                                    const std::string& entity = "lab/vm/100") {
    std::vector<std::pair<std::int64_t, double>> all;
    each(metric, entity, [&](const MadeBatch& batch, std::size_t i) {
      all.emplace_back(batch.timeMs(), batch.values()[i]);
    });
    return all;
  }
  std::optional<Quality> quality(const std::string& metric,
                                 const std::string& entity = "lab/vm/100") {
    std::optional<Quality> found;
    each(metric, entity, [&](const MadeBatch& batch, std::size_t i) {
      found = static_cast<Quality>(batch.qualities()[i]);
    });
    return found;
  }
  std::string unit(const std::string& metric) {
    auto& names = host.dictionary();
    return std::string(names.info(names.findMetric(metric)).unit);
  }

 private:
  template <class Visit>
  void each(const std::string& metric, const std::string& entity, Visit visit) {
    auto& names = host.dictionary();
    const MetricId id = names.findMetric(metric);
    if (id == PV_NONE) return;
    const SeriesId wanted = names.findSeries(names.findEntity(entity), id);
    for (const MadeBatch& batch : host.pushed())
      for (std::size_t i = 0; i < batch.series().size(); ++i)
        if (batch.series()[i] == wanted) visit(batch, i);
  }

  testing::FakeComponent derive_;
};

// "left" is that of a and b.
const Map kLeft = {{"left_bytes", "b_bytes - a_bytes"}};

TEST(Expressions, AreComputedForEachEntityThatTellsAllTheirMetrics) {
  Expressed one(kLeft);
  one.give(MadeBatch(1'000)
               .sample(one.series("a_bytes"), 3)
               .sample(one.series("b_bytes"), 10)
               .sample(one.series("a_bytes", "bytes", "lab/vm/101"), 1)
               .sample(one.series("b_bytes", "bytes", "lab/vm/102"), 2)
               .sample(one.series("b_bytes", "bytes", "lab/node/pve1"), 30)
               .sample(one.series("a_bytes", "bytes", "lab/node/pve1"), 10));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(1'000, 7)));
  EXPECT_THAT(one.told("left_bytes", "lab/node/pve1"), ElementsAre(Pair(1'000, 20)));
  EXPECT_THAT(one.told("left_bytes", "lab/vm/101"), IsEmpty());
  EXPECT_THAT(one.told("left_bytes", "lab/vm/102"), IsEmpty());
  EXPECT_EQ(one.unit("left_bytes"), "bytes");
  ASSERT_EQ(one.host.pushed().size(), 2u) << "with its batch's other derived samples";
  EXPECT_EQ(one.host.pushed()[1].series().size(), 6u) << "and before the batch";
}

TEST(Expressions, AreAsGoodAsTheWorstOfWhatTheyAreMadeOf) {
  struct Case {
    std::string name;
    double a, b;
    Quality a_quality, b_quality;
    double told;  // NaN: as unknown
    Quality quality;
  };
  const std::vector<Case> cases = {
      {"both live", 2, 8, kLive, kLive, 4, kLive},
      {"stale", 2, 8, kStale, kLive, 4, kStale},
      {"stale and held", 2, 8, kStale, kHeld, 4, kStale},
      {"held", 2, 8, kLive, kHeld, 4, kHeld},
      {"estimated and held", 2, 8, kEstimated, kHeld, 4, kEstimated},
      {"unknown", kNaN, 8, kUnknown, kLive, kNaN, kUnknown},
      {"unknown beside stale", 2, kNaN, kStale, kUnknown, kNaN, kUnknown},
      {"no number though live", kNaN, 8, kLive, kLive, kNaN, kUnknown},
      {"infinite though live", 2, HUGE_VAL, kLive, kLive, kNaN, kUnknown},
      {"divided by zero", 0, 8, kLive, kLive, kNaN, kUnknown},
      {"zero divided by zero", 0, 0, kLive, kLive, kNaN, kUnknown},
      {"too large", 1e-300, 1e300, kLive, kLive, kNaN, kUnknown},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    Expressed one(Map{{"x", "b_bytes / a_bytes"}});
    one.give(MadeBatch(0)
                 .sample(one.series("a_bytes"), each.a, each.a_quality)
                 .sample(one.series("b_bytes"), each.b, each.b_quality));
    const auto told = one.told("x");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(std::isnan(told[0].second), std::isnan(each.told));
    if (!std::isnan(each.told)) {
      EXPECT_DOUBLE_EQ(told[0].second, each.told);
    }
    EXPECT_EQ(one.quality("x"), each.quality);
  }
}

TEST(Expressions, TellUnknownOnce) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  const auto tells = [&](std::int64_t time_ms, double value, Quality quality) {
    one.give(MadeBatch(time_ms).sample(a, value, quality).sample(b, 5));
    return one.told("left_bytes").size();
  };
  EXPECT_EQ(tells(1'000, kNaN, kUnknown), 1u);
  EXPECT_EQ(tells(2'000, kNaN, kUnknown), 0u);
  EXPECT_EQ(tells(3'000, 1, kLive), 1u);
  EXPECT_EQ(tells(4'000, kNaN, kUnknown), 1u);
  EXPECT_EQ(tells(5'000, kNaN, kUnknown), 0u);
}

TEST(Expressions, UseWhatCameBeforeAndNothingOfLongAgo) {
  Expressed one(kLeft);
  one.give(MadeBatch(0).sample(one.series("b_bytes"), 100));
  EXPECT_THAT(one.told("left_bytes"), IsEmpty());
  one.give(MadeBatch(300'000).sample(one.series("a_bytes"), 10));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(300'000, 90)));
  one.give(MadeBatch(300'001).sample(one.series("a_bytes"), 10));
  ASSERT_EQ(one.told("left_bytes").size(), 1u);
  EXPECT_TRUE(std::isnan(one.told("left_bytes")[0].second));
}

TEST(Expressions, AreNotToldWhereNothingOfTheirsComes) {
  Expressed one(kLeft);
  one.give(MadeBatch(0).sample(one.series("a_bytes"), 1).sample(one.series("b_bytes"), 2));
  one.give(MadeBatch(1'000).sample(one.series("c_bytes"), 1));
  EXPECT_THAT(one.told("left_bytes"), IsEmpty());
}

// A time is told once; what another batch of that time changes comes right after it.
TEST(Expressions, AreCorrectedRightAfterTheTimeThatWasTold) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  one.give(MadeBatch(0).sample(a, 1).sample(b, 10));
  one.give(MadeBatch(10'000).sample(a, 2));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(10'000, 8)));
  one.give(MadeBatch(10'000).sample(b, 10));
  EXPECT_THAT(one.told("left_bytes"), IsEmpty()) << "it is the same";
  one.give(MadeBatch(10'000).sample(b, 20));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(10'001, 18)));
  one.give(MadeBatch(9'000).sample(b, 30));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(10'002, 28))) << "of another clock";
  one.give(MadeBatch(20'000).sample(b, 40));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(20'000, 38)));
}

TEST(Expressions, CorrectSeveralEntitiesEachAtItsTime) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes"),
                 a1 = one.series("a_bytes", "bytes", "lab/vm/101"),
                 b1 = one.series("b_bytes", "bytes", "lab/vm/101");
  one.give(MadeBatch(2'000).sample(a, 1).sample(b, 10));
  one.give(MadeBatch(1'000).sample(a1, 1).sample(b1, 10));
  one.give(MadeBatch(1'000).sample(b, 5).sample(b1, 6));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(2'001, 4)));
  EXPECT_THAT(one.told("left_bytes", "lab/vm/101"), ElementsAre(Pair(1'001, 5)));
  std::vector<std::int64_t> times;
  for (const MadeBatch& each : one.host.pushed()) times.push_back(each.timeMs());
  EXPECT_THAT(times, ElementsAre(1'001, 2'001, 1'000)) << "in order, and then the batch itself";
}

TEST(Expressions, GoOnFromAClockThatWasSetBack) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  one.give(MadeBatch(3'600'000).sample(a, 1).sample(b, 10));
  one.give(MadeBatch(10'000).sample(a, 2).sample(b, 10));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(10'000, 8)));
  one.give(MadeBatch(20'000).sample(a, 3).sample(b, 10));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(20'000, 7)));
}

TEST(Expressions, UseNothingOfWhoHadTheSameKeyBefore) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  const EntityId guest = one.host.dictionary().entity("lab/vm/100");
  one.give(MadeBatch(0).sample(a, 1).sample(b, kNaN, kUnknown));
  one.give(MadeBatch(10'000).remove(guest));
  one.give(MadeBatch(20'000).sample(a, 2));
  EXPECT_THAT(one.told("left_bytes"), IsEmpty());
  one.give(MadeBatch(30'000).sample(b, kNaN, kUnknown));
  EXPECT_EQ(one.told("left_bytes").size(), 1u) << "of this one it was not told yet";
}

// As what a node's own files have of the last minutes is.
TEST(Expressions, AreOfNowAlsoWhereOneOfTheirMetricsIsAlwaysBehind) {
  Expressed one(Map{{"left_bytes", "b_bytes - a_bytes"}, {"twice_bytes", "left_bytes * 2"}});
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  one.give(MadeBatch(400'000).sample(b, 10));
  one.give(MadeBatch(50'000).sample(a, 1));
  one.give(MadeBatch(410'000).sample(b, 20));
  EXPECT_TRUE(std::isnan(one.told("left_bytes").at(0).second)) << "older than max_gap";
  one.give(MadeBatch(340'000).sample(a, 2));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(410'001, 18)));
  EXPECT_THAT(one.told("twice_bytes"), ElementsAre(Pair(410'001, 36)));
  one.give(MadeBatch(420'000).sample(b, 30));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(420'000, 28)));
  EXPECT_THAT(one.told("twice_bytes"), ElementsAre(Pair(420'000, 56)));
}

TEST(Expressions, OfABackfillAreMadeOfOneTimeAlone) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  one.give(MadeBatch(100'000).sample(a, 1).sample(b, 10));
  one.give(MadeBatch(40'000, PV_BACKFILL).sample(a, 2));
  EXPECT_THAT(one.told("left_bytes"), IsEmpty()) << "what b was then is not known";
  one.give(MadeBatch(40'000, PV_BACKFILL).sample(b, 20));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(40'000, 18)));
  EXPECT_EQ(one.host.pushed()[0].flags(), std::uint32_t{PV_BACKFILL});
  one.give(MadeBatch(50'000, PV_BACKFILL).sample(a, kNaN, kUnknown).sample(b, 20));
  ASSERT_EQ(one.told("left_bytes").size(), 1u);
  EXPECT_EQ(one.quality("left_bytes"), kUnknown);
  // Nothing of it counts now.
  one.give(MadeBatch(110'000).sample(a, 3));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(110'000, 7)));
}

TEST(Expressions, GoOnFromABackfillThatFillsAnOutage) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  one.give(MadeBatch(0).sample(a, 1).sample(b, 10));
  one.give(MadeBatch(60'000, PV_BACKFILL).sample(a, 2).sample(b, 20));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(60'000, 18)));
  one.give(MadeBatch(70'000).sample(a, 3));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(70'000, 17)));
  one.give(MadeBatch(65'000, PV_BACKFILL).sample(a, 4).sample(b, 40));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(65'000, 36)));
}

// Whoever looks at the newest sample must not see a value that is none any more.
TEST(Expressions, TellUnknownAgainAfterANewerBackfill) {
  Expressed one(kLeft);
  const SeriesId a = one.series("a_bytes"), b = one.series("b_bytes");
  one.give(MadeBatch(0).sample(a, 1).sample(b, 10));
  one.give(MadeBatch(10'000).sample(a, kNaN, kUnknown));
  EXPECT_EQ(one.quality("left_bytes"), kUnknown);
  one.give(MadeBatch(20'000, PV_BACKFILL).sample(a, 2).sample(b, 20));
  EXPECT_THAT(one.told("left_bytes"), ElementsAre(Pair(20'000, 18)));
  one.give(MadeBatch(30'000).sample(a, kNaN, kUnknown));
  EXPECT_EQ(one.quality("left_bytes"), kUnknown);
  one.give(MadeBatch(40'000, PV_BACKFILL).sample(a, kNaN, kUnknown).sample(b, 20));
  EXPECT_EQ(one.quality("left_bytes"), kUnknown);
  one.give(MadeBatch(50'000).sample(a, kNaN, kUnknown));
  EXPECT_THAT(one.told("left_bytes"), IsEmpty()) << "the newest one says it already";
}

TEST(Expressions, MayNameRatesPercentagesAndOneAnother) {
  Expressed one(Map{{"twice_percent", "busy_percent * 2"},
                    {"busy_percent", "cpu_usage_percent + memory_used_percent"},
                    {"network_bytes_per_second",
                     "network_receive_bytes_per_second + network_transmit_bytes_per_second"}});
  const SeriesId in = one.series("network_receive_bytes_total", "bytes", "lab/vm/100", true),
                 out = one.series("network_transmit_bytes_total", "bytes", "lab/vm/100", true);
  one.give(MadeBatch(0)
               .sample(in, 0)
               .sample(out, 0)
               .sample(one.series("cpu_usage_ratio", "ratio"), 0.5)
               .sample(one.series("memory_used_bytes"), 25)
               .sample(one.series("memory_total_bytes"), 100, kHeld));
  EXPECT_THAT(one.told("busy_percent"), ElementsAre(Pair(0, 75)));
  EXPECT_THAT(one.told("twice_percent"), ElementsAre(Pair(0, 150)));
  EXPECT_EQ(one.quality("twice_percent"), kHeld);
  EXPECT_THAT(one.told("network_bytes_per_second"), IsEmpty());
  one.give(MadeBatch(10'000).sample(in, 1'000).sample(out, 500));
  EXPECT_THAT(one.told("network_bytes_per_second"), ElementsAre(Pair(10'000, 150)));
  EXPECT_EQ(one.unit("network_bytes_per_second"), "bytes_per_second");
  EXPECT_EQ(one.unit("twice_percent"), "percent");
}

TEST(Expressions, OfTotalsAreToldWithThem) {
  OneCluster one({{"expressions", Map{{"memory_promised_ratio",
                                       "guests_memory_total_bytes / memory_total_bytes"}}}});
  one.cluster("lab")
      .entity("lab/node/pve1", {{"name", "pve1"}, {"status", "online"}})
      .entity("lab/vm/100", {{"name", "web"}, {"status", "running"}, {"node", "pve1"}})
      .figure("lab/node/pve1", "memory_total_bytes", 100)
      .figure("lab/node/pve1", "memory_used_bytes", 50)
      .figure("lab/vm/100", "memory_total_bytes", 150)
      .figure("lab/vm/100", "memory_used_bytes", 50);
  one.give(10'000);
  for (const char* key : {"lab/node/pve1", "lab/cluster/lab", "all/fleet/all"})
    EXPECT_THAT(one.told(key, "memory_promised_ratio"), Optional(DoubleEq(1.5))) << key;
  EXPECT_EQ(one.told("lab/vm/100", "memory_promised_ratio"), std::nullopt);
}

// ---- what is known only once it comes

TEST(Expressions, OfUnitsThatDoNotFitAreNotComputedAndSaidToBeWrong) {
  Expressed one(Map{{"fine_bytes", "a_bytes + b_bytes"}, {"wrong", "a_bytes + uptime_left"}});
  one.give(MadeBatch(0)
               .sample(one.series("a_bytes"), 1)
               .sample(one.series("b_bytes"), 2)
               .sample(one.series("uptime_left", "seconds"), 3));
  EXPECT_THAT(one.told("fine_bytes"), ElementsAre(Pair(0, 3)));
  EXPECT_THAT(one.told("wrong"), IsEmpty());
  EXPECT_FALSE(one.host.healthy());
  EXPECT_EQ(one.host.why(),
            "cannot compute \"wrong\" of \"a_bytes + uptime_left\", column 9: it adds bytes and "
            "seconds");
}

TEST(Expressions, ThatNameWhatNobodyTellsAreMissedAfterSomeTime) {
  Expressed one(Map{{"x_bytes", "memory_usde_bytes + a_bytes"}, {"y_bytes", "memory_arc_bytes"}});
  const auto cycle = [&](std::int64_t time_ms) {
    one.host.setNow(time_ms);
    one.give(MadeBatch(time_ms, PV_END_OF_CYCLE).sample(one.series("a_bytes"), 1));
  };
  cycle(0);
  cycle(59'999);
  EXPECT_TRUE(one.host.healthy());
  cycle(60'000);
  EXPECT_FALSE(one.host.healthy());
  EXPECT_EQ(one.host.why(),
            "cannot compute \"x_bytes\" of \"memory_usde_bytes + a_bytes\": nothing called "
            "\"memory_usde_bytes\" has come so far (did you mean \"memory_used_bytes\"?)");
  one.give(MadeBatch(61'000).sample(one.series("memory_usde_bytes"), 1));
  EXPECT_TRUE(one.host.healthy());
  EXPECT_THAT(one.told("x_bytes"), ElementsAre(Pair(61'000, 2)));
}

TEST(Expressions, LeaveANameToWhoeverElseTellsIt) {
  Expressed one(Map{{"x_bytes", "a_bytes * 2"}});
  const SeriesId a = one.series("a_bytes");
  one.give(MadeBatch(0).sample(a, 1));
  EXPECT_THAT(one.told("x_bytes"), ElementsAre(Pair(0, 2)));
  one.give(MadeBatch(1'000).from("lab").sample(one.series("x_bytes"), 5).sample(a, 1));
  EXPECT_THAT(one.told("x_bytes"), ElementsAre(Pair(1'000, 5))) << "the batch's own";
  EXPECT_THAT(one.host.why(), HasSubstr("a metric of that name is told by \"lab\" as well"));
}

TEST(Expressions, DoNotChangeTheUnitOfANameThatIsKnown) {
  Expressed one(Map{{"x", "a_bytes * 2"}});
  one.series("x", "seconds");
  one.give(MadeBatch(0).sample(one.series("a_bytes"), 1));
  EXPECT_THAT(one.told("x"), IsEmpty());
  EXPECT_THAT(one.host.why(), HasSubstr("its name is known as one of seconds, and this is bytes"));
}

// By a history of the time before a restart.
TEST(Expressions, ChangeTheUnitOfANameThatIsOnlyRemembered) {
  Expressed one(Map{{"x", "a_bytes * 2"}});
  one.host.dictionary().rememberMetric("x", "seconds", false);
  one.give(MadeBatch(0).sample(one.series("a_bytes"), 1));
  EXPECT_THAT(one.told("x"), ElementsAre(Pair(0, 2)));
  EXPECT_EQ(one.unit("x"), "bytes");
  EXPECT_TRUE(one.host.healthy()) << one.host.why();
}

TEST(Expressions, OfWhichOneIsWrongMakeNoComponent) {
  testing::FakeHost host;
  const auto make = [&](const Map& expressions) {
    testing::FakeComponent(host, pipevane_plugin, "derive", {{"expressions", expressions}});
  };
  EXPECT_NO_THROW(make({{"x", "cpu_count"}}));
  EXPECT_THROW(make({{"x", "cpu_count"}, {"y", "cpu_count +"}}), std::runtime_error);
}

}  // namespace
}  // namespace pipevane::derive
