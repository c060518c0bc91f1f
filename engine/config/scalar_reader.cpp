#include "engine/config/scalar_reader.h"

#include "engine/config/nearest.h"

#include <pipevane/units.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <regex>
#include <vector>

namespace pipevane::config {
namespace {

template <class Number>
std::optional<Number> parsed(const std::string& written) {
  Number number{};
  const char* end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

bool looksLikeANumber(const std::string& written) { return parsed<double>(written).has_value(); }

ScalarReading refused(std::string why) { return {false, std::move(why)}; }

std::string plain(double value) {
  const auto whole = static_cast<long long>(value);
  return static_cast<double>(whole) == value ? std::to_string(whole) : std::to_string(value);
}

// "at least 1000 ms", in the unit in which the number is kept.
ScalarReading inRange(OptionValue value, double number, const pv_option& option, const char* unit) {
  if (number < option.minimum)
    return refused("it must be at least " + plain(option.minimum) + unit);
  if (number > option.maximum) return refused("it must be at most " + plain(option.maximum) + unit);
  return {std::move(value), ""};
}

ScalarReading readBool(const std::string& written) {
  if (written == "true") return {true, ""};
  if (written == "false") return {false, ""};
  return refused("it must be true or false");
}

ScalarReading readInteger(const std::string& written, const pv_option& option) {
  const auto number = parsed<std::int64_t>(written);
  if (!number) return refused("it must be a whole number");
  return inRange(*number, static_cast<double>(*number), option, "");
}

ScalarReading readNumber(const std::string& written, const pv_option& option) {
  const auto number = parsed<double>(written);
  if (!number || !std::isfinite(*number)) return refused("it must be a number");
  return inRange(*number, *number, option, "");
}

// It reads like one, but for a number that is beyond counting.
bool tooLarge(const std::string& written, bool is_duration) {
  constexpr std::size_t kLongest = 64;  // a longer text is no number that anybody means
  static const std::regex terms(R"((\s*[0-9]+(\.[0-9]+)?([eE]\+?[0-9]+)?\s*[A-Za-z]+)+)");
  static const std::regex number(R"([0-9]+(\.[0-9]+)?([eE]\+?[0-9]+)?)");
  if (written.size() > kLongest || !std::regex_match(written, terms)) return false;
  const std::string small = std::regex_replace(written, number, "1");
  return is_duration ? parseDuration(small).has_value() : parseBytes(small).has_value();
}

ScalarReading readMeasure(const std::string& written, const pv_option& option) {
  const bool is_duration = option.type == PV_DURATION;
  const auto amount = is_duration ? parseDuration(written) : parseBytes(written);
  if (amount)
    return inRange(*amount, static_cast<double>(*amount), option, is_duration ? " ms" : " bytes");
  if (looksLikeANumber(written))
    return refused(is_duration ? "it needs a unit, as in 10s, 5m or 500ms"
                               : "it needs a unit, as in 64MiB, 1GiB or 512kB");
  if (tooLarge(written, is_duration)) return refused("it is too large");
  return refused(is_duration ? "it must be a duration such as 10s, 5m or 1h 30m"
                             : "it must be a size such as 512 KiB, 64 MiB or 1 GB");
}

ScalarReading readText(const std::string& written, const pv_option& option) {
  if (option.choices == nullptr) return {written, ""};
  std::vector<std::string> choices;
  for (const char* const* each = option.choices; *each != nullptr; ++each) {
    if (written == *each) return {written, ""};
    choices.emplace_back(*each);
  }
  return refused("it must be one of " + listed(choices) + suggestion(written, choices));
}

}  // namespace

ScalarReading readScalar(const std::string& written, const pv_option& option) {
  switch (option.type) {
    case PV_BOOL:
      return readBool(written);
    case PV_INTEGER:
      return readInteger(written, option);
    case PV_NUMBER:
      return readNumber(written, option);
    case PV_DURATION:
    case PV_BYTES:
      return readMeasure(written, option);
    default:
      return readText(written, option);
  }
}

}  // namespace pipevane::config
