// Lenient reading of Proxmox VE's JSON: any number may be text and the other way round, a boolean
// has many shapes, any key may be missing. Home of simdjson.
#pragma once

#include "plugins/proxmox/recent_sizes.h"

#include <simdjson.h>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox::json {

using Element = simdjson::dom::element;

// A number in any shape; nothing for null, empty text, what is no number or not finite.
std::optional<double> number(const Element& value);
// Seconds and counts; nothing for what is no whole number.
std::optional<std::int64_t> integer(const Element& value);
// 0, 1, "0", "1", "", true, false; nothing for anything else.
std::optional<bool> boolean(const Element& value);
// Text, or a number as it would be written. The result may stand in `scratch`. Nothing for null,
// for other shapes, and for text that is longer than 1 KiB.
std::optional<std::string_view> text(const Element& value, std::string& scratch);

// Reads documents one after the other in the same memory. One thread.
class Document {
 public:
  static constexpr std::size_t kLargest = 64u << 20;
  // Proxmox VE's own nesting ends at six.
  static constexpr std::size_t kDeepest = 64;
  // Memory for a document of this size is kept at all times.
  static constexpr std::size_t kKept = 512u << 10;

  // The member "data" of an answer. Throws Error with what is wrong, in words that go on after
  // "the answer".
  Element data(std::string_view body);
  // What was read is not looked at any more: the memory of an answer that was far larger than
  // usual, half an hour of history say, goes back.
  void giveBack() {
    if (sizes_.farBelow(parser_.capacity(), kKept)) parser_ = simdjson::dom::parser(kLargest);
  }

 private:
  RecentSizes sizes_;
  simdjson::dom::parser parser_{kLargest};
};

}  // namespace pipevane::proxmox::json
