#include "engine/pipeline/told_causes.h"

#include "engine/base/limits.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

namespace pipevane::pipeline {
namespace {

constexpr std::string_view kBetween = "; ";
// How one begins that is told beside another; alone it is the same.
constexpr std::string_view kBeside = "besides, ";
constexpr std::string_view kAround = ",.:;!?()[]\"'+-~<>=";
constexpr std::array<std::string_view, 24> kUnits = {
    "%",       "ms", "s",    "sec",   "second", "seconds", "min",  "minute",
    "minutes", "h",  "hour", "hours", "d",      "day",     "days", "week",
    "weeks",   "B",  "byte", "bytes", "KiB",    "MiB",     "GiB",  "TiB"};

bool isUnit(std::string_view word) { return std::ranges::count(kUnits, word) > 0; }

// The next of `text`, without what stands around it; `text` begins behind it then.
std::string_view nextWord(std::string_view& text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = std::min(text.find(' ', begin), text.size());
  std::string_view word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  const std::size_t first = word.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(kAround) - first + 1);
}

// A number, a share, a date, a time of day, a duration; no address.
bool isNumber(std::string_view word) {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::ptrdiff_t kDotsOfAddress = 3;
  if (word.empty() || kDigits.find(word.front()) == std::string_view::npos) return false;
  if (std::ranges::count(word, '.') >= kDotsOfAddress) return false;
  const std::size_t end = std::min(word.find_first_not_of("0123456789.,:/-TZ"), word.size());
  return end == word.size() || isUnit(word.substr(end));
}

// It without what may change while it is the same.
std::string wordsOf(std::string_view cause) {
  if (cause.starts_with(kBeside)) cause.remove_prefix(kBeside.size());
  std::string words;
  bool counted = false;
  while (!cause.empty()) {
    const std::string_view word = nextWord(cause);
    if (word.empty() || (counted && isUnit(word))) continue;
    counted = isNumber(word);
    words.append(counted ? "#" : word).append(1, ' ');
  }
  return words;
}

}  // namespace

void ToldCauses::begin(std::string_view why, std::int64_t now_ms) {
  told_.clear();
  now_ = causesOf(why);
  remember(now_, now_ms);
  spend(now_ms);
}

bool ToldCauses::goesOn(std::string_view why, std::int64_t now_ms) {
  // Those of the reason before were there until now, however long nothing was said.
  hear(now_, now_ms);
  std::erase_if(told_, [now_ms](const Told& each) {
    return now_ms - each.heard_ms >= limits::kCauseEndedMs;
  });
  now_ = causesOf(why);
  hear(now_, now_ms);
  const bool news =
      std::ranges::any_of(now_, [this](std::uint64_t cause) { return find(cause) == nullptr; });
  constexpr std::int64_t kAheadMs = (limits::kReasonsAtOnce - 1) * limits::kReasonAgainMs;
  if (!news || paid_ms_ - now_ms > kAheadMs) return false;
  remember(now_, now_ms);
  spend(now_ms);
  return true;
}

ToldCauses::Causes ToldCauses::causesOf(std::string_view why) {
  Causes causes;
  while (!why.empty() && causes.size() < limits::kCausesOfAReason) {
    const std::size_t end = std::min(why.find(kBetween), why.size());
    causes.push_back(std::hash<std::string>()(wordsOf(why.substr(0, end))));
    why.remove_prefix(std::min(end + kBetween.size(), why.size()));
  }
  return causes;
}

ToldCauses::Told* ToldCauses::find(std::uint64_t cause) {
  const auto found = std::ranges::find(told_, cause, &Told::cause);
  return found == told_.end() ? nullptr : &*found;
}

void ToldCauses::hear(const Causes& causes, std::int64_t now_ms) {
  for (const std::uint64_t cause : causes)
    if (Told* const told = find(cause)) told->heard_ms = now_ms;
}

void ToldCauses::remember(const Causes& causes, std::int64_t now_ms) {
  for (const std::uint64_t cause : causes) {
    if (find(cause) != nullptr) continue;
    if (told_.size() == limits::kToldCauses)
      told_.erase(std::ranges::min_element(told_, {}, &Told::heard_ms));
    told_.push_back({cause, now_ms});
  }
}

void ToldCauses::spend(std::int64_t now_ms) {
  paid_ms_ = std::min(std::max(paid_ms_, now_ms) + limits::kReasonAgainMs,
                      now_ms + limits::kReasonsAtOnce * limits::kReasonAgainMs);
}

}  // namespace pipevane::pipeline
