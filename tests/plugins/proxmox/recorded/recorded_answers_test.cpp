// The single answers of the real product, each through the decoder that reads its path. They are
// not part of the source: skipped where they are absent.
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/rrd_decoder.h"
#include "tests/fixtures/recordings.h"
#include "tests/plugins/proxmox/fleet.h"
#include "tests/plugins/proxmox/recorded/answers.h"

#include <gmock/gmock.h>

#include <set>

namespace pipevane::proxmox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A second after the last of them.
constexpr std::int64_t kAskedMs = 1'795'455'489'000;

std::string bodyOf(const char* name) { return testing::recordedText(std::string(name) + ".body"); }

class RecordedAnswers : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(testing::recordings())) GTEST_SKIP() << "no recordings here";
  }
  static Decoded feed(Fleet& fleet, const Answer& answer) {
    const std::string head = testing::recordedText(std::string(answer.name) + ".head");
    EXPECT_EQ(head.find("HTTP/1.1 "), 0u) << answer.name;
    return fleet.answer(answer.path, bodyOf(answer.name), kAskedMs, std::stoi(head.substr(9)),
                        answer.query);
  }
  // All that is read of what was told to that caller.
  static void feedAll(Fleet& fleet, const std::string& caller) {
    for (const Answer& answer : kAnswers) {
      if (answer.reader != Reader::kFleet || std::string(answer.name).find(caller) != 0) continue;
      const Decoded decoded = feed(fleet, answer);
      EXPECT_TRUE(decoded.understood) << decoded.why;
    }
  }
};

std::set<std::string> keysOf(const Fleet& fleet) {
  std::set<std::string> keys;
  for (const auto& each : fleet.entities) keys.insert(each.first);
  return keys;
}

TEST_F(RecordedAnswers, AreAllReadOrKnownNotToBe) {
  std::set<std::string> there, known;
  for (const auto& file : std::filesystem::directory_iterator(testing::recordings() / "api"))
    there.insert(file.path().stem());
  for (const Answer& answer : kAnswers) known.insert(answer.name);
  EXPECT_EQ(there, known);
}

TEST_F(RecordedAnswers, HoldNoSurprise) {
  Fleet fleet("");
  feedAll(fleet, "mon-");
  EXPECT_THAT(fleet.decoder.surprises().counts(), IsEmpty());
}

TEST_F(RecordedAnswers, OfACallerWithoutRightsHoldTheSurpriseOfAListWithoutAFigure) {
  Fleet fleet("");
  feedAll(fleet, "blind-");
  EXPECT_THAT(fleet.decoder.surprises().counts(),
              ElementsAre(::testing::Pair(
                  "list of resources without a guest, a storage and a node's figures", 1u)));
  EXPECT_THAT(keysOf(fleet), UnorderedElementsAre("source/cluster/source", "source/node/pve1",
                                                  "source/node/pve2", "source/node/pve3"));
  EXPECT_TRUE(fleet.decoder.permissions()->empty());
}

TEST_F(RecordedAnswers, TellWhatThereIs) {
  Fleet fleet("");
  feedAll(fleet, "mon-");
  EXPECT_THAT(keysOf(fleet),
              UnorderedElementsAre(
                  "rig/cluster/rig", "rig/node/pve1", "rig/node/pve2", "rig/node/pve3",
                  "rig/vm/100", "rig/vm/101", "rig/vm/102", "rig/vm/110", "rig/vm/300",
                  "rig/vm/9000", "rig/container/200", "rig/container/201", "rig/storage/pve1/gone",
                  "rig/storage/pve2/gone", "rig/storage/pve3/gone", "rig/storage/pve1/local",
                  "rig/storage/pve2/local", "rig/storage/pve3/local", "rig/storage/shared1",
                  "rig/pool/prod"));
  using Attributes = std::map<std::string, std::string>;
  EXPECT_EQ(fleet.entities["rig/vm/100"], (Attributes{{"memory_source", "balloon"},
                                                      {"name", "web01"},
                                                      {"node", "pve1"},
                                                      {"pool", "prod"},
                                                      {"status", "running"},
                                                      {"tags", "prod;web"},
                                                      {"template", "false"},
                                                      {"vmid", "100"}}));
  EXPECT_EQ(fleet.entities["rig/vm/101"], (Attributes{{"lock", "backup"},
                                                      {"memory_source", "host"},
                                                      {"name", "db-01"},
                                                      {"node", "pve1"},
                                                      {"status", "running"},
                                                      {"template", "false"},
                                                      {"vmid", "101"}}));
  EXPECT_EQ(fleet.entities["rig/vm/300"],
            (Attributes{{"node", "pve3"}, {"status", "unknown"}, {"vmid", "300"}}));
  EXPECT_EQ(fleet.attribute("rig/vm/102", "name"), "123");
  EXPECT_EQ(fleet.attribute("rig/vm/9000", "template"), "true");
  EXPECT_EQ(fleet.attribute("rig/container/201", "status"), "stopped");
  EXPECT_EQ(fleet.attribute("rig/node/pve3", "status"), "offline");
  EXPECT_EQ(fleet.attribute("rig/storage/pve1/local", "content"), "backup,iso,vztmpl");
  EXPECT_EQ(fleet.attribute("rig/storage/pve1/gone", "status"), "unknown");
  EXPECT_EQ(fleet.attribute("rig/storage/shared1", "status"), "available");
}

