#include "engine/host/findings_text.h"

#include "engine/host/findings_order.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::host {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kStateWidth = 9, kCheckWidth = 17;
constexpr std::size_t kTarget = 2, kBelow = 13, kCommands = 17;

std::string padded(std::string word, std::size_t width) {
  word.resize(std::max(word.size() + 1, width), ' ');
  return word;
}

// Behind `begin`, which is on the first line; the others are indented. A word that is too long for
// a line, as a fingerprint, has one of its own below the others, and is whole for who copies it.
std::string wrapped(std::string begin, std::string_view words, std::size_t indent) {
  std::string all, line = std::move(begin);
  bool fresh = true;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    const std::string_view word = words.substr(0, end);
    words.remove_prefix(std::min(end + 1, words.size()));
    if (word.empty()) continue;
    // What is before the first word stays alone only where that helps.
    const bool breaks =
        !fresh || (word.size() <= kColumns && line.find_last_not_of(' ') != std::string::npos);
    if (breaks && line.size() + (fresh ? 0 : 1) + word.size() > kColumns) {
      line.erase(line.find_last_not_of(' ') + 1);
      all += line + "\n";
      line.assign(indent, ' ');
      fresh = true;
    }
    line.append(fresh ? "" : " ").append(word);
    fresh = false;
  }
  return all + line + "\n";
}

// Where the next command stands in a remedy, behind a colon; npos: there is none.
struct Place {
  std::size_t at = std::string_view::npos;
  std::string_view command = {};
};
Place nextCommand(std::string_view remedy, const std::vector<std::string>& commands) {
  Place first;
  for (const std::string& each : commands) {
    if (each.empty()) continue;
    const auto at = remedy.find(": " + each);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = remedy.substr(at + 2 + each.size());
    if (!rest.empty() && rest.front() != ';' && rest.front() != ',') continue;
    // Of two that begin alike the longer one is meant.
    if (at < first.at || (at == first.at && each.size() > first.command.size())) first = {at, each};
  }
  return first;
}

std::string remedyOf(const Finding& finding) {
  const std::string below(kBelow, ' ');
  std::string_view rest = finding.remedy;
  std::string all, begin = below + "what to do: ";
  for (;;) {
    const Place next = nextCommand(rest, finding.commands);
    if (next.at == std::string_view::npos) break;
    all += wrapped(begin, rest.substr(0, next.at + 1), kBelow);
    all += std::string(kCommands, ' ') + std::string(next.command) + "\n";
    rest.remove_prefix(next.at + 2 + next.command.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(";, "), rest.size()));
    begin = below;
  }
  return rest.empty() ? all : all + wrapped(begin, rest, kBelow);
}

// Between blanks, but for what encloses it: "0" is no word of "10.0.0.1".
bool isWordIn(std::string_view text, const std::string& word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::string_view before = text.substr(0, at), behind = text.substr(at + word.size());
    const auto end = std::min(behind.find_first_not_of(".,;:)\"'"), behind.size());
    const bool begins =
        before.empty() || std::string_view(" (\"'").find(before.back()) != before.npos;
    if (begins && (end == behind.size() || behind[end] == ' ')) return true;
  }
  return false;
}

// One that was not said above.
bool isNews(const Finding& finding, const std::string& value) {
  if (value.empty()) return true;
  if (isWordIn(finding.sentence, value)) return false;
  return std::ranges::none_of(
             finding.commands,
             [&value](const std::string& each) { return value.find(each) != std::string::npos; }) &&
         finding.remedy.find(value) == std::string::npos;
}

std::string textOf(const Finding& finding) {
  const std::string begin =
      "    " + padded(finding.state, kStateWidth) + padded(finding.check, kCheckWidth);
  std::string all = wrapped(begin, finding.sentence, kBelow);
  if (!finding.remedy.empty()) all += remedyOf(finding);
  for (const auto& [name, value] : finding.facts)
    if (isNews(finding, value))
      all += wrapped(std::string(kBelow, ' ') + name + ": ", value, kBelow);
  return all;
}

// "one, two"
std::string listOf(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& each : names) all.append(all.empty() ? "" : ", ").append(each);
  return all;
}

// "1 failed, 2 ok"
std::string countsOf(const Findings& findings) {
  std::string all;
  for (const std::string_view state : kFindingStates) {
    const auto count = std::ranges::count(findings, state, &Finding::state);
    if (count == 0) continue;
    all += (all.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(state);
  }
  return all;
}

}  // namespace

std::string textOf(const Findings& findings) {
  std::string all, component, target;
  for (const SharedFinding& each : inReadingOrder(findings)) {
    const std::string components = listOf(each.components), targets = listOf(each.targets);
    if (components != component || all.empty()) {
      all += (all.empty() ? "" : "\n") + wrapped("", components, kTarget);
      target.clear();
    }
    if (targets != target) all += wrapped(std::string(kTarget, ' '), targets, kTarget);
    component = components;
    target = targets;
    all += textOf(*each.finding);
  }
  return all + "\n" + countsOf(findings) + "\n";
}

}  // namespace pipevane::host
