// A source in YAML for a simulated cluster.
#pragma once

#include "tests/simulator/simulator.h"

#include <string>

namespace pipevane::testing {

// As "  id: {...}"; the token's secret is read from the variable SECRET. `more`: ", key: value".
inline std::string sourceYaml(const std::string& id, const simulator::Simulator& cluster,
                              const std::string& interval = "1s", const std::string& timeout = "1s",
                              const std::string& more = {}) {
  return "  " + id + ": {type: proxmox_poll, timeout: " + timeout + ", interval: " + interval +
         ", endpoints: [\"127.0.0.1:" + std::to_string(cluster.port()) + "\"], token_id: \"" +
         cluster.settings().token_id + "\", token_secret: \"${env:SECRET}\", fingerprint: \"" +
         cluster.fingerprint() + "\"" + more + "}\n";
}

}  // namespace pipevane::testing
