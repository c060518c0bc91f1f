// What the real product pushed, over all five ways, beside what it answered at the same moment. The
// recordings are not part of the source: skipped where they are absent.
#include "tests/plugins/proxmox/push/recorded_pushes.h"

#include "plugins/proxmox/session/session_reader.h"
#include "tests/fixtures/recordings.h"
#include "tests/plugins/proxmox/fleet.h"
#include "tests/plugins/proxmox/push/pushed_fleet.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>
#include <tuple>

namespace pipevane::proxmox {
namespace {

using Point = std::tuple<std::string, std::string, std::int64_t>;  // entity, metric, time
struct Value {
  double value;
  Quality quality;
};
using Points = std::map<Point, Value>;

std::uint64_t bitsOf(double value) { return std::bit_cast<std::uint64_t>(value); }

// All that was told, estimates and guesses apart.
Points pointsOf(testing::FakeHost& host) {
  Points points;
  const Dictionary dictionary = host.host().dictionary();
  for (const auto& batch : host.pushed())
    for (std::size_t i = 0; i < batch.series().size(); ++i) {
      const auto quality = static_cast<Quality>(batch.qualities()[i]);
      const auto info = dictionary.of(batch.series()[i]);
      if (!info || (quality != Quality::kLive && quality != Quality::kEstimated)) continue;
      points[{std::string(dictionary.key(info->entity)),
              std::string(dictionary.info(info->metric)->name), batch.timeMs()}] = {
          batch.values()[i], quality};
    }
  return points;
}

// What a poll told of that time, from the recorded answers.
class Polled {
 public:
  explicit Polled(std::int64_t until_ms) : fleet_("rig") {
    session::SessionReader reader(testing::recordings() / "sessions/session-a.jsonl.zst");
    session::RecordedExchange exchange;
    std::vector<pv_attribute> kept;
    while (reader.next(exchange) && exchange.time_ms < until_ms)
      if (exchange.token == "rig") {
        fleet_.decoder.decode(exchange.raw(kept), fleet_.output);
        fleet_.apply();
      }
  }
  Fleet& fleet() { return fleet_; }

 private:
  Fleet fleet_;
};

class RecordedPushes : public ::testing::TestWithParam<RecordedStream> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(testing::recordings())) GTEST_SKIP() << "no recordings here";
    pushes_ = recordedPushes(GetParam());
    ASSERT_FALSE(pushes_.empty());
    for (const RecordedPush& each : pushes_)
      fleet_.take(
          {GetParam().format, GetParam().carrier, each.sender, {}, each.body, each.time_ms});
  }

  std::vector<RecordedPush> pushes_;
  PushedFleet fleet_{Senders("push", "rig")};
};

TEST_P(RecordedPushes, AreUnderstoodToTheLastLine) {
  const PushCounts& counts = fleet_.decoder.counts();
  EXPECT_EQ(counts.pushes, pushes_.size());
  // A container that was restarted: "proxmox.lxc.203.cpu -9556.96487431567".
  EXPECT_EQ(counts.bad_values, 1U);
  for (std::size_t i = 0; i < kRefusals; ++i) {
    const bool whole_line = GetParam().format != PushFormat::kInflux;
    const bool of_that = i == static_cast<std::size_t>(Refusal::kBadValue) && whole_line;
    EXPECT_EQ(counts.refused[i], of_that ? 1U : 0U) << kRefusalWords[i].word;
  }
  fleet_.expectAllCounted();
  if (GetParam().format == PushFormat::kOtlp) return;
  std::uint64_t lines = 0;
  for (const RecordedPush& each : pushes_)
    lines += static_cast<std::uint64_t>(std::ranges::count(each.body, '\n'));
  EXPECT_EQ(counts.lines, lines);
}

