#include "plugins/proxmox/push/otlp_reader.h"

#include "plugins/proxmox/push/physical_nic.h"
#include "plugins/proxmox/push/push_keys.h"
#include "plugins/proxmox/push/pushed_text.h"
#include "plugins/proxmox/recent_sizes.h"

#include <simdjson.h>
#include <algorithm>
#include <optional>
#include <string>

namespace pipevane::proxmox {

// The attributes of a resource or a data point that say what it is of.
struct OtlpLabels {
  std::string_view node, vmid, name, type, storage, device, cluster;
};

// What a metric's name says.
struct OtlpMeaning {
  enum class Of : std::uint8_t { kNothing, kNode, kReceived, kSent, kGuest, kStorage, kStranger };
  Of of = Of::kNothing;
  const PushKey* key = nullptr;
};

namespace {

namespace dom = simdjson::dom;

// Memory for a body of that size is kept at all times.
constexpr std::size_t kKeptBytes = 512u << 10;
// Proxmox VE's own nesting ends at eleven.
constexpr std::size_t kDeepest = 32;

std::optional<double> numberIn(const dom::element& value) {
  double number = 0;
  std::string_view text;
  if (value.get(number) == simdjson::SUCCESS)
    return number < 0 ? std::nullopt : std::optional(number);
  // Whole numbers are text in what others write.
  if (value.get(text) == simdjson::SUCCESS) return pushedNumber(text);
  return std::nullopt;
}

std::optional<std::int64_t> timeIn(const dom::element& value) {
  std::int64_t time_ns = 0;
  std::string_view text;
  if (value.get(time_ns) == simdjson::SUCCESS) return time_ns / kNanosecondsPerMs;
  if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
  const auto read = pushedInteger(text);
  return read ? std::optional(*read / kNanosecondsPerMs) : std::nullopt;
}

std::string_view plainText(const dom::element& value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

// The text of {"stringValue": "..."}; of a number nothing.
std::string_view textIn(const dom::element& value) {
  dom::object object;
  std::string_view text;
  if (value.get(object) != simdjson::SUCCESS) return {};
  for (const auto& [key, inner] : object)
    if (key == "stringValue" && inner.get(text) == simdjson::SUCCESS) return text;
  return {};
}

void readLabels(const dom::element& list, OtlpLabels& labels) {
  dom::array entries;
  if (list.get(entries) != simdjson::SUCCESS) return;
  for (const dom::element each : entries) {
    dom::object entry;
    if (each.get(entry) != simdjson::SUCCESS) continue;
    std::string_view key, value;
    for (const auto& [name, inner] : entry) {
      if (name == "key")
        key = plainText(inner);
      else if (name == "value")
        value = textIn(inner);
    }
    if (key == "node" || key == "proxmox.node")
      labels.node = value;
    else if (key == "vmid")
      labels.vmid = value;
    else if (key == "name")
      labels.name = value;
    else if (key == "type")
      labels.type = value;
    else if (key == "storage")
      labels.storage = value;
    else if (key == "device")
      labels.device = value;
    else if (key == "proxmox.cluster")
      labels.cluster = value;
  }
}

// Takes the beginning off, where it is there.
bool cut(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

std::string_view withoutTotal(std::string_view key) {
  constexpr std::string_view kTotal = "_total";
  return key.size() > kTotal.size() && key.ends_with(kTotal)
             ? key.substr(0, key.size() - kTotal.size())
             : key;
}

OtlpMeaning meaningOf(std::string_view name) {
  using Of = OtlpMeaning::Of;
  const auto found = [](Of of, const PushKeys* keys, std::string_view key) {
    const PushKey* const known = keys == nullptr ? nullptr : keys->find(key);
    return known == nullptr ? OtlpMeaning{} : OtlpMeaning{of, known};
  };
  if (cut(name, "proxmox_node_")) {
    if (name == "network_receive_total") return {Of::kReceived};
    if (name == "network_transmit_total") return {Of::kSent};
    for (const std::string_view part : {"cpustat", "memory", "blockstat"})
      if (name.starts_with(part) && name.size() > part.size() && name[part.size()] == '_')
        return found(Of::kNode, nodeKeys(part), withoutTotal(name.substr(part.size() + 1)));
    return found(Of::kNode, nodeKeys(""), name);
  }
  if (cut(name, "proxmox_vm_")) return found(Of::kGuest, &guestKeys(), withoutTotal(name));
  if (cut(name, "proxmox_storage_")) return found(Of::kStorage, &storageKeys(), name);
  return {Of::kStranger};
}

}  // namespace

struct OtlpReader::Parts {
  explicit Parts(PushCounts& given) : counts(given) {}

  PushCounts& counts;
  dom::parser parser;
  RecentSizes sizes;
  const Push* push = nullptr;
  PushedCluster* cluster = nullptr;
  Refusal why_none = Refusal::kBadName;
  OtlpLabels resource;

  bool parse(std::string_view body, dom::element& top);
  void takeResource(const dom::element& resource_metrics, const FindCluster& find);
  void takeMetric(const dom::element& metric);
  void takePoint(const OtlpMeaning& meaning, const dom::element& point);
  void use(const OtlpMeaning& meaning, const OtlpLabels& labels, double value,
           std::int64_t time_ms);
  void useCard(bool received, const OtlpLabels& labels, double value, std::int64_t time_ms);
};

OtlpReader::OtlpReader(PushCounts& counts) : parts_(std::make_unique<Parts>(counts)) {}
OtlpReader::~OtlpReader() = default;

bool OtlpReader::Parts::parse(std::string_view body, dom::element& top) {
  sizes.used(body.size());
  if (sizes.farBelow(parser.capacity(), kKeptBytes)) parser = dom::parser();
  if (body.size() > parser.capacity() || parser.max_depth() != kDeepest)
    if (parser.allocate(std::max<std::size_t>(body.size(), 4096), kDeepest) != simdjson::SUCCESS)
      return false;
  return parser.parse(body.data(), body.size(), true).get(top) == simdjson::SUCCESS;
}

bool OtlpReader::read(const Push& push, const FindCluster& find) {
  Parts& parts = *parts_;
  parts.push = &push;
  dom::element top;
  dom::array resources;
  if (!parts.parse(push.body, top) || top["resourceMetrics"].get(resources) != simdjson::SUCCESS) {
    ++parts.counts.lines;
    parts.counts.refuse(Refusal::kUnreadable);
    return false;
  }
  for (const dom::element each : resources) parts.takeResource(each, find);
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
    if (key == "name") name = plainText(value);
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
      number = numberIn(value);
    else if (key == "timeUnixNano")
      time_ms = timeIn(value);
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
  PushedRow* const row = cluster->node(labels.node, time_ms, *push);
  if (row == nullptr) return;
  const auto none = std::optional<double>();
  row->nics.hear(labels.device, time_ms, received ? std::optional(value) : none,
                 received ? none : std::optional(value));
}

}  // namespace pipevane::proxmox
