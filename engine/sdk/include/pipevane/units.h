// Durations and sizes as people write them: "250ms", "10s", "5m", "1h 30m", "64 MiB", "1.5GB".
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pipevane {

struct Unit {
  std::string_view name;
  double factor;
};

namespace units {

inline constexpr Unit kDurations[] = {{"ms", 1},       {"s", 1'000},     {"m", 60'000},
                                      {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
inline constexpr Unit kSizes[] = {{"B", 1},
                                  {"kB", 1e3},
                                  {"KB", 1e3},
                                  {"MB", 1e6},
                                  {"GB", 1e9},
                                  {"TB", 1e12},
                                  {"KiB", 1024.0},
                                  {"MiB", 1048576.0},
                                  {"GiB", 1073741824.0},
                                  {"TiB", 1099511627776.0}};
// Beyond this a double no longer counts every integer.
inline constexpr double kLargest = 9007199254740992.0;

inline std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

// Takes one "<number><unit>" off the front of `text`.
inline std::optional<double> takeTerm(std::string_view& text, std::span<const Unit> known) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number) || number < 0) return std::nullopt;
  text = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  const auto stop = text.find_first_of(" 0123456789");
  const auto name = text.substr(0, stop);
  for (const Unit& unit : known) {
    if (unit.name != name) continue;
    text = stop == std::string_view::npos ? std::string_view{} : trimmed(text.substr(stop));
    return number * unit.factor;
  }
  return std::nullopt;
}

inline std::optional<std::int64_t> sum(std::string_view text, std::span<const Unit> known) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  if (text == "0") return 0;
  double total = 0;
  while (!text.empty()) {
    const auto term = takeTerm(text, known);
    if (!term) return std::nullopt;
    total += *term;
  }
  if (total > kLargest) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(total));
}

}  // namespace units

// In milliseconds; nothing where the text is no duration. A bare number is none, except 0.
inline std::optional<std::int64_t> parseDuration(std::string_view text) {
  return units::sum(text, units::kDurations);
}
// In bytes; nothing where the text is no size. A bare number is none, except 0.
inline std::optional<std::int64_t> parseBytes(std::string_view text) {
  return units::sum(text, units::kSizes);
}

}  // namespace pipevane
