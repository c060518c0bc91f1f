// A certificate that is trusted as it was the first one that an endpoint showed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pipevane::proxmox {

struct KnownCertificate {
  std::string endpoint;     // its URL, the host in lower case
  std::string fingerprint;  // SHA-256, upper-case hex with colons
  // Since when it is the one that is trusted there; ms since the epoch, UTC, whole seconds.
  std::int64_t since_ms = 0;
  // What the node said of it, for people only; empty: nothing yet, or no plain name.
  std::string cluster;

  bool operator==(const KnownCertificate&) const = default;
};

}  // namespace pipevane::proxmox
