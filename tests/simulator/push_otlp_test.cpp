// OpenTelemetry as the product writes it, and its figures beside the export's.
#include "tests/simulator/answers/answers.h"
#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/world/population.h"

#include <Poco/InflatingStream.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

namespace pipevane::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = Poco::JSON::Object::Ptr;

constexpr std::int64_t kThenS = 1'795'457'708;

Json parsed(const std::string& text) { return Poco::JSON::Parser().parse(text).extract<Json>(); }
std::string unzipped(const std::string& wire) {
  std::istringstream in(wire);
  Poco::InflatingInputStream out(in, Poco::InflatingStreamBuf::STREAM_GZIP);
  return std::string(std::istreambuf_iterator<char>(out), {});
}
std::vector<PushPayload> otlp(const World& world, const std::string& node = "pve1") {
  return pushCycle(world, Version::ofMajor(9), world.node(node),
                   pushTargetOf("otlp-http://h:4318"));
}
World lively() { return {makePopulation("sim", 3, 30, 7, kThenS), 7, kThenS, 60}; }

std::vector<Json> metricsIn(const std::string& text) {
  const auto list = parsed(text)
                        ->getArray("resourceMetrics")
                        ->getObject(0)
                        ->getArray("scopeMetrics")
                        ->getObject(0)
                        ->getArray("metrics");
  std::vector<Json> metrics;
  for (unsigned i = 0; i < list->size(); ++i) metrics.push_back(list->getObject(i));
  return metrics;
}
Json pointOf(const Json& metric) {
  return metric->getObject(metric->has("sum") ? "sum" : "gauge")
      ->getArray("dataPoints")
      ->getObject(0);
}
std::string attributeOf(const Json& point, const std::string& key) {
  const auto list = point->getArray("attributes");
  for (unsigned i = 0; i < list->size(); ++i)
    if (list->getObject(i)->getValue<std::string>("key") == key)
      return list->getObject(i)->getObject("value")->getValue<std::string>("stringValue");
  return {};
}

