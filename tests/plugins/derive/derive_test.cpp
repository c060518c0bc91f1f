#include "tests/plugins/derive/one_derive.h"

#include <gmock/gmock.h>

#include <cmath>

namespace pipevane::derive {
namespace {

using ::testing::DoubleEq;
using ::testing::IsEmpty;
using testing::MadeBatch;
using ::testing::Optional;
using ::testing::SizeIs;

TEST(Derive, NamesARateAfterItsCounter) {
  OneDerive one;
  const SeriesId received = one.counter("network_receive_bytes_total");
  one.give(MadeBatch(1'000).sample(received, 100));
  one.give(MadeBatch(11'000).sample(received, 600));
  EXPECT_THAT(one.derived("network_receive_bytes_per_second"), Optional(DoubleEq(50)));
  auto& names = one.host.dictionary();
  const Metric rate = names.info(names.findMetric("network_receive_bytes_per_second"));
  EXPECT_EQ(rate.unit, "bytes_per_second");
  EXPECT_FALSE(rate.counter);
}

TEST(Derive, SendsDerivedSamplesBeforeTheBatchThatTheyComeFrom) {
  OneDerive one;
  const SeriesId cpu = one.gauge("cpu_usage_ratio");
  one.give(MadeBatch(5'000, PV_BACKFILL | PV_END_OF_CYCLE).sample(cpu, 0.25, Quality::kStale));
  ASSERT_THAT(one.host.pushed(), SizeIs(2));
  const MadeBatch& derived = one.host.pushed()[0];
  EXPECT_EQ(derived.timeMs(), 5'000);
  EXPECT_EQ(derived.flags(), std::uint32_t{PV_BACKFILL});
  EXPECT_EQ(derived.values(), std::vector{25.0});
  EXPECT_EQ(derived.qualities(), std::vector<std::uint8_t>{PV_STALE});
  const MadeBatch& original = one.host.pushed()[1];
  EXPECT_EQ(original.flags(), std::uint32_t{PV_BACKFILL | PV_END_OF_CYCLE});
  EXPECT_EQ(original.series(), std::vector{cpu});
}

TEST(Derive, PassesEntitiesEventsAndExchangesOn) {
  OneDerive one;
  MadeBatch batch(1'000);
  batch.upsert(one.host.dictionary().entity("lab/vm/100"), {{"name", "web"}});
  pv_event event{};
  event.size = sizeof event;
  event.id = text("UPID:1");
  batch.event(event);
  pv_exchange exchange{};
  exchange.size = sizeof exchange;
  batch.exchange(exchange);
  one.give(batch);
  ASSERT_THAT(one.host.pushed(), SizeIs(1));
  EXPECT_THAT(one.host.pushed()[0].changes(), SizeIs(1));
  EXPECT_THAT(one.host.pushed()[0].events(), SizeIs(1));
  EXPECT_THAT(one.host.pushed()[0].exchanges(), SizeIs(1));
}

TEST(Derive, SendsNoEmptyBatch) {
  OneDerive one;
  one.give(MadeBatch(1'000).sample(one.gauge("load_average_1m"), 1));
  EXPECT_THAT(one.host.pushed(), SizeIs(1));
  one.give(MadeBatch(2'000, PV_END_OF_CYCLE));
  EXPECT_THAT(one.host.pushed(), SizeIs(1));
}

TEST(Derive, SeesARestartByTheUptimeWhereverItStandsInTheBatch) {
  OneDerive one;
  const SeriesId written = one.counter("disk_written_bytes_total");
  const SeriesId uptime = one.gauge("uptime_seconds");
  one.give(MadeBatch(0).sample(written, 1'000).sample(uptime, 5'000));
  one.give(MadeBatch(10'000).sample(written, 90'000).sample(uptime, 4));
  EXPECT_EQ(one.derived("disk_written_bytes_per_second"), std::nullopt);
  one.give(MadeBatch(20'000).sample(written, 90'100).sample(uptime, 14));
  EXPECT_THAT(one.derived("disk_written_bytes_per_second"), Optional(DoubleEq(10)));
}

TEST(Derive, SeesARestartByAnUptimeShorterThanTheTimeSinceTheLastLook) {
  OneDerive one;
  const SeriesId written = one.counter("disk_written_bytes_total");
  const SeriesId uptime = one.gauge("uptime_seconds");
  one.give(MadeBatch(0).sample(uptime, 20).sample(written, 1'000));
  one.give(MadeBatch(120'000).sample(uptime, 60).sample(written, 90'000));
  EXPECT_EQ(one.derived("disk_written_bytes_per_second"), std::nullopt);
}

// A recording that begins anew, a guest put in another's place.
TEST(Derive, SeesAnotherOneByAnUptimeThatRanAhead) {
  OneDerive one;
  const SeriesId written = one.counter("disk_written_bytes_total");
  const SeriesId uptime = one.gauge("uptime_seconds");
  one.give(MadeBatch(0).sample(uptime, 20).sample(written, 1'000));
  one.give(MadeBatch(10'000).sample(uptime, 90'000).sample(written, 900'000'000));
  EXPECT_EQ(one.derived("disk_written_bytes_per_second"), std::nullopt);
  one.give(MadeBatch(20'000).sample(uptime, 90'010).sample(written, 900'000'100));
  EXPECT_THAT(one.derived("disk_written_bytes_per_second"), Optional(DoubleEq(10)));
}

TEST(Derive, SeesAClockThatWasPutForwardByAnUptimeThatDidNotFollow) {
  OneDerive one;
  const SeriesId written = one.counter("disk_written_bytes_total");
  const SeriesId uptime = one.gauge("uptime_seconds");
  one.give(MadeBatch(0).sample(uptime, 20).sample(written, 1'000));
  one.give(MadeBatch(85'000).sample(uptime, 30).sample(written, 2'000));
  EXPECT_EQ(one.derived("disk_written_bytes_per_second"), std::nullopt);
  one.give(MadeBatch(95'000).sample(uptime, 40).sample(written, 2'100));
  EXPECT_THAT(one.derived("disk_written_bytes_per_second"), Optional(DoubleEq(10)));
}

TEST(Derive, KeepsEntitiesApart) {
  OneDerive one;
  const SeriesId first = one.counter("network_receive_bytes_total", "a/vm/100");
  const SeriesId second = one.counter("network_receive_bytes_total", "b/vm/100");
  const SeriesId restarted = one.gauge("uptime_seconds", "b/vm/100");
  one.give(MadeBatch(0).sample(first, 0).sample(second, 0).sample(restarted, 100));
  one.give(MadeBatch(10'000).sample(first, 10).sample(second, 20).sample(restarted, 1));
  EXPECT_THAT(one.derived("network_receive_bytes_per_second", "a/vm/100"), Optional(DoubleEq(1)));
  EXPECT_EQ(one.derived("network_receive_bytes_per_second", "b/vm/100"), std::nullopt);
}

TEST(Derive, DerivesALateBackfillWithoutTouchingTheLiveBaseline) {
  OneDerive one;
  const SeriesId sent = one.counter("network_transmit_bytes_total");
  one.give(MadeBatch(100'000).sample(sent, 10'000));
  one.give(MadeBatch(10'000, PV_BACKFILL).sample(sent, 1'000));
  EXPECT_EQ(one.derived("network_transmit_bytes_per_second"), std::nullopt);
  one.give(MadeBatch(20'000, PV_BACKFILL).sample(sent, 1'700));
  EXPECT_THAT(one.derived("network_transmit_bytes_per_second"), Optional(DoubleEq(70)));
  one.give(MadeBatch(110'000).sample(sent, 10'300));
  EXPECT_THAT(one.derived("network_transmit_bytes_per_second"), Optional(DoubleEq(30)));
}

// And not from a backfill before that: what was told in between would be in that rate once more.
TEST(Derive, GoesOnWithWhatIsToldLateFromWhereTheSourcesOwnTimesEnded) {
  OneDerive one;
  const SeriesId sent = one.counter("network_transmit_bytes_total");
  const SeriesId uptime = one.gauge("uptime_seconds");
  const auto give = [&](int second, double bytes, std::uint32_t flags, Quality quality) {
    one.give(MadeBatch(second * 1'000, flags)
                 .sample(sent, bytes, quality)
                 .sample(uptime, 1'000 + second, quality));
    return one.derived("network_transmit_bytes_per_second");
  };
  for (const int outage : {0, 100}) {
    SCOPED_TRACE(outage);
    const double before = outage * 1'000.0;
    give(outage, before, 0, Quality::kLive);
    give(outage + 10, before + 100, 0, Quality::kLive);
    give(outage + 35, before + 600, 0, Quality::kEstimated);
    EXPECT_THAT(give(outage + 20, before + 300, PV_BACKFILL, Quality::kLive),
                Optional(DoubleEq(20)));
    EXPECT_THAT(give(outage + 30, before + 600, PV_BACKFILL, Quality::kLive),
                Optional(DoubleEq(30)));
  }
}

// As where a token lost its rights for a while before the list told figures.
TEST(Derive, GoesOnWithWhatIsToldLateFromBeforeTheCounterWasUnknown) {
  OneDerive one;
  const SeriesId sent = one.counter("network_transmit_bytes_total");
  const auto give = [&](int second, double bytes, std::uint32_t flags, Quality quality) {
    one.give(MadeBatch(second * 1'000, flags).sample(sent, bytes, quality));
    return one.derived("network_transmit_bytes_per_second");
  };
  for (const int outage : {0, 100}) {
    SCOPED_TRACE(outage);
    const double before = outage * 1'000.0;
    give(outage, before, 0, Quality::kLive);
    give(outage + 10, before + 100, 0, Quality::kLive);
    give(outage + 11, 0, 0, Quality::kUnknown);
    give(outage + 35, before + 600, 0, Quality::kEstimated);
    EXPECT_THAT(give(outage + 20, before + 300, PV_BACKFILL, Quality::kLive),
                Optional(DoubleEq(20)));
  }
}

// Whatever else is further by then: the list of resources, another node, another cluster.
TEST(Derive, GoesOnFromBeforeAnOutageWithTheBackfillThatFillsIt) {
  OneDerive one;
  const SeriesId sent = one.counter("network_transmit_bytes_total");
  const SeriesId uptime = one.gauge("uptime_seconds");
  const SeriesId other = one.counter("network_transmit_bytes_total", "lab/vm/101");
  const auto rate = [&] { return one.derived("network_transmit_bytes_per_second"); };
  one.give(MadeBatch(0).sample(sent, 0).sample(uptime, 1'000));
  one.give(MadeBatch(10'000).sample(sent, 100).sample(uptime, 1'010));
  EXPECT_THAT(rate(), Optional(DoubleEq(10)));
  one.give(MadeBatch(200'000).sample(other, 0));
  double counted = 100;
  for (std::int64_t time_ms = 20'000; time_ms <= 200'000; time_ms += 10'000) {
    SCOPED_TRACE(time_ms);
    const double per_second = static_cast<double>(time_ms) / 1'000;
    counted += 10 * per_second;
    one.give(MadeBatch(time_ms, time_ms < 140'000 ? std::uint32_t{PV_BACKFILL} : 0U)
                 .sample(sent, counted)
                 .sample(uptime, 1'000 + static_cast<double>(time_ms) / 1'000));
    EXPECT_THAT(rate(), Optional(DoubleEq(per_second)));
  }
}

TEST(Derive, IgnoresAnOlderBatchThatIsNoBackfill) {
  OneDerive one;
  const SeriesId sent = one.counter("network_transmit_bytes_total");
  one.give(MadeBatch(100'000).sample(sent, 10'000));
  one.give(MadeBatch(90'000).sample(sent, 9'000));
  EXPECT_EQ(one.derived("network_transmit_bytes_per_second"), std::nullopt);
  one.give(MadeBatch(110'000).sample(sent, 10'300));
  EXPECT_THAT(one.derived("network_transmit_bytes_per_second"), Optional(DoubleEq(30)));
}

// The counter outgrew what it was before the restart; the uptime tells.
TEST(Derive, SeesARestartAfterAClockThatWasSetBack) {
  OneDerive one;
  const SeriesId sent = one.counter("network_transmit_bytes_total");
  const SeriesId uptime = one.gauge("uptime_seconds");
  const auto give = [&](std::int64_t time_s, double bytes, double seconds) {
    one.give(MadeBatch(time_s * 1'000).sample(sent, bytes).sample(uptime, seconds));
    return one.derived("network_transmit_bytes_per_second");
  };
  give(4'000, 1'000, 500);
  for (int i = 1; i <= 3; ++i) give(1'000 + 10 * i, 1'000 + 10 * i, 500 + 10 * i);
  EXPECT_THAT(give(1'040, 1'040, 540), Optional(DoubleEq(1)));
  EXPECT_EQ(give(1'050, 9'000, 5), std::nullopt);
  EXPECT_THAT(give(1'060, 9'100, 15), Optional(DoubleEq(10)));
}

TEST(Derive, PassesAnIdThatNobodyGaveOn) {
  OneDerive one;
  one.give(MadeBatch(0).sample(PV_NONE, 1).sample(4'000'000'000u, 2));
  ASSERT_THAT(one.host.pushed(), SizeIs(1));
  EXPECT_THAT(one.host.pushed()[0].series(), SizeIs(2));
}

TEST(Derive, TakesTheLongestGapFromItsOptions) {
  testing::FakeHost host;
  testing::FakeComponent derive(host, pipevane_plugin, "derive", {{"max_gap", "20s"}});
  const SeriesId sent = host.series("lab/vm/1", "network_transmit_bytes_total", "bytes", true);
  derive.process(MadeBatch(0).sample(sent, 0));
  derive.process(MadeBatch(20'001).sample(sent, 500));
  EXPECT_EQ(host.latest("lab/vm/1", "network_transmit_bytes_per_second"), std::nullopt);
}

}  // namespace
}  // namespace pipevane::derive
