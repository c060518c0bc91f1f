// Any text as a message of a WebSocket client.
#include "plugins/web/client_message.h"

#include <pipevane/error.h>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pipevane;
  web::ClientMessage message;
  try {
    web::readClientMessage({reinterpret_cast<const char*>(data), size}, message);
    if (message.subscription.empty()) std::abort();
  } catch (const Error&) {
    // It is no message.
  }
  return 0;
}
