// A long list in an answer, parsed a piece at a time, so that reading it takes the memory of one
// piece: a whole answer of a large cluster would take several times its own size, and be written
// and read through memory that no cache holds.
#pragma once

#include "plugins/proxmox/json.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox::json {

// Of an answer as Proxmox VE writes it: {"data":{"data":[{...},{...}]}}, nothing between. One that
// is written in another way, or is broken, is for Document to judge: nothing is decided here.
class ListPieces {
 public:
  // About so much of the list at a time.
  static constexpr std::size_t kPiece = 128u << 10;

  // `body` outlives this.
  explicit ListPieces(std::string_view body);

  // The next few entries, until the next call. Nothing: that was the last one, or see `sound`.
  std::optional<simdjson::dom::array> next();
  // False where the answer is to be read as a whole, and what was read so far to be forgotten.
  bool sound() const { return sound_; }

 private:
  std::size_t endOfPiece() const;
  bool hasRoom(std::size_t size);

  std::string_view rest_;  // of the list, without its brackets
  bool sound_ = false;
  std::string piece_;
  simdjson::dom::parser parser_;
};

}  // namespace pipevane::proxmox::json