TEST_F(RecordedAnswers, TellWhatThePollNeedsToKnow) {
  Fleet fleet("");
  feedAll(fleet, "mon-");
  const FleetDecoder& known = fleet.decoder;
  EXPECT_EQ(known.versionText(), "9.2.11");
  EXPECT_TRUE(known.exportWorks());
  EXPECT_EQ(known.clusterStatus().quorate, true);
  ASSERT_EQ(known.clusterStatus().members.size(), 3u);
  EXPECT_EQ(known.clusterStatus().members[2].address, "") << "it was never up";
  EXPECT_EQ(known.nodePins().size(), 2u) << "that of pve3 is null";
  EXPECT_EQ(known.rootCertificate(), known.nodePins().at("pve1")) << "one certificate is both";
  EXPECT_TRUE(known.permissions()->have("/vms/4711", "VM.Audit"));
  EXPECT_EQ(known.metricServers()->size(), 5u);
  EXPECT_EQ(known.arcOf("pve1"), Arc::kNone);
  EXPECT_EQ(known.onlineNodes(), (std::vector<std::string>{"pve1", "pve2"}));
}

// The names of the export beside ours.
constexpr std::pair<const char*, const char*> kNames[] = {
    {"uptime", "uptime_seconds"},
    {"cpu_current", "cpu_usage_ratio"},
    {"cpu_max", "cpu_count"},
    {"cpu_iowait", "cpu_iowait_ratio"},
    {"cpu_avg1", "load_average_1m"},
    {"cpu_avg5", "load_average_5m"},
    {"cpu_avg15", "load_average_15m"},
    {"mem_used", "memory_used_bytes"},
    {"mem_total", "memory_total_bytes"},
    {"swap_used", "swap_used_bytes"},
    {"swap_total", "swap_total_bytes"},
    {"disk_used", "disk_used_bytes"},
    {"disk_total", "disk_total_bytes"},
    {"net_in", "network_receive_bytes_total"},
    {"net_out", "network_transmit_bytes_total"},
    {"disk_read", "disk_read_bytes_total"},
    {"disk_write", "disk_written_bytes_total"},
};

std::string keyOf(std::string id) {
  if (id.find("qemu/") == 0) return "rig/vm/" + id.substr(5);
  if (id.find("lxc/") == 0) return "rig/container/" + id.substr(4);
  return "rig/" + id;
}

// A 0 may be no figure: what is stopped, a disk of no known size, a storage that is not there.
TEST_F(RecordedAnswers, LoseNoFigureOfTheExport) {
  Fleet fleet("");
  feedAll(fleet, "mon-");
  const std::map<std::string, std::string> names(std::begin(kNames), std::end(kNames));
  std::map<std::pair<std::string, std::string>, std::map<std::int64_t, double>> told;
  simdjson::dom::parser parser;
  std::size_t compared = 0;
  for (const char* answer :
       {"mon-cluster_metrics_export_history_1", "mon-cluster_metrics_export"}) {
    const std::string body = bodyOf(answer);
    for (const json::Element row : simdjson::dom::array(parser.parse(body)["data"]["data"])) {
      const auto id = std::string(std::string_view(row["id"]));
      const auto metric = std::string(std::string_view(row["metric"]));
      const double value = *json::number(row["value"]);
      // Of a shared one the rows of one node count.
      if (value == 0 || id.find("/shared1") != std::string::npos) continue;
      ASSERT_EQ(names.count(metric), 1u) << metric;
      auto& samples = told[{keyOf(id), names.at(metric)}];
      if (samples.empty())
        for (const auto& each : fleet.samples(keyOf(id), names.at(metric)))
          samples[each.time_ms] = each.value;
      const std::int64_t time_ms = std::int64_t(row["timestamp"]) * 1000;
      ASSERT_EQ(samples.count(time_ms), 1u) << id << ' ' << metric;
      EXPECT_EQ(samples[time_ms], value) << id << ' ' << metric;
      ++compared;
    }
  }
  EXPECT_GT(compared, 600u) << "they were not looked at";
}

TEST_F(RecordedAnswers, OfTheHistoryOfAGuestAreReadByTheArchive) {
  RrdDecoder decoder;
  for (const Answer& answer : kAnswers)
    if (answer.reader == Reader::kArchive) {
      EXPECT_EQ(decoder.decode(bodyOf(answer.name), Kind::kVm, kAskedMs).begins_ms.size(), 60u);
    }
  EXPECT_THAT(decoder.surprises().counts(), IsEmpty());
}

TEST_F(RecordedAnswers, ThatNobodyReadsChangeNothing) {
  Fleet fleet("");
  feedAll(fleet, "mon-");
  const auto before = fleet.entities;
  fleet.host.clearPushed();
  for (const Answer& answer : kAnswers) {
    if (answer.reader == Reader::kFleet) continue;
    EXPECT_TRUE(feed(fleet, answer).understood) << answer.name;
  }
  EXPECT_TRUE(fleet.host.pushed().empty());
  EXPECT_EQ(fleet.entities, before);
  EXPECT_THAT(fleet.decoder.surprises().counts(), IsEmpty());
}

}  // namespace
}  // namespace pipevane::proxmox
