// Where the web server of an environment is asked.
#pragma once

#include "engine/config/environment.h"

#include <string>

namespace pipevane::host {

struct WebAddress {
  std::string host;
  int port = 0;
  bool tls = false;
};

// `port` as given on the command line; empty: PORT, or 3000. Throws ConfigError and UsageError on
// what is no port.
WebAddress webAddressOf(const config::Environment& environment, const std::string& port);

}  // namespace pipevane::host
