#include "plugins/web/page.h"

#include <charconv>

namespace pipevane::web {

std::optional<std::int64_t> wholeNumber(const Request& request, std::string_view name,
                                        std::int64_t least, std::int64_t most) {
  const std::string* text = request.parameter(name);
  if (text == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || at != end || value < least || value > most)
    throw Problem{400, "Bad parameter",
                  "\"" + std::string(name) + "\" must be a whole number from " +
                      std::to_string(least) + " to " + std::to_string(most)};
  return value;
}

Page Page::of(const Request& request) {
  Page page;
  if (const auto limit = wholeNumber(request, "limit", 1, kMost))
    page.limit = static_cast<std::size_t>(*limit);
  if (const std::string* cursor = request.parameter("cursor")) page.after = *cursor;
  return page;
}

std::string Page::next(const Request& request, std::string_view cursor) {
  std::string address = request.path + "?";
  for (const auto& [name, value] : request.query)
    if (name != "cursor") address += percentEncoded(name) + "=" + percentEncoded(value) + "&";
  return address + "cursor=" + percentEncoded(cursor);
}

}  // namespace pipevane::web
