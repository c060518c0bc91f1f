// What is derived from a metric, told by its name and kind. The table of metrics is in
// plugins/proxmox/README.md.
#pragma once

#include <pipevane/dictionary.h>

#include <cstdint>
#include <string>

namespace pipevane::derive {

enum class Role : std::uint8_t {
  kUnlearned,
  kPassed,    // nothing comes of it
  kUptime,    // tells restarts
  kFraction,  // times 100
  kUsed,      // of a percentage
  kTotal,     // of a percentage
  kCounter    // a rate per second
};

struct Formula {
  Role role = Role::kPassed;
  std::string derived = {};       // the new metric's name
  std::string unit = {};          // and unit
  std::string partner = {};       // the metric that completes a percentage
  bool absent_when_zero = false;  // a total of zero means that there is nothing to tell
  bool within_total = false;      // more than the total is of something else
};

Formula formulaFor(const Metric& metric);

}  // namespace pipevane::derive
