// Two hours in which nobody of the cluster could be asked, while it went on: the chart has them
// from Proxmox VE's own files, and a hole where those have one.
#include "tests/end_to_end/clusters/watched_chart.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

namespace pipevane::testing {
namespace {

using ::testing::HasSubstr;

struct Outage {
  std::string release, retention;
};

class ChartOfAnOutage : public WatchedChart, public ::testing::WithParamInterface<Outage> {
 protected:
  static constexpr std::int64_t kBeforeMs = 45 * kMinuteMs, kOutageMs = 120 * kMinuteMs;
  // Within the outage a node is dead as well, so that its files have nothing.
  static constexpr std::int64_t kDeadAfterMs = 20 * kMinuteMs, kDeadMs = 70 * kMinuteMs;

  ChartOfAnOutage() : WatchedChart(GetParam().release, GetParam().retention) {}

  void pass() {
    runFor(kBeforeMs);
    outage_ms_ = clock_.nowMs();
    setReachable(false);
    runFor(kDeadAfterMs);
    setOnline("pve2", false);
    runFor(kDeadMs);
    during_ = chart("sim/vm/100", "cpu_usage_ratio", kBeginMs - 60 * kMinuteMs);
    setOnline("pve2", true);
    runFor(kOutageMs - kDeadAfterMs - kDeadMs);
    setReachable(true);
  }
  // Before 9 the files have half an hour in one behind the last 70 minutes.
  std::int64_t rowMs() const {
    return GetParam().release.front() == '9' ? kMinuteMs : 30 * kMinuteMs;
  }

  // What was told of a guest, each cycle's value; whoever asked.
  void expectTheTruth(int vmid, const std::string& metric) {
    const std::string entity = keyOf(vmid);
    SCOPED_TRACE(entity + " " + metric);
    const Chart told = chart(entity, metric, kBeginMs, kMinuteMs);
    EXPECT_EQ(told.incomplete, "");
    EXPECT_GT(told.archivedMs(), 0) << "nothing of the outage";
    const auto cycles = truth(vmid, metric);
    for (std::int64_t at = kBeginMs; at + kMinuteMs < clock_.nowMs(); at += kMinuteMs)
      expectCovered(told, cycles, at);
    for (const Chart::Point& point : told.points) expectTrue(point, cycles);
  }

  // Who was there meanwhile nobody kept.
  void expectTotalsKeepTheirHole() {
    const Chart told = chart("sim/cluster/sim", "cpu_usage_ratio", kBeginMs, kMinuteMs);
    EXPECT_EQ(told.archivedMs(), 0);
    EXPECT_EQ(told.incomplete, "");
    EXPECT_THAT(told.not_archived, HasSubstr("totals"));
    for (std::int64_t at = outage_ms_ + kMinuteMs; at < outage_ms_ + kOutageMs; at += kMinuteMs)
      EXPECT_FALSE(told.covers(at));
  }

  int looked_at_ = 0;
  std::int64_t outage_ms_ = 0;
  Chart during_;

 private:
  // A minute that everything is known around has a value, one that nothing is known around none.
  void expectCovered(const Chart& told, const Cycles& cycles, std::int64_t at_ms) {
    const std::int64_t from_ms = at_ms - rowMs(), to_ms = at_ms + kMinuteMs + rowMs();
    const auto known = std::distance(cycles.lower_bound(from_ms), cycles.lower_bound(to_ms));
    const bool all = known >= (to_ms - from_ms) / 10'000 - 1;
    if (!all && known > 0) return;
    EXPECT_EQ(told.covers(at_ms), all) << (at_ms - kBeginMs) / kMinuteMs << " min";
  }
  // An archived value is the mean of what was told in its time: of a whole row, as of one that was
  // cut nobody knows more than that.
  void expectTrue(const Chart::Point& point, const Cycles& cycles) {
    const bool whole = point.step_ms == kMinuteMs || point.step_ms == rowMs();
    if (!point.archived || !whole || point.time_ms % point.step_ms != 0) return;
    EXPECT_EQ(point.quality, "estimated");
    double sum = 0, count = 0;
    for (auto each = cycles.upper_bound(point.time_ms);
         each != cycles.end() && each->first <= point.time_ms + point.step_ms; ++each)
      sum += each->second, ++count;
    ASSERT_GT(count, 0) << "invented at " << (point.time_ms - kBeginMs) / kMinuteMs << " min";
    EXPECT_NEAR(point.value, sum / count, sum / count * 0.01)
        << (point.time_ms - kBeginMs) / kMinuteMs << " min";
    ++looked_at_;
  }
};

TEST_P(ChartOfAnOutage, IsTrueAndHasHolesWhereTheFilesHaveThem) {
  pass();
  EXPECT_THAT(during_.incomplete, HasSubstr("Proxmox VE RRD"));
  EXPECT_EQ(during_.archivedMs(), 0);
  // As soon as it is back, and much later.
  for (const std::int64_t wait_ms : {2 * kMinuteMs, 40 * kMinuteMs}) {
    SCOPED_TRACE(wait_ms / kMinuteMs);
    runFor(wait_ms);
    for (const int vmid : {100, 101})
      for (const char* metric : {"cpu_usage_ratio", "network_receive_bytes_per_second"})
        expectTheTruth(vmid, metric);
  }
  expectTotalsKeepTheirHole();
  EXPECT_GE(looked_at_, rowMs() == kMinuteMs ? 300 : 8);
}

INSTANTIATE_TEST_SUITE_P(OfTwoHours, ChartOfAnOutage,
                         ::testing::Values(Outage{"7.4-20", "6h"}, Outage{"8.1.4", "6h"},
                                           Outage{"8.4.21", "6h"}, Outage{"9.2.11", "6h"},
                                           Outage{"8.4.21", "60m"}, Outage{"9.2.11", "60m"}),
                         [](const auto& of) {
                           std::string name =
                               "Pve" + of.param.release + "Keeping" + of.param.retention;
                           std::ranges::replace_if(
                               name, [](char each) { return each == '.' || each == '-'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace pipevane::testing
