// OpenTelemetry's JSON as Proxmox VE writes it: key order and units are Perl's hash order.
#pragma once

#include "tests/simulator/push/record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::simulator {

// What is drawn by lot; the same seed gives the same lots.
class Lots {
 public:
  explicit Lots(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t count);

 private:
  std::uint64_t state_;
};

// Of a whole request.
struct OtlpResource {
  std::string version, cluster, node;
};

// One metric of one object each.
std::vector<std::string> otlpMetrics(const Record& record, Lots& lots);
std::string otlpRequest(const OtlpResource& resource, const std::vector<std::string>& metrics,
                        Lots& lots);

// All units that Proxmox VE may say a metric has, by the name of its key; at least one.
std::vector<std::string> otlpUnits(const std::string& key);

}  // namespace pipevane::simulator