TEST(Otlp, IsPackedJsonWithTheProductsHeaders) {
  const auto payloads = otlp(lively());
  ASSERT_EQ(payloads.size(), 4U);
  const PushPayload& first = payloads.front();
  EXPECT_EQ(first.head,
            "POST /v1/metrics HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\n"
            "Host: h:4318\r\nUser-Agent: libwww-perl/6.68\r\nContent-Encoding: gzip\r\n"
            "Content-Type: application/json\r\nContent-Length: " +
                std::to_string(first.wire.size()) + "\r\n\r\n");
  EXPECT_EQ(unzipped(first.wire), first.plain);
  EXPECT_THAT(first.plain, StartsWith(R"({"resourceMetrics":[{)"));
  EXPECT_THAT(first.plain, HasSubstr(R"("scope":{})"));
  EXPECT_THAT(first.plain, HasSubstr(R"({"stringValue":"9.2.11/)"));
}

TEST(Otlp, HasIntegersAndCountersByTheLookOfThem) {
  std::map<std::string, Json> byName;
  for (const PushPayload& each : otlp(lively()))
    for (const Json& metric : metricsIn(each.plain))
      byName[metric->getValue<std::string>("name")] = metric;
  const struct {
    const char *name, *kind, *number;
  } cases[] = {{"proxmox_node_cpustat_cpu", "gauge", "asDouble"},
               {"proxmox_node_cpustat_wait_total", "sum", "asDouble"},
               {"proxmox_node_cpustat_guest_nice", "gauge", "asInt"},
               {"proxmox_node_cpustat_user_total", "sum", "asInt"},
               {"proxmox_node_uptime", "gauge", "asInt"},
               {"proxmox_node_network_receive_total", "sum", "asInt"},
               {"proxmox_vm_blockstat_scsi0_wr_highest_offset_total", "sum", "asInt"},
               {"proxmox_vm_blockstat_scsi0_unmap_bytes", "gauge", "asInt"},
               {"proxmox_vm_diskread_total", "sum", "asInt"},
               {"proxmox_vm_pressureiofull", "gauge", "asDouble"},
               {"proxmox_storage_used", "gauge", "asInt"}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    ASSERT_TRUE(byName.contains(each.name));
    ASSERT_TRUE(byName[each.name]->has(each.kind));
    EXPECT_TRUE(pointOf(byName[each.name])->has(each.number));
    EXPECT_EQ(pointOf(byName[each.name])->getValue<std::int64_t>("timeUnixNano") % 10'000'000'000,
              3'000'000'000);
  }
  for (const char* absent : {"proxmox_vm_status", "proxmox_vm_vmid", "proxmox_vm_pid",
                             "proxmox_vm_nics_tap100i0_netin", "proxmox_storage_type"})
    EXPECT_FALSE(byName.contains(absent)) << absent;
}

TEST(Otlp, SaysAnotherUnitEachTimeAndKeysInAnyOrder) {
  World world = lively();
  std::set<std::string> units, begins;
  for (int i = 0; i < 30; ++i) {
    world.advanceTo(world.nowS() + 10);
    const std::string text = otlp(world).front().plain;
    begins.insert(text.substr(0, 40));
    for (const Json& metric : metricsIn(text))
      if (metric->getValue<std::string>("name") == "proxmox_node_blockstat_user_fused")
        units.insert(metric->getValue<std::string>("unit"));
  }
  EXPECT_EQ(units, (std::set<std::string>{"1", "bytes", "seconds"}));
  EXPECT_GT(begins.size(), 1U);
}

TEST(Otlp, NamesANodeOnItsOwn) {
  World alone(makePopulation("", 1, 2, 7, kThenS), 7, kThenS, 60);
  EXPECT_THAT(otlp(alone).front().plain, HasSubstr(R"({"stringValue":"single-node"})"));
}

// The same figure under the name that the export has for it.
const std::map<std::string, std::string>& exportedAs() {
  static const std::map<std::string, std::string> names = {
      {"proxmox_node_uptime", "uptime"},
      {"proxmox_node_cpustat_cpu", "cpu_current"},
      {"proxmox_node_cpustat_wait_total", "cpu_iowait"},
      {"proxmox_node_cpustat_avg1", "cpu_avg1"},
      {"proxmox_node_cpustat_avg5", "cpu_avg5"},
      {"proxmox_node_memory_memused", "mem_used"},
      {"proxmox_node_memory_swapused", "swap_used"},
      {"proxmox_node_blockstat_used", "disk_used"},
      {"proxmox_vm_cpu", "cpu_current"},
      {"proxmox_vm_cpus", "cpu_max"},
      {"proxmox_vm_mem", "mem_used"},
      {"proxmox_vm_maxmem", "mem_total"},
      {"proxmox_vm_netin_total", "net_in"},
      {"proxmox_vm_diskwrite_total", "disk_write"},
      {"proxmox_vm_uptime", "uptime"},
      {"proxmox_storage_used", "disk_used"},
      {"proxmox_storage_total", "disk_total"}};
  return names;
}

std::string idOf(const Json& point) {
  const std::string node = attributeOf(point, "node"), vmid = attributeOf(point, "vmid");
  if (!vmid.empty()) return attributeOf(point, "type") + "/" + vmid;
  const std::string storage = attributeOf(point, "storage");
  return storage.empty() ? "node/" + node : "storage/" + node + "/" + storage;
}

TEST(Push, HasTheFiguresAndTheTimesOfTheExport) {
  World world = lively();
  const Version version = Version::ofMajor(9);
  const Rights rights = Rights::auditor(version);
  const View view{world, version, world.nodes().front(), rights};
  const auto rows = parsed(metricsExport(view, {}).json)->getArray("data");
  std::map<std::string, std::pair<double, std::int64_t>> exported;
  for (unsigned i = 0; i < rows->size(); ++i) {
    const Json row = rows->getObject(i);
    exported[row->getValue<std::string>("id") + " " + row->getValue<std::string>("metric")] = {
        row->getValue<double>("value"), row->getValue<std::int64_t>("timestamp")};
  }
  std::size_t compared = 0;
  for (const Node& node : world.nodes())
    for (const PushPayload& each : otlp(world, node.name))
      for (const Json& metric : metricsIn(each.plain)) {
        const auto name = exportedAs().find(metric->getValue<std::string>("name"));
        if (name == exportedAs().end()) continue;
        const Json point = pointOf(metric);
        const auto same = exported.find(idOf(point) + " " + name->second);
        if (same == exported.end()) continue;  // of one that is stopped
        const double value = point->getValue<double>(point->has("asInt") ? "asInt" : "asDouble");
        EXPECT_EQ(value, same->second.first) << same->first;
        EXPECT_EQ(point->getValue<std::int64_t>("timeUnixNano"),
                  same->second.second * 1'000'000'000);
        ++compared;
      }
  EXPECT_GT(compared, 200U);
}

}  // namespace
}  // namespace pipevane::simulator
