#include "plugins/web/event_cursor.h"

#include "plugins/web/http.h"

#include <charconv>

namespace pipevane::web {

// As "m1795456600000.17" and "h1795456600000.2".
EventCursor EventCursor::of(const std::string& text) {
  EventCursor cursor;
  if (text.empty()) return cursor;
  const char* const end = text.data() + text.size();
  const char* at = text.data() + 1;
  bool good = text[0] == 'm' || text[0] == 'h';
  cursor.in_history = text[0] == 'h';
  if (good) {
    const auto time = std::from_chars(at, end, cursor.time_ms);
    good = time.ec == std::errc{} && time.ptr != end && *time.ptr == '.';
    at = time.ptr + 1;
  }
  if (good) {
    const auto number = std::from_chars(at, end, cursor.number);
    good = number.ec == std::errc{} && number.ptr == end;
  }
  if (!good) throw Problem{400, "Bad parameter", "\"cursor\" is none of this list"};
  return cursor;
}

std::string EventCursor::text() const {
  return (in_history ? "h" : "m") + std::to_string(time_ms) + "." + std::to_string(number);
}

}  // namespace pipevane::web
