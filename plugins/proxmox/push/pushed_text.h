// Numbers and lines as they come from outside.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

// Longer than any line that Proxmox VE sends: a guest's tags may have a kilobyte.
inline constexpr std::size_t kLongestLine = 16 * 1024;
// Of texts, in bytes: as those in the lists that are polled.
inline constexpr std::size_t kLongestWord = 64, kLongestName = 256, kLongestTags = 1024;
inline constexpr std::int64_t kNanosecondsPerMs = 1'000'000;

// A finite number that is not below 0; as nothing that is shown can be.
inline std::optional<double> pushedNumber(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end || !std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

inline std::optional<std::int64_t> pushedInteger(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

// Takes the first line off, without its end.
inline std::string_view takeLine(std::string_view& rest) {
  const void* const end = rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
  std::string_view line = rest;
  if (end == nullptr) {
    rest = {};
  } else {
    line = rest.substr(0, static_cast<std::size_t>(static_cast<const char*>(end) - rest.data()));
    rest.remove_prefix(line.size() + 1);
  }
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// What may be shown and stored as text: UTF-8 without control characters.
bool isPlainText(std::string_view text);

}  // namespace pipevane::proxmox
