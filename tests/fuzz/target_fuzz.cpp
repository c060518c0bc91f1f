// Any bytes as the address in a request line.
#include "plugins/web/http.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pipevane::web;
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  try {
    Request request;
    readTarget(target, request);
    for (const std::string& part : request.parts)
      if (percentDecoded(percentEncoded(part), false) != part) std::abort();
  } catch (const Problem&) {
    // It is no address.
  }
  return 0;
}
