#include "tests/conformance/samples.h"

#include "engine/config/references.h"
#include "engine/config/yaml_node.h"

#include <fstream>
#include <iterator>
#include <limits>

namespace pipevane::testing {
namespace {

pv_event event(EntityId entity, std::string_view id, std::string_view type) {
  return {.size = sizeof(pv_event),
          .severity = PV_SEVERITY_INFO,
          .time_ms = 1'800'000'000'000,
          .entity = entity,
          .id = text(id),
          .type = text(type),
          .state = absent(),
          .message = text("A thing happened."),
          .attribute_count = 0,
          .attributes = nullptr};
}

pv_exchange exchange(std::int32_t status, std::string_view path, std::string_view body) {
  return {.size = sizeof(pv_exchange),
          .status = status,
          .time_ms = 1'800'000'000'000,
          .duration_us = 1'500,
          .source = text("homelab"),
          .cluster = absent(),
          .host = text("https://192.0.2.1:8006"),
          .method = text("GET"),
          .path = text(path),
          .query = text(""),
          .reason = text("OK"),
          .body = text(body),
          .header_count = 0,
          .headers = nullptr};
}

Given valueOf(const config::YamlNode& node, const config::Environment& environment) {
  if (node.kind == config::YamlNode::Kind::kScalar)
    return config::resolve(node.text, environment).value;
  std::vector<std::string> items;
  for (const config::YamlNode& item : node.items)
    items.push_back(config::resolve(item.text, environment).value);
  return items;
}

}  // namespace

GivenOptions givenOptions(const pv_plugin& plugin, const pv_component_type& type,
                          const std::filesystem::path& folder) {
  const std::string file =
      std::string(PIPEVANE_SOURCE_DIR "/tests/plugins/") + plugin.name + "/conformance.yaml";
  std::ifstream in(file);
  if (!in) return {};
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  config::Problems problems;
  const config::YamlNode document = config::parseYaml(text, file, problems);
  problems.throwIfAny();
  const config::YamlNode* component = document.find(type.name);
  if (component == nullptr) return {};
  const config::Environment environment = {{"FOLDER", folder.string()},
                                           {"SOURCE", PIPEVANE_SOURCE_DIR}};
  GivenOptions given;
  for (const auto& [key, value] : component->entries)
    given.emplace(key.text, valueOf(value, environment));
  return given;
}

std::vector<MadeBatch> everyKindOfBatch(FakeHost& host) {
  constexpr std::int64_t kNow = 1'800'000'000'000;
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const EntityId node = host.dictionary().entity("lab/node/pve1");
  const SeriesId ratio = host.series("lab/node/pve1", "cpu_usage_ratio", "ratio");
  const SeriesId counter =
      host.series("lab/node/pve1", "network_receive_bytes_total", "bytes", true);
  const SeriesId odd = host.series("no slashes at all", "Not A Metric Name\"\\", "");

  std::vector<MadeBatch> all;
  all.emplace_back(kNow);
  all.emplace_back(kNow, PV_END_OF_CYCLE);
  all.emplace_back(MadeBatch(kNow, PV_BACKFILL).sample(ratio, 0.5).sample(counter, 1000));
  all.emplace_back(
      MadeBatch(kNow + 10'000).sample(ratio, kNaN, Quality::kUnknown).sample(counter, 2000));
  all.emplace_back(MadeBatch(kNow + 10'000).sample(counter, 1500));  // the same time again
  all.emplace_back(MadeBatch(kNow - 10'000).sample(counter, 3000));  // out of order
  all.emplace_back(
      MadeBatch(0).sample(odd, std::numeric_limits<double>::infinity(), Quality::kStale));
  all.emplace_back(MadeBatch(std::numeric_limits<std::int64_t>::max()).sample(ratio, -1e308));
  all.emplace_back(
      MadeBatch(kNow).upsert(node, {{"name", "pve1"}, {"status", "online"}, {"", ""}}));
  all.emplace_back(MadeBatch(kNow).upsert(node, {{"name", std::string("\0\xff\"\\<script>", 12)}}));
  all.emplace_back(MadeBatch(kNow).remove(node));
  all.emplace_back(MadeBatch(kNow).remove(node));
  all.emplace_back(MadeBatch(kNow).event(event(node, "UPID:1", "task")).event(event(node, "", "")));
  all.emplace_back(MadeBatch(kNow).exchange(
      exchange(200, "/api2/json/version", R"({"data":{"version":"9.2"}})")));
  all.emplace_back(MadeBatch(kNow).exchange(exchange(0, "", "\xff\x00garbage")));
  return all;
}

}  // namespace pipevane::testing
