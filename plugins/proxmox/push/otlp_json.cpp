#include "plugins/proxmox/push/otlp_json.h"

#include "plugins/proxmox/push/pushed_text.h"

namespace pipevane::proxmox {
namespace {

namespace dom = simdjson::dom;

// The text of {"stringValue": "..."}; of a number nothing.
std::string_view textIn(const dom::element& value) {
  dom::object object;
  std::string_view text;
  if (value.get(object) != simdjson::SUCCESS) return {};
  for (const auto& [key, inner] : object)
    if (key == "stringValue" && inner.get(text) == simdjson::SUCCESS) return text;
  return {};
}

}  // namespace

std::optional<double> otlpNumber(const dom::element& value) {
  double number = 0;
  std::string_view text;
  if (value.get(number) == simdjson::SUCCESS)
    return number < 0 ? std::nullopt : std::optional(number);
  // Whole numbers are text in what others write.
  if (value.get(text) == simdjson::SUCCESS) return pushedNumber(text);
  return std::nullopt;
}

std::optional<std::int64_t> otlpTime(const dom::element& value) {
  std::int64_t time_ns = 0;
  std::string_view text;
  if (value.get(time_ns) == simdjson::SUCCESS) return time_ns / kNanosecondsPerMs;
  if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
  const auto read = pushedInteger(text);
  return read ? std::optional(*read / kNanosecondsPerMs) : std::nullopt;
}

std::string_view otlpText(const dom::element& value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : std::string_view{};
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
        key = otlpText(inner);
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

}  // namespace pipevane::proxmox
