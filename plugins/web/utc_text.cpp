#include "plugins/web/utc_text.h"

#include <chrono>

namespace pipevane::web {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

void writeDigits(char* at, int digits, std::int64_t number) {
  for (int i = digits - 1; i >= 0; --i, number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string_view UtcText::of(std::int64_t time_ms) {
  const std::int64_t day = time_ms / kDayMs;
  if (day != day_) beginDay(day);
  const std::int64_t rest = time_ms % kDayMs;
  char* const text = text_.data();
  writeDigits(text + 11, 2, rest / 3'600'000);
  writeDigits(text + 14, 2, rest / 60'000 % 60);
  writeDigits(text + 17, 2, rest / 1000 % 60);
  writeDigits(text + 20, 3, rest % 1000);
  return {text, text_.size()};
}

void UtcText::beginDay(std::int64_t day) {
  using namespace std::chrono;
  const year_month_day date{sys_days{days{day}}};
  writeDigits(text_.data(), 4, int{date.year()});
  writeDigits(text_.data() + 5, 2, unsigned{date.month()});
  writeDigits(text_.data() + 8, 2, unsigned{date.day()});
  day_ = day;
}

}  // namespace pipevane::web
