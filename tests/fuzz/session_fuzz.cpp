// Any bytes as a session file: plain lines, compressed text, whatever is neither.
#include "plugins/proxmox/session/session_reader.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  pipevane::session::SessionReader reader(std::make_unique<std::istringstream>(std::move(bytes)),
                                          "fuzz");
  pipevane::session::RecordedExchange exchange;
  while (reader.next(exchange)) {
  }
  return 0;
}
