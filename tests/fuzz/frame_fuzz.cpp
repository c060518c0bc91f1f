// Any bytes as what a WebSocket client sends, whole and in pieces: the messages are the same.
#include "plugins/web/frame.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using pipevane::web::FrameReader;

std::vector<std::string> messages(std::string_view bytes, std::size_t piece) {
  FrameReader reader;
  std::vector<std::string> all;
  FrameReader::Message message{};
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (reader.next(message) == FrameReader::Status::kMessage) all.push_back(message.payload);
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (messages(bytes, size) != messages(bytes, 7)) std::abort();
  return 0;
}
