#include "plugins/proxmox/push/otlp_reader.h"

#include "plugins/proxmox/push/otlp_body.h"
#include "plugins/proxmox/push/otlp_json.h"
#include "plugins/proxmox/push/otlp_meaning.h"
#include "plugins/proxmox/push/physical_nic.h"
#include "plugins/proxmox/push/pushed_text.h"

#include <optional>

namespace pipevane::proxmox {

namespace dom = simdjson::dom;

struct OtlpReader::Parts {
  explicit Parts(PushCounts& given) : counts(given) {}

  PushCounts& counts;
  OtlpBody body;
  const Push* push = nullptr;
  PushedCluster* cluster = nullptr;
  Refusal why_none = Refusal::kBadName;
  OtlpLabels resource;

  bool take(const Push& given, const FindCluster& find);
  void takeResource(const dom::element& resource_metrics, const FindCluster& find);
  void takeMetric(const dom::element& metric);
  void takePoint(const OtlpMeaning& meaning, const dom::element& point);
  void use(const OtlpMeaning& meaning, const OtlpLabels& labels, double value,
           std::int64_t time_ms);
  void useCard(bool received, const OtlpLabels& labels, double value, std::int64_t time_ms);
};

OtlpReader::OtlpReader(PushCounts& counts) : parts_(std::make_unique<Parts>(counts)) {}
OtlpReader::~OtlpReader() = default;

bool OtlpReader::read(const Push& push, const FindCluster& find) {
  const bool readable = parts_->take(push, find);
  parts_->body.giveBack();
  return readable;
}

std::size_t OtlpReader::capacity() const { return parts_->body.capacity(); }

bool OtlpReader::Parts::take(const Push& given, const FindCluster& find) {
  push = &given;
  dom::element top;
  dom::array resources;
  if (!body.read(given.body, top) || top["resourceMetrics"].get(resources) != simdjson::SUCCESS) {
    ++counts.lines;
    counts.refuse(Refusal::kUnreadable);
    return false;
  }
  for (const dom::element each : resources) takeResource(each, find);
  return true;
}

void OtlpReader::Parts::takeResource(const dom::element& resource_metrics,
                                     const FindCluster& find) {
  resource = {};
  dom::element attributes;
  if (resource_metrics["resource"]["attributes"].get(attributes) == simdjson::SUCCESS)
    readLabels(attributes, resource);
  const Found found = find(resource.cluster, resource.node);
  cluster = found.cluster;
  why_none = found.why;
  dom::array scopes;
  if (resource_metrics["scopeMetrics"].get(scopes) != simdjson::SUCCESS) return;
  for (const dom::element scope : scopes) {
    dom::array metrics;
    if (scope["metrics"].get(metrics) != simdjson::SUCCESS) continue;
    for (const dom::element each : metrics) takeMetric(each);
  }
}

void OtlpReader::Parts::takeMetric(const dom::element& metric) {
  dom::object object;
  if (metric.get(object) != simdjson::SUCCESS) {
    ++counts.lines;
    return counts.refuse(Refusal::kUnreadable);
  }
  std::string_view name;
  dom::element holder;
  bool held = false;
  for (const auto& [key, value] : object) {
    if (key == "name") name = otlpText(value);
    if (key == "gauge" || key == "sum") {
      holder = value;
      held = true;
    }
  }
  dom::array points;
  if (!held || holder["dataPoints"].get(points) != simdjson::SUCCESS) {
    ++counts.lines;
    return counts.refuse(Refusal::kUnreadable);
  }
  const OtlpMeaning meaning = meaningOf(name);
  for (const dom::element each : points) takePoint(meaning, each);
}

void OtlpReader::Parts::takePoint(const OtlpMeaning& meaning, const dom::element& point) {
  using Of = OtlpMeaning::Of;
  ++counts.lines;
  if (cluster == nullptr) return counts.refuse(why_none);
  if (meaning.of == Of::kStranger) return counts.refuse(Refusal::kNotProxmox);
  ++counts.values;
  if (meaning.of == Of::kNothing) {
    ++counts.passed;
    return;
  }
  dom::object object;
  if (point.get(object) != simdjson::SUCCESS) return counts.refuse(Refusal::kUnreadable);
  OtlpLabels labels;
  std::optional<double> number;
  std::optional<std::int64_t> time_ms;
  for (const auto& [key, value] : object) {
    if (key == "attributes")
      readLabels(value, labels);
    else if (key == "asInt" || key == "asDouble")
      number = otlpNumber(value);
    else if (key == "timeUnixNano")
      time_ms = otlpTime(value);
  }
  if (!time_ms) return counts.refuse(Refusal::kNoTime);
  if (!number) {
    ++counts.bad_values;
    return counts.refuse(Refusal::kBadValue);
  }
  if (labels.node.empty()) labels.node = resource.node;
  use(meaning, labels, *number, *time_ms);
}

void OtlpReader::Parts::use(const OtlpMeaning& meaning, const OtlpLabels& labels, double value,
                            std::int64_t time_ms) {
  using Of = OtlpMeaning::Of;
  PushedRow* row = nullptr;
  if (meaning.of == Of::kReceived || meaning.of == Of::kSent)
    return useCard(meaning.of == Of::kReceived, labels, value, time_ms);
  if (meaning.of == Of::kGuest && meaning.key->as != PushedAs::kFigure) {
    ++counts.passed;
    return;
  }
  if (meaning.of == Of::kNode) {
    row = cluster->node(labels.node, time_ms, *push);
  } else if (meaning.of == Of::kStorage) {
    row = cluster->storage(labels.storage, labels.node, time_ms, *push);
  } else if (labels.type == "qemu" || labels.type == "lxc") {
    const bool fits = labels.name.size() <= kLongestName && isPlainText(labels.name);
    row = cluster->guest(labels.type == "lxc" ? Kind::kContainer : Kind::kVm, labels.vmid,
                         labels.node, fits ? labels.name : std::string_view{}, time_ms, *push);
  } else {
    return counts.refuse(Refusal::kNotProxmox);
  }
  if (row == nullptr) return;
  if (meaning.key->as == PushedAs::kFigure) row->figures.set(meaning.key->metric, value);
  if (meaning.key->as == PushedAs::kShared) row->shared = value == 1;
  if (meaning.key->as == PushedAs::kActive) row->active = value == 1;
}

// No type is told.
void OtlpReader::Parts::useCard(bool received, const OtlpLabels& labels, double value,
                                std::int64_t time_ms) {
  if (!isPhysicalNic(labels.device) || labels.device.size() > kLongestWord) {
    ++counts.passed;
    return;
  }
  NicSum::Heard heard;
  (received ? heard.received : heard.sent) = value;
  cluster->card(labels.node, labels.device, heard, time_ms, *push);
}

}  // namespace pipevane::proxmox
