// Against real recordings, which are not part of the source: skipped where they are absent.
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/session/compressed_lines.h"
#include "plugins/proxmox/session/session_reader.h"
#include "tests/fixtures/recordings.h"
#include "tests/plugins/proxmox/fleet.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

namespace pipevane::proxmox {
namespace {

std::filesystem::path recordings() { return testing::recordings() / "sessions"; }

// By the poller's token, the only one that sees everything.
struct Recording {
  const char* file;
  const char* token;
  std::map<std::string, std::uint64_t, std::less<>> surprises;
};
void PrintTo(const Recording& recording, std::ostream* out) { *out << recording.file; }

class Recorded : public ::testing::TestWithParam<Recording> {
 protected:
  // False where there are no recordings.
  bool open() {
    const auto path = recordings() / GetParam().file;
    if (!std::filesystem::exists(path)) return false;
    reader_ = std::make_unique<session::SessionReader>(path.string());
    return true;
  }
  bool next() {
    do {
      if (!reader_->next(exchange)) return false;
    } while (exchange.token != GetParam().token);
    exchange.source = "source";
    std::vector<pv_attribute> headers;
    decoded = fleet.decoder.decode(exchange.raw(headers), fleet.output);
    fleet.apply();
    return true;
  }

  Fleet fleet{"rig"};
  session::RecordedExchange exchange;
  Decoded decoded;

