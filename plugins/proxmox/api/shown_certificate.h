// The certificate that a node showed, as far as a person wants to know it.
#pragma once

#include <cstdint>
#include <string>

namespace pipevane::proxmox {

struct ShownCertificate {
  std::string fingerprint;  // SHA-256, upper-case hex with colons
  // As one line. Whoever answers wrote them: they prove nothing.
  std::string subject, issuer;
  // Its time, ms since the epoch, UTC; 0 where it tells none.
  std::int64_t begins_ms = 0, ends_ms = 0;
};

}  // namespace pipevane::proxmox
