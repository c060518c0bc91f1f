// One page of a long list: how it is asked for, and how the answer leads to the next one.
#pragma once

#include "plugins/web/http.h"

namespace pipevane::web {

struct Page {
  static constexpr std::size_t kUsual = 1000, kMost = 10'000;

  // From `limit` and `cursor`; throws Problem.
  static Page of(const Request& request);
  // The same address with that cursor.
  static std::string next(const Request& request, std::string_view cursor);

  std::size_t limit = kUsual;
  std::string after;  // the last item of the page before; empty: the first page
};

// A whole number among the parameters; throws Problem where it is none or out of range.
std::optional<std::int64_t> wholeNumber(const Request& request, std::string_view name,
                                        std::int64_t least, std::int64_t most);

}  // namespace pipevane::web
