// The body of one request of OpenTelemetry, parsed.
#pragma once

#include "plugins/proxmox/recent_sizes.h"

#include <simdjson.h>
#include <string_view>

namespace pipevane::proxmox {

// Reads one after the other in the same memory.
class OtlpBody {
 public:
  // False where it is no JSON. What it shows lives until the next one.
  bool read(std::string_view body, simdjson::dom::element& top);

 private:
  simdjson::dom::parser parser_;
  RecentSizes sizes_;
};

}  // namespace pipevane::proxmox
