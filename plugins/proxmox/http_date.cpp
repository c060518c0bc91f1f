#include "plugins/proxmox/http_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kForm = "Mon, 23 Nov 2026 17:38:03 GMT";
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::int64_t> httpDateMs(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != kForm.size() || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  const auto day_of = digits(text.substr(5, 2)), year_of = digits(text.substr(12, 4));
  const auto hour = digits(text.substr(17, 2)), minute = digits(text.substr(20, 2)),
             second = digits(text.substr(23, 2));
  if (month == kMonths.end() || !day_of || !year_of || !hour || !minute || !second)
    return std::nullopt;
  const year_month_day date(year(*year_of),
                            std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                            day(static_cast<unsigned>(*day_of)));
  // A leap second is the 60th.
  if (!date.ok() || *year_of < 1970 || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  const auto time = sys_days(date).time_since_epoch() + hours(*hour) + minutes(*minute);
  return duration_cast<milliseconds>(time + seconds(*second)).count();
}

}  // namespace pipevane::proxmox
