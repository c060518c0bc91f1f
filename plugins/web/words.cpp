#include "plugins/web/words.h"

#include <array>

namespace pipevane::web {
namespace {

// What a newer engine knows and this plugin does not is "unknown".
template <std::size_t Count>
std::string_view wordFor(const std::array<std::string_view, Count>& words, std::int32_t number) {
  return number < 0 || static_cast<std::size_t>(number) >= Count
             ? "unknown"
             : words[static_cast<std::size_t>(number)];
}

}  // namespace

std::string_view qualityName(Quality quality) {
  static constexpr std::array<std::string_view, 5> kWords = {"live", "stale", "held", "estimated",
                                                             "unknown"};
  return wordFor(kWords, static_cast<std::int32_t>(quality));
}

std::string_view severityName(std::int32_t severity) {
  static constexpr std::array<std::string_view, 4> kWords = {"info", "notice", "warning", "error"};
  return wordFor(kWords, severity);
}

std::string_view stateName(std::int32_t state) {
  static constexpr std::array<std::string_view, 6> kWords = {"starting", "running",  "degraded",
                                                             "failed",   "stopping", "stopped"};
  return wordFor(kWords, state);
}

std::string_view kindName(std::int32_t kind) {
  static constexpr std::array<std::string_view, 3> kWords = {"source", "transform", "sink"};
  return wordFor(kWords, kind);
}

std::string_view policyName(std::int32_t policy) {
  static constexpr std::array<std::string_view, 2> kWords = {"block", "drop_oldest"};
  return wordFor(kWords, policy);
}

}  // namespace pipevane::web
