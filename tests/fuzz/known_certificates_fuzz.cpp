// Any text as the file of what is trusted since its first use. What is taken reads the same when it
// is written down and read again, and fits into the file.
#include "plugins/proxmox/api/known_certificates_text.h"

#include <pipevane/error.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace pipevane::proxmox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto known =
        parseKnownCertificates(std::string_view(reinterpret_cast<const char*>(data), size));
    const std::string text = textOf(known);
    if (text.size() > kKnownCertificatesBytesMax || parseKnownCertificates(text) != known)
      std::abort();
  } catch (const pipevane::Error&) {
    // It is damaged.
  }
  return 0;
}