// The same series at the same times with the same values: one cycle of Proxmox VE's statistics goes
// out on all ways.
TEST_P(RecordedPushes, TellWhatWasPolled) {
  Polled polled(pushes_.back().time_ms + 60'000);
  const Points pushed = pointsOf(fleet_.host), asked = pointsOf(polled.fleet().host);
  std::size_t same = 0;
  for (const auto& [point, value] : pushed) {
    const auto& [entity, metric, time_ms] = point;
    const auto other = asked.find(point);
    if (other == asked.end()) continue;
    ++same;
    EXPECT_EQ(value.value, other->second.value) << entity << " " << metric << " " << time_ms;
    // Of a machine that began anew only the next list says whose view of its memory is told; what
    // is pushed says it at once.
    const auto uptime = pushed.find({entity, "uptime_seconds", time_ms});
    if (metric == "memory_used_bytes" && uptime->second.value < 60) continue;
    EXPECT_EQ(value.quality, other->second.quality) << entity << " " << metric << " " << time_ms;
  }
  EXPECT_GT(same, 10'000U);
}

// Nothing that was polled of that time is missing.
TEST_P(RecordedPushes, TellAllThatWasPolled) {
  Polled polled(pushes_.back().time_ms);
  const Points pushed = pointsOf(fleet_.host), asked = pointsOf(polled.fleet().host);
  std::set<std::pair<std::string, std::int64_t>> cycles;  // that were pushed, by entity
  for (const auto& [point, value] : pushed) cycles.emplace(std::get<0>(point), std::get<2>(point));
  std::size_t missing = 0, compared = 0;
  for (const auto& [point, value] : asked) {
    const auto& [entity, metric, time_ms] = point;
    if (value.quality != Quality::kLive || !cycles.contains({entity, time_ms})) continue;
    ++compared;
    if (pushed.contains(point)) continue;
    if (++missing < 10) ADD_FAILURE() << entity << " " << metric << " " << time_ms;
  }
  EXPECT_EQ(missing, 0U);
  EXPECT_GT(compared, 10'000U);
}

// Pools and HA apart, which are not pushed; and what a way does not tell is absent.
TEST_P(RecordedPushes, TellTheAttributesThatWerePolled) {
  Polled polled(pushes_.back().time_ms);
  std::set<std::string> compared = {"vmid", "shared"};
  if (GetParam().carrier != PushCarrier::kTcp) compared.insert("node");
  if (GetParam().format != PushFormat::kGraphite) compared.insert("name");
  if (GetParam().format == PushFormat::kInflux)
    compared.insert(
        {"status", "tags", "lock", "template", "content", "storage_type", "memory_source"});
  std::size_t same = 0;
  for (const auto& [key, attributes] : fleet_.entities) {
    const auto other = polled.fleet().entities.find(key);
    if (other == polled.fleet().entities.end()) {
      EXPECT_EQ(key, "rig/container/201");  // destroyed a moment ago
      continue;
    }
    for (const std::string& name : compared) {
      if (key.starts_with("rig/node/") && name != "status" && name != "name") continue;
      if (key.starts_with("rig/cluster/")) continue;
      EXPECT_EQ(fleet_.attribute(key, name), polled.fleet().attribute(key, name)) << key << name;
      ++same;
    }
  }
  EXPECT_GT(same, 50U);
}

TEST_P(RecordedPushes, DecodeToTheSameAgain) {
  PushedFleet again{Senders("push", "rig")};
  std::int64_t last_ms = 0;
  for (const RecordedPush& each : pushes_) {
    // Whoever looks at the time in between changes nothing.
    for (std::int64_t ms = last_ms; last_ms > 0 && ms < each.time_ms; ms += 500) again.pass(ms);
    again.take({GetParam().format, GetParam().carrier, each.sender, {}, each.body, each.time_ms});
    last_ms = each.time_ms;
  }
  const auto& one = fleet_.host.pushed();
  const auto& other = again.host.pushed();
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(one[i].timeMs(), other[i].timeMs());
    EXPECT_EQ(one[i].series(), other[i].series());
    // Unknown values are none that equal themselves.
    EXPECT_TRUE(std::ranges::equal(one[i].values(), other[i].values(), {}, bitsOf, bitsOf));
  }
}

INSTANTIATE_TEST_SUITE_P(Streams, RecordedPushes, ::testing::ValuesIn(kRecordedStreams),
                         [](const auto& tested) {
                           std::string name = tested.param.file + 5;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace pipevane::proxmox
