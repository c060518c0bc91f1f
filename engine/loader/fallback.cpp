#include "engine/loader/fallback.h"

#include <pipevane/options.h>
#include <pipevane/units.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace pipevane::loader {
namespace {

template <class Number>
std::optional<double> parsed(std::string_view written) {
  Number number{};
  const char* end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return static_cast<double>(number);
}

std::optional<double> asNumber(const std::optional<std::int64_t>& amount) {
  return amount ? std::optional(static_cast<double>(*amount)) : std::nullopt;
}

// In the unit of the option's range.
std::optional<double> amountOf(const pv_option& option) {
  switch (option.type) {
    case PV_INTEGER:
      return parsed<std::int64_t>(option.fallback);
    case PV_NUMBER:
      return parsed<double>(option.fallback);
    case PV_DURATION:
      return asNumber(parseDuration(option.fallback));
    default:
      return asNumber(parseBytes(option.fallback));
  }
}

bool isAmongChoices(const pv_option& option) {
  if (option.choices == nullptr) return true;
  for (const char* const* each = option.choices; *each != nullptr; ++each)
    if (std::string_view(option.fallback) == *each) return true;
  return false;
}

bool takes(const pv_option& option) {
  const std::string_view written = option.fallback;
  switch (option.type) {
    case PV_BOOL:
      return written == "true" || written == "false";
    case PV_TEXT:
      return isAmongChoices(option);
    case PV_LIST:
      return std::ranges::none_of(itemsOf(written),
                                  [](const std::string& item) { return item.empty(); });
    case PV_MAP:
      return written.empty() || written == "{}";
    default:
      break;
  }
  const auto amount = amountOf(option);
  return amount && std::isfinite(*amount) && *amount >= option.minimum && *amount <= option.maximum;
}

}  // namespace

std::optional<std::string> whyFallbackRefused(const pv_option& option) {
  if (option.fallback == nullptr || takes(option)) return std::nullopt;
  return "does not take its own default \"" + std::string(option.fallback) + "\"";
}

}  // namespace pipevane::loader
