// Any bytes as the body of an answer: the first says whether it is packed and what length it
// claims.
#include "plugins/proxmox/api/body_reader.h"
#include "plugins/proxmox/api/call_error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 64 * 1024;
  if (size == 0) return 0;
  const std::uint8_t head = data[0];
  std::istringstream in(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  const bool gzip = (head & 1) != 0;
  const std::int64_t length = (head & 2) != 0 ? static_cast<std::int64_t>(head) * 16 : -1;
  try {
    if (pipevane::proxmox::readBody(in, length, gzip, kMost).size() > kMost) std::abort();
  } catch (const pipevane::proxmox::CallError&) {
    // Refused in words, as it should be.
  }
  return 0;
}
