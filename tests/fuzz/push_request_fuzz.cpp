// Any bytes as requests to the source of pushes, fed in two pieces.
#include "plugins/proxmox/receiving/request_reader.h"
#include "plugins/proxmox_push/unpacked.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pipevane::proxmox_push;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  pipevane::proxmox::RequestReader reader(4096);
  try {
    for (const std::string_view piece : {bytes.substr(0, size / 2), bytes.substr(size / 2)}) {
      reader.feed(piece);
      for (;;) {
        reader.head();
        reader.waitsToContinue();
        const auto request = reader.whole();
        if (!request) break;
        if (request->content_encoding != "gzip") continue;
        std::size_t left = 100'000;
        static_cast<void>(unpacked(request->body, 65'536, [&left](std::size_t more) {
          left -= std::min(left, more);
          return left > 0;
        }));
      }
    }
  } catch (const pipevane::proxmox::Problem&) {
    // It is refused, as it should be.
  }
  return 0;
}
