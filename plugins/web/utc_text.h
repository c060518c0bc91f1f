// Times as RFC 3339 has them, "2026-11-30T12:00:00.000Z": many after the other, mostly of one day.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace pipevane::web {

class UtcText {
 public:
  // From 1970 to the year 9999. Valid until the next call.
  std::string_view of(std::int64_t time_ms);

 private:
  void beginDay(std::int64_t day);

  std::int64_t day_ = std::numeric_limits<std::int64_t>::min();
  std::array<char, 24> text_{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
                             '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z'};
};

}  // namespace pipevane::web
