// OpenTelemetry's JSON, as Proxmox VE 9 posts it.
#include "plugins/proxmox/push/otlp_body.h"
#include "plugins/proxmox/push/otlp_reader.h"
#include "tests/plugins/proxmox/push/pushed_fleet.h"

namespace pipevane::proxmox {
namespace {

std::string label(const std::string& key, const std::string& value) {
  return R"({"key":")" + key + R"(","value":{"stringValue":")" + value + R"("}})";
}
std::string point(const std::string& value, const std::string& labels,
                  const std::string& time = nanoseconds(kPushedS)) {
  return R"({"attributes":[)" + labels + R"(],"timeUnixNano":)" + time + "," + value + "}";
}
std::string metric(const std::string& name, const std::string& point,
                   const std::string& kind = "gauge", const std::string& unit = "bytes") {
  return R"({"name":")" + name + R"(","unit":")" + unit + R"(",")" + kind + R"(":{"dataPoints":[)" +
         point + "]}}";
}
std::string post(const std::string& metrics, const std::string& cluster = "rig",
                 const std::string& node = "pve1") {
  return R"({"resourceMetrics":[{"resource":{"attributes":[)" + label("proxmox.cluster", cluster) +
         "," + label("proxmox.node", node) + R"(]},"scopeMetrics":[{"scope":{},"metrics":[)" +
         metrics + "]}]}]}";
}

const std::string kOfNode = label("node", "pve1");
const std::string kOfVm = label("vmid", "100") + "," + kOfNode + "," + label("name", "web01") +
                          "," + label("type", "qemu");

std::string vm(const std::string& uptime, const std::string& cpu) {
  return metric("proxmox_vm_uptime", point(R"("asInt":)" + uptime, kOfVm), "gauge", "percent") +
         "," + metric("proxmox_vm_cpu", point(cpu, kOfVm)) + "," +
         metric("proxmox_vm_mem", point(R"("asInt":1000)", kOfVm)) + "," +
         metric("proxmox_vm_netin_total", point(R"("asInt":11)", kOfVm), "sum", "seconds");
}

TEST(PushedOtlp, TellsAGuestUnderTheClustersName) {
  PushedFleet fleet(Senders("push", ""));
  fleet.otlp(post(vm("500", R"("asDouble":0.25)")));
  EXPECT_EQ(fleet.value("rig/vm/100", "uptime_seconds"), 500);
  EXPECT_EQ(fleet.value("rig/vm/100", "cpu_usage_ratio"), 0.25);
  EXPECT_EQ(fleet.value("rig/vm/100", "network_receive_bytes_total"), 11);
  EXPECT_EQ(fleet.attribute("rig/vm/100", "name"), "web01");
  EXPECT_EQ(fleet.attribute("rig/vm/100", "node"), "pve1");
  EXPECT_EQ(fleet.attribute("rig/vm/100", "status"), std::nullopt);
  EXPECT_EQ(fleet.samples("rig/vm/100", "uptime_seconds").front().time_ms, kPushedMs);
  fleet.expectAllCounted();
}

TEST(PushedOtlp, TakesWholeNumbersInWhateverShape) {
  for (const char* value : {R"("asInt":1)", R"("asDouble":1)", R"("asDouble":1.0)",
                            R"("asInt":"1")", R"("asDouble":"1")"}) {
    SCOPED_TRACE(value);
    PushedFleet fleet;
    fleet.otlp(post(vm("500", value)));
    EXPECT_EQ(fleet.value("lab/vm/100", "cpu_usage_ratio"), 1);
  }
}

TEST(PushedOtlp, TakesTimesAsText) {
  PushedFleet fleet;
  fleet.otlp(post(metric("proxmox_node_uptime",
                         point(R"("asInt":7)", kOfNode, "\"" + nanoseconds(kPushedS) + "\""))));
  EXPECT_EQ(fleet.value("lab/node/pve1", "uptime_seconds"), 7);
}

TEST(PushedOtlp, TakesNoTicksForSecondsAndTheWaitForTheRatioThatItIs) {
  PushedFleet fleet;
  fleet.otlp(post(metric("proxmox_node_cpustat_wait_total", point(R"("asDouble":0.125)", kOfNode),
                         "sum", "seconds") +
                  "," +
                  metric("proxmox_node_cpustat_user_total", point(R"("asInt":39715260)", kOfNode),
                         "sum", "seconds") +
                  "," + metric("proxmox_node_uptime", point(R"("asInt":7)", kOfNode))));
  EXPECT_EQ(fleet.value("lab/node/pve1", "cpu_iowait_ratio"), 0.125);
  EXPECT_EQ(fleet.decoder.counts().passed, 1U);
  fleet.expectAllCounted();
}

TEST(PushedOtlp, SumsUpTheCardsOfMetalAlone) {
  PushedFleet fleet;
  std::string metrics = metric("proxmox_node_uptime", point(R"("asInt":7)", kOfNode));
  for (const char* card : {"eth0", "enp1s0", "lo", "tap100i0", "vmbr0", "enp1s0.100", "bond0"})
    for (const char* way : {"receive", "transmit"})
      metrics += "," + metric("proxmox_node_network_" + std::string(way) + "_total",
                              point(R"("asInt":10)", kOfNode + "," + label("device", card)), "sum");
  fleet.otlp(post(metrics));
  EXPECT_EQ(fleet.value("lab/node/pve1", "network_receive_bytes_total"), 20);
}

TEST(PushedOtlp, TakesAwayWhatOneThatStoppedHad) {
  PushedFleet fleet;
  fleet.otlp(post(vm("500", R"("asDouble":0.25)")));
  const std::string later = nanoseconds(kPushedS + 10);
  fleet.otlp(post(metric("proxmox_vm_cpu", point(R"("asInt":0)", kOfVm, later)) + "," +
                  metric("proxmox_vm_mem", point(R"("asInt":0)", kOfVm, later)) + "," +
                  metric("proxmox_vm_uptime", point(R"("asInt":0)", kOfVm, later))),
             kPushedMs + 10'000);
  for (const char* metric : {"cpu_usage_ratio", "memory_used_bytes", "uptime_seconds"})
    EXPECT_EQ(fleet.quality("lab/vm/100", metric), Quality::kUnknown) << metric;
}

TEST(PushedOtlp, TellsAStorage) {
  PushedFleet fleet;
  std::string metrics;
  for (const char* each :
       {"total\":1000", "used\":250", "shared\":1", "active\":1", "avail\":750"}) {
    const std::string key(each, std::string(each).find('"'));
    metrics += (metrics.empty() ? "" : ",") +
               metric("proxmox_storage_" + key,
                      point("\"asInt\":" + std::string(each).substr(key.size() + 2),
                            kOfNode + "," + label("storage", "ceph1")));
  }
  fleet.otlp(post(metrics));
  EXPECT_EQ(fleet.value("lab/storage/ceph1", "disk_used_bytes"), 250);
  EXPECT_EQ(fleet.attribute("lab/storage/ceph1", "status"), "available");
}

TEST(PushedOtlp, NamesTheClusterOfANodeOnItsOwnAsTheNode) {
  PushedFleet fleet(Senders("push", ""));
  fleet.otlp(post(vm("500", R"("asInt":1)"), "single-node"));
  EXPECT_EQ(fleet.value("pve1/vm/100", "uptime_seconds"), 500);
}

TEST(PushedOtlp, RefusesWhatIsNone) {
  const std::pair<std::string, Refusal> cases[] = {
      {"", Refusal::kUnreadable},
      {"[]", Refusal::kUnreadable},
      {R"({"resourceMetrics":7})", Refusal::kUnreadable},
      {post("7"), Refusal::kUnreadable},
      {post(R"({"name":"proxmox_vm_cpu","histogram":{}})"), Refusal::kUnreadable},
      {post(metric("http_requests", point(R"("asInt":1)", ""))), Refusal::kNotProxmox},
      {post(metric("proxmox_vm_cpu", point(R"("asInt":1)", kOfNode))), Refusal::kNotProxmox},
      {post(metric("proxmox_node_uptime", point(R"("asInt":-1)", kOfNode))), Refusal::kBadValue},
      {post(metric("proxmox_node_uptime", point(R"("asInt":null)", kOfNode))), Refusal::kBadValue},
      {post(metric("proxmox_node_uptime", point(R"("asInt":1)", kOfNode, "null"))),
       Refusal::kNoTime},
      {post(metric("proxmox_node_uptime", point(R"("asInt":1)", kOfNode, "0"))), Refusal::kBehind},
      {post(metric("proxmox_node_uptime",
                   point(R"("asInt":1)", kOfNode, nanoseconds(kPushedS + 86'400)))),
       Refusal::kAhead},
      {post(metric("proxmox_node_uptime", point(R"("asInt":1)", label("node", "a/b")))),
       Refusal::kBadName},
      {post(vm("1", R"("asInt":1)"), "a/b"), Refusal::kBadName},
  };
  for (const auto& [body, refusal] : cases) {
    SCOPED_TRACE(body);
    PushedFleet fleet(Senders("push", ""));
    fleet.otlp(body);
    EXPECT_GE(fleet.refused(refusal), 1U);
    EXPECT_EQ(fleet.decoder.counts().allRefused(), fleet.refused(refusal));
    fleet.expectAllCounted();
  }
}

TEST(PushedOtlp, SurvivesDeepNesting) {
  PushedFleet fleet;
  fleet.otlp(R"({"resourceMetrics":)" + std::string(5000, '[') + std::string(5000, ']') + "}");
  EXPECT_EQ(fleet.refused(Refusal::kUnreadable), 1U);
}

// Parsing takes many times what the text has, and no second one may ever come.
TEST(PushedOtlp, KeepsNoMemoryForALargeOne) {
  const std::string large = post(vm("500", R"("asDouble":0.25)")) + std::string(4u << 20, ' ');
  const std::string damaged = "{" + large;
  PushCounts counts;
  OtlpReader reader(counts);
  const auto read = [&reader](const std::string& body) {
    const Push push{.format = PushFormat::kOtlp,
                    .carrier = PushCarrier::kHttp,
                    .sender = "10.77.0.11",
                    .cluster = {},
                    .body = body,
                    .time_ms = kPushedMs};
    return reader.read(push, [](auto, auto) { return OtlpReader::Found{}; });
  };
  EXPECT_TRUE(read(large));
  EXPECT_LE(reader.capacity(), OtlpBody::kKeptBytes);
  EXPECT_FALSE(read(damaged));
  EXPECT_LE(reader.capacity(), OtlpBody::kKeptBytes);
  EXPECT_TRUE(read(post(vm("500", R"("asDouble":0.25)"))));
}

}  // namespace
}  // namespace pipevane::proxmox
