#include <pipevane/history.h>
#include <pipevane/output.h>
#include <pipevane/testing/fake_host.h>

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace pipevane {
namespace {

using ::testing::ElementsAre;
using testing::FakeHost;
using testing::MadeBatch;

TEST(FakeHost, HasAClockThatOnlyWaitingMoves) {
  FakeHost fake;
  fake.setNow(10'000);
  const Host host = fake.host();
  EXPECT_EQ(host.nowMs(), 10'000);
  EXPECT_TRUE(host.waitFor(500));
  EXPECT_EQ(host.nowMs(), 10'500);
  EXPECT_TRUE(host.waitUntil(9'000)) << "a time that has passed";
  EXPECT_TRUE(host.waitFor(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(host.nowMs(), 10'500);
}

TEST(FakeHost, HasASteadyClockThatNobodySets) {
  FakeHost fake;
  fake.setNow(10'000'000);
  const Host host = fake.host();
  const std::int64_t begin_ms = host.steadyMs();
  fake.setClockBy(-7'200'000);
  EXPECT_EQ(host.nowMs(), 2'800'000);
  EXPECT_EQ(host.steadyMs(), begin_ms);
  EXPECT_EQ(fake.timeMs(), 10'000'000);
  EXPECT_TRUE(host.waitFor(500));
  EXPECT_TRUE(host.waitUntil(2'801'000));
  EXPECT_TRUE(host.waitUntilSteady(begin_ms + 3'000));
  EXPECT_TRUE(host.waitUntilSteady(begin_ms)) << "it has passed";
  EXPECT_EQ(host.nowMs(), 2'803'000);
  EXPECT_EQ(host.steadyMs(), begin_ms + 3'000);
  fake.setClockBy(+7'200'000);
  EXPECT_EQ(host.nowMs(), 10'003'000);
}

// Whose table ends before it.
TEST(Host, GoesByTheTimeOfDayInAnEngineThatHasNoSteadyClock) {
  FakeHost fake;
  fake.setNow(10'000);
  pv_host older = fake.raw();
  older.size = offsetof(pv_host, steady_ms);
  older.steady_ms = nullptr;
  older.wait_until_steady = nullptr;
  const Host host(older);
  EXPECT_EQ(host.steadyMs(), 10'000);
  EXPECT_TRUE(host.waitFor(500));
  EXPECT_TRUE(host.waitUntilSteady(11'000));
  EXPECT_EQ(host.steadyMs(), 11'000);
}

TEST(FakeHost, KeepsTheUnitOfARememberedMetricUntilItIsTold) {
  FakeHost fake;
  const Dictionary names = fake.host().dictionary();
  const MetricId metric = names.rememberMetric("x", "seconds");
  EXPECT_EQ(names.info(metric)->unit, "seconds");
  EXPECT_EQ(names.metric("x", "bytes", true), metric);
  EXPECT_EQ(names.metric("x", "count"), metric);
  EXPECT_EQ(names.rememberMetric("x", "ratio"), metric);
  EXPECT_EQ(names.info(metric)->unit, "bytes");
  EXPECT_TRUE(names.info(metric)->counter);
}

// Whose table ends before it.
TEST(Dictionary, RemembersAMetricAsAnyOtherInAnEngineThatDoesNotTellThemApart) {
  FakeHost fake;
  const Host host = fake.host();
  pv_dictionary older = host.need<pv_dictionary>(PV_DICTIONARY);
  older.size = offsetof(pv_dictionary, remember_metric);
  older.remember_metric = nullptr;
  const Dictionary names(older, host.raw().self);
  const MetricId metric = names.rememberMetric("x", "seconds", true);
  EXPECT_EQ(names.metric("x", "bytes"), metric);
  EXPECT_EQ(names.info(metric)->unit, "seconds");
  EXPECT_TRUE(names.info(metric)->counter);
}

TEST(FakeHost, StopsWhenTheTestSaysSo) {
  FakeHost fake;
  fake.stopAt(2'000);
  EXPECT_TRUE(fake.host().waitUntil(1'999));
  EXPECT_FALSE(fake.host().stopping());
  EXPECT_FALSE(fake.host().waitUntil(2'000));
  EXPECT_TRUE(fake.host().stopping());
  FakeHost other;
  other.requestStop();
  EXPECT_FALSE(other.host().waitFor(1));
}

TEST(FakeHost, ShowsEveryWaitToTheTest) {
  FakeHost fake;
  std::vector<std::int64_t> waits;
  fake.onWait([&waits](std::int64_t time_ms) { waits.push_back(time_ms); });
  fake.host().waitUntil(5);
  fake.host().waitFor(10);
  EXPECT_THAT(waits, ElementsAre(5, 15));
}

TEST(Host, WaitsForEverWhereTheTimeHasNoEnd) {
  FakeHost fake;
  fake.setNow(10'000);
  std::int64_t until = 0;
  fake.onWait([&until](std::int64_t time_ms) { until = time_ms; });
  fake.requestStop();
  EXPECT_FALSE(fake.host().waitFor(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(until, std::numeric_limits<std::int64_t>::max());
}

TEST(FakeHost, KeepsLogAndReports) {
  FakeHost fake;
  fake.host().log(LogLevel::kWarn, "it is slow");
  ASSERT_EQ(fake.logged().size(), 1U);
  EXPECT_EQ(fake.logged()[0].level, PV_LOG_WARN);
  EXPECT_EQ(fake.logged()[0].sentence, "it is slow");
  fake.host().degraded("no answer");
  EXPECT_FALSE(fake.healthy());
  EXPECT_EQ(fake.why(), "no answer");
  fake.host().running();
  EXPECT_TRUE(fake.healthy());
  EXPECT_EQ(fake.why(), "");
}

TEST(FakeHost, InternsNamesOnce) {
  FakeHost fake;
  const Dictionary names = fake.host().dictionary();
  const EntityId entity = names.entity("lab/vm/100");
  const MetricId metric = names.metric("network_receive_bytes_total", "bytes", true);
  const SeriesId series = names.series(entity, metric);
  EXPECT_EQ(names.entity("lab/vm/100"), entity);
  EXPECT_NE(names.entity("lab/vm/101"), entity);
  EXPECT_EQ(names.findSeries(entity, metric), series);
  EXPECT_EQ(fake.series("lab/vm/100", "network_receive_bytes_total"), series);
  EXPECT_EQ(names.key(entity), "lab/vm/100");
  ASSERT_TRUE(names.info(metric).has_value());
  EXPECT_EQ(names.info(metric)->unit, "bytes");
  EXPECT_TRUE(names.info(metric)->counter);
  ASSERT_TRUE(names.of(series).has_value());
  EXPECT_EQ(names.of(series)->entity, entity);
}

TEST(FakeHost, DoesNotKnowWhatWasNeverInterned) {
  FakeHost fake;
  const Dictionary names = fake.host().dictionary();
  EXPECT_EQ(names.findEntity("lab/vm/100"), PV_NONE);
  EXPECT_EQ(names.findMetric("x"), PV_NONE);
  EXPECT_EQ(names.findSeries(0, 0), PV_NONE);
  EXPECT_EQ(names.key(3), "");
  EXPECT_FALSE(names.info(3).has_value());
  EXPECT_FALSE(names.of(3).has_value());
}

TEST(FakeHost, KeepsWhatWasPushedWithEverythingInIt) {
  FakeHost fake;
  const Output output(fake.host());
  {
    std::string name = "name", value = "web01", message = "started";
    Draft draft = output.begin(1'000, PV_END_OF_CYCLE);
    draft.sample(4, 0.25, Quality::kHeld);
    draft.unknown(5);
    draft.upsert(2, std::array{attribute(name, value), forgotten("lock")});
    draft.remove(3);
    pv_event event{};
    event.size = sizeof(pv_event);
    event.message = text(message);
    draft.event(event);
    EXPECT_TRUE(output.push(std::move(draft)));
    name = value = message = "gone";
  }
  ASSERT_EQ(fake.pushed().size(), 1U);
  const pv_batch raw = fake.pushed()[0].raw();
  EXPECT_EQ(raw.sequence, 1U);
  EXPECT_EQ(raw.time_ms, 1'000);
  const Batch batch(raw);
  EXPECT_TRUE(batch.endOfCycle());
  EXPECT_FALSE(batch.backfill());
  EXPECT_THAT(std::vector(batch.series().begin(), batch.series().end()), ElementsAre(4U, 5U));
  EXPECT_TRUE(std::isnan(batch.values()[1]));
  EXPECT_THAT(std::vector(batch.qualities().begin(), batch.qualities().end()),
              ElementsAre(PV_HELD, PV_UNKNOWN));
  ASSERT_EQ(batch.changes().size(), 2U);
  EXPECT_EQ(view(batch.changes()[0].attributes[0].value), "web01");
  EXPECT_FALSE(present(batch.changes()[0].attributes[1].value));
  EXPECT_EQ(batch.changes()[1].kind, PV_REMOVE);
  ASSERT_EQ(batch.events().size(), 1U);
  EXPECT_EQ(view(batch.events()[0].message), "started");
}

TEST(FakeHost, ThrowsADraftAwayThatWasNotPushed) {
  FakeHost fake;
  const Output output(fake.host());
  output.begin(1'000).sample(1, 1);
  EXPECT_TRUE(fake.pushed().empty());
}

TEST(FakeHost, HasNoRoomForWhatTheEngineWouldNotTake) {
  FakeHost fake;
  const Output output(fake.host());
  EXPECT_THROW(output.begin(1'000).samples(std::numeric_limits<std::size_t>::max()), Error);
}

TEST(Draft, TakesAttributesAsTheyAreWritten) {
  FakeHost fake;
  const Output output(fake.host());
  Draft draft = output.begin(1'000);
  draft.upsert(2, {attribute("status", "online"), forgotten("lock")});
  draft.upsert(3, {});
  output.push(std::move(draft));
  const auto& changes = fake.pushed().at(0).changes();
  ASSERT_EQ(changes.size(), 2U);
  ASSERT_EQ(changes[0].attribute_count, 2U);
  EXPECT_EQ(view(changes[0].attributes[0].value), "online");
  EXPECT_EQ(changes[1].attribute_count, 0U);
}

TEST(FakeHost, TellsTheNewestPushedValue) {
  FakeHost fake;
  const SeriesId series = fake.series("lab/node/pve1", "cpu_usage_ratio");
  const Output output(fake.host());
  for (const double value : {0.25, 0.5}) {
    Draft draft = output.begin(1'000);
    draft.sample(series, value);
    output.push(std::move(draft));
  }
  EXPECT_EQ(fake.latest("lab/node/pve1", "cpu_usage_ratio"), 0.5);
  EXPECT_EQ(fake.latest("lab/node/pve2", "cpu_usage_ratio"), std::nullopt);
}

TEST(FakeHost, OffersServicesOnlyWhereTheTestGivesThem) {
  FakeHost fake;
  EXPECT_FALSE(Lease<pv_history>(fake.host(), PV_HISTORY));
  EXPECT_TRUE(providers(fake.host(), PV_HISTORY).empty());
  const pv_history table{};
  int self = 0;
  fake.offer(PV_HISTORY, &table, &self);
  const Lease<pv_history> lease(fake.host(), PV_HISTORY);
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease.self(), &self);
  EXPECT_THAT(providers(fake.host(), PV_HISTORY), ElementsAre("fake"));
}

TEST(FakeHost, OffersAServiceOfSeveral) {
  FakeHost fake;
  const pv_history table{};
  int first = 0, second = 0;
  fake.offer(PV_HISTORY, &table, &first, "first");
  fake.offer(PV_HISTORY, &table, &second, "second");
  EXPECT_THAT(providers(fake.host(), PV_HISTORY), ElementsAre("first", "second"));
  EXPECT_EQ(Lease<pv_history>(fake.host(), PV_HISTORY, "second").self(), &second);
  EXPECT_EQ(Lease<pv_history>(fake.host(), PV_HISTORY).self(), &first);
}

TEST(FakeHost, LacksExtensionsThatNobodyKnows) {
  FakeHost fake;
  EXPECT_EQ(fake.host().extension("pipevane.nothing/1"), nullptr);
  EXPECT_THROW(fake.host().need<pv_output>("pipevane.nothing/1"), Error);
}

TEST(Output, MakesADraftLikeABatch) {
  FakeHost fake;
  const Output output(fake.host());
  MadeBatch given(7'000, PV_BACKFILL);
  given.sample(1, 0.5).sample(2, 1.5, Quality::kStale);
  const pv_batch raw = given.raw();
  output.push(output.like(Batch(raw)));
  ASSERT_EQ(fake.pushed().size(), 1U);
  EXPECT_EQ(fake.pushed()[0].timeMs(), 7'000);
  EXPECT_EQ(fake.pushed()[0].flags(), static_cast<unsigned>(PV_BACKFILL));
  EXPECT_THAT(fake.pushed()[0].values(), ElementsAre(0.5, 1.5));
  EXPECT_THAT(fake.pushed()[0].qualities(), ElementsAre(PV_LIVE, PV_STALE));
}

}  // namespace
}  // namespace pipevane
