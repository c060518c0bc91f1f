// Any bytes as what an HTTP client sends, whole and in pieces: the requests are the same.
#include "plugins/web/request_reader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace pipevane::web;

std::vector<std::string> requests(std::string_view bytes, std::size_t piece) {
  RequestReader reader;
  std::vector<std::string> all;
  try {
    while (!bytes.empty()) {
      reader.feed(bytes.substr(0, piece));
      bytes.remove_prefix(std::min(piece, bytes.size()));
      while (const auto request = reader.next())
        all.push_back(request->method + " " + request->path + " " + request->body);
    }
  } catch (const Problem&) {
    all.emplace_back("refused");
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = requests(bytes, size), pieces = requests(bytes, 7);
  // What is refused in the end may have been refused by its beginning already.
  const bool refused = !whole.empty() && whole.back() == "refused";
  if (refused ? pieces.empty() || pieces.back() != "refused" : whole != pieces) std::abort();
  return 0;
}
