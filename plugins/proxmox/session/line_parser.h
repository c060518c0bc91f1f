// Reads one line of a session file. Home of simdjson in this folder: only the reader includes it.
#pragma once

#include "plugins/proxmox/session/recorded_exchange.h"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace pipevane::session {

// What a line says; the header's fields are absent in an exchange's line.
struct ParsedLine {
  RecordedExchange exchange;
  bool has_time = false, has_path = false, has_status = false;
  std::optional<std::int64_t> format;
  std::string order;
};

class LineParser {
 public:
  // Takes any bytes. False: `why` says what is wrong with them, and `out` holds nothing of use.
  bool parse(std::string_view line, ParsedLine& out, std::string& why);

 private:
  bool parseDocument(std::string_view line, ParsedLine& out, std::string& why);

  std::string padded_;
  simdjson::ondemand::parser parser_;
};

}  // namespace pipevane::session