 private:
  std::unique_ptr<session::SessionReader> reader_;
};

TEST_P(Recorded, IsUnderstoodWhole) {
  if (!open()) GTEST_SKIP() << "no recordings here";
  while (next()) EXPECT_TRUE(decoded.understood) << decoded.why;
  EXPECT_EQ(fleet.decoder.surprises().counts(), GetParam().surprises);
  EXPECT_EQ(fleet.attribute("rig/vm/102", "name"), "123");
  EXPECT_EQ(fleet.attribute("rig/vm/102", "status"), "stopped");
  EXPECT_EQ(fleet.attribute("rig/vm/114", "name"), "VM 114") << "its file has what no name may be";
  EXPECT_EQ(fleet.attribute("rig/vm/9000", "template"), "true");
  EXPECT_EQ(fleet.attribute("rig/vm/300", "status"), "unknown") << "its node was never up";
  EXPECT_EQ(fleet.attribute("rig/storage/shared1", "shared"), "true");
}

// 101 has no balloon device.
TEST_P(Recorded, SaysWhereTheMemoryOfAGuestComesFrom) {
  if (!open()) GTEST_SKIP() << "no recordings here";
  std::map<std::string, std::set<std::string>> seen;
  while (next())
    for (const char* vm : {"rig/vm/100", "rig/vm/101", "rig/vm/103", "rig/vm/104"})
      if (const auto source = fleet.attribute(vm, "memory_source")) seen[vm].insert(*source);
  const std::set<std::string> balloon = {"balloon"}, host = {"host"};
  EXPECT_EQ(seen["rig/vm/100"], balloon);
  EXPECT_EQ(seen["rig/vm/103"], balloon);
  EXPECT_EQ(seen["rig/vm/101"], host);
}

TEST_P(Recorded, ShowsNoGuestAsRunningOnANodeThatIsNotOnline) {
  if (!open()) GTEST_SKIP() << "no recordings here";
  std::size_t seen_dead = 0;
  while (next()) {
    for (const auto& [key, attributes] : fleet.entities) {
      const auto node = attributes.find("node");
      if (node == attributes.end() || attributes.count("vmid") == 0) continue;
      if (fleet.attribute("rig/node/" + node->second, "status") == "online") continue;
      ++seen_dead;
      ASSERT_EQ(attributes.at("status"), "unknown") << key << " at " << exchange.time_ms;
    }
  }
  EXPECT_GT(seen_dead, 0u);
}

// What comes late says so, and is of a time that was not told.
TEST_P(Recorded, HasEverySampleOnceInOrderOfTime) {
  if (!open()) GTEST_SKIP() << "no recordings here";
  while (next()) continue;
  std::map<SeriesId, std::int64_t> last;
  std::set<std::pair<SeriesId, std::int64_t>> told;
  for (const auto& batch : fleet.host.pushed())
    for (std::size_t i = 0; i < batch.series().size(); ++i) {
      if (batch.qualities()[i] != PV_LIVE) continue;
      ASSERT_TRUE(told.emplace(batch.series()[i], batch.timeMs()).second);
      if ((batch.flags() & PV_BACKFILL) != 0) continue;
      const auto known = last.find(batch.series()[i]);
      if (known != last.end()) {
        ASSERT_LT(known->second, batch.timeMs());
      }
      last[batch.series()[i]] = batch.timeMs();
    }
  EXPECT_GT(last.size(), 200u);
}

// What the guests' counters really were, every ten seconds.
class Truth {
 public:
  struct Moment {
    std::int64_t time_ms;
    double uptime_s, received;
  };
  Truth() {
    std::ifstream file(recordings() / "truth-counters.jsonl.zst", std::ios::binary);
    session::CompressedLines lines(file);
    std::string_view line;
    simdjson::dom::parser parser;
    while (lines.next(line)) {
      const json::Element top = parser.parse(line);
      const auto time_ms = static_cast<std::int64_t>(double(top["t"]) * 1000);
      for (const auto& [vmid, of] : simdjson::dom::object(top["g"])) {
        const simdjson::dom::array values(of);
        moments_[std::string(vmid)].push_back(
            {time_ms, double(values.at(1)), double(values.at(4))});
      }
    }
    for (auto& each : moments_) std::ranges::sort(each.second, {}, &Moment::time_ms);
  }
  // The two moments around a time, if they are neighbours in one life of the guest.
  std::optional<std::pair<Moment, Moment>> around(const std::string& vmid, std::int64_t time_ms) {
    const auto& all = moments_[vmid];
    const auto after = std::ranges::lower_bound(all, time_ms, {}, &Moment::time_ms);
    if (after == all.begin() || after == all.end()) return std::nullopt;
    const Moment before = *(after - 1);
    if (after->time_ms - before.time_ms > 15'000 || after->uptime_s < before.uptime_s)
      return std::nullopt;
    return std::pair(before, *after);
  }

 private:
  std::map<std::string, std::vector<Moment>> moments_;
};

// Whole seconds stand in the export, of a figure that was read at any time within.
constexpr std::int64_t kStampMs = 1000;

TEST_P(Recorded, TellsWhatTheGuestsReallyReceived) {
  if (!open()) GTEST_SKIP() << "no recordings here";
  while (next()) continue;
  Truth truth;
  std::size_t compared = 0;
  const MetricId received = fleet.host.dictionary().findMetric("network_receive_bytes_total");
  for (const auto& batch : fleet.host.pushed()) {
    for (std::size_t i = 0; i < batch.series().size(); ++i) {
      const SeriesInfo info = fleet.host.dictionary().of(batch.series()[i]);
      const std::string key(fleet.host.dictionary().key(info.entity));
      if (info.metric != received || batch.qualities()[i] != PV_LIVE ||
          key.find("/node/") != std::string::npos)
        continue;
      const std::string vmid = key.substr(key.rfind('/') + 1);
      const auto low = truth.around(vmid, batch.timeMs());
      const auto high = truth.around(vmid, batch.timeMs() + kStampMs);
      if (!low || !high) continue;
      ++compared;
      ASSERT_GE(batch.values()[i], low->first.received) << key << " at " << batch.timeMs();
      ASSERT_LE(batch.values()[i], high->second.received) << key << " at " << batch.timeMs();
    }
  }
  EXPECT_GT(compared, 1000u);
}

// The server's own slips: updates that failed (in an export since ever, which only one of the two
// asked for), and the processor time of a container that was restarted between two looks, which is
// -9556 of 1 for one cycle, its pool's with it.
INSTANTIATE_TEST_SUITE_P(
    OfProxmox92, Recorded,
    ::testing::Values(Recording{"session-a.jsonl.zst",
                                "rig",
                                {{"negative value in the metrics export", 1},
                                 {"row of the metrics export without a time", 90},
                                 {"value of \"cpu\" in /cluster/resources", 2}}},
                      Recording{"session-b.jsonl.zst",
                                "log",
                                {{"negative value in the metrics export", 1},
                                 {"value of \"cpu\" in /cluster/resources", 1}}}),
    [](const auto& of) { return std::string(of.param.token); });

}  // namespace
}  // namespace pipevane::proxmox
