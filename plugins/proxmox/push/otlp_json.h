// How OpenTelemetry's JSON has numbers, times, texts and labels.
#pragma once

#include <simdjson.h>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

// The attributes of a resource or a data point that say what it is of.
struct OtlpLabels {
  std::string_view node, vmid, name, type, storage, device, cluster;
};

// Not below 0, as nothing that is shown can be. Whole ones may be text.
std::optional<double> otlpNumber(const simdjson::dom::element& value);
// In ms since the epoch.
std::optional<std::int64_t> otlpTime(const simdjson::dom::element& value);
// Empty where it is none.
std::string_view otlpText(const simdjson::dom::element& value);
// Of a list of attributes; what is not known to be one is left out.
void readLabels(const simdjson::dom::element& list, OtlpLabels& labels);

}  // namespace pipevane::proxmox
