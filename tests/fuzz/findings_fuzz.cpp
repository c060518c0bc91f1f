// Any bytes as what a plugin says when it is examined.
#include "engine/host/findings_text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto findings = pipevane::host::readFindings(
      "lab", std::string_view(reinterpret_cast<const char*>(data), size));
  pipevane::host::textOf(findings);
  pipevane::host::jsonOf(findings);
  return 0;
}
