// The body of one request of OpenTelemetry, parsed.
#pragma once

#include <simdjson.h>
#include <cstddef>
#include <string_view>

namespace pipevane::proxmox {

// Reads one after the other in the same memory.
class OtlpBody {
 public:
  // Memory for a body of that size is kept, which a node with fifty guests sends. Parsing may take
  // fourteen times as much as the text has.
  static constexpr std::size_t kKeptBytes = 512u << 10;

  // False where it is no JSON. What it shows lives until it is given back.
  bool read(std::string_view body, simdjson::dom::element& top);
  // What was read is not looked at any more: what a large one needed beyond that goes back, as the
  // next one may never come. A node that sends large ones has it anew each 10 s, which is little
  // beside reading them.
  void giveBack();
  // It has memory for a body of that size.
  std::size_t capacity() const { return parser_.capacity(); }

 private:
  simdjson::dom::parser parser_;
};

}  // namespace pipevane::proxmox
