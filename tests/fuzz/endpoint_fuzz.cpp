// Any text as the address of a node and as a fingerprint. What is taken reads the same when it is
// written down and read again.
#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/endpoint.h"

#include <pipevane/error.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using pipevane::proxmox::Endpoint;
using pipevane::proxmox::Trust;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const Endpoint endpoint = Endpoint::parse(text);
    if (Endpoint::parse(endpoint.url()) != endpoint) std::abort();
  } catch (const pipevane::Error&) {
    // No address.
  }
  try {
    const std::string fingerprint = Trust::parseFingerprint(text);
    if (Trust::parseFingerprint(fingerprint) != fingerprint) std::abort();
  } catch (const pipevane::Error&) {
    // No fingerprint.
  }
  return 0;
}
