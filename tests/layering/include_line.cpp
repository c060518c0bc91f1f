#include "tests/layering/include_line.h"

#include <optional>

namespace pipevane::layering {
namespace {

std::string_view withoutBlanks(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : line.substr(first);
}

// Takes `word` off the front, blanks before it included.
bool take(std::string_view& line, std::string_view word) {
  line = withoutBlanks(line);
  if (line.substr(0, word.size()) != word) return false;
  line.remove_prefix(word.size());
  return true;
}

std::optional<IncludeLine> parsed(std::string_view line, int number) {
  if (!take(line, "#") || !take(line, "include")) return std::nullopt;
  line = withoutBlanks(line);
  if (line.empty() || (line.front() != '<' && line.front() != '"')) return std::nullopt;
  const bool angle = line.front() == '<';
  const auto end = line.find(angle ? '>' : '"', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return IncludeLine{number, angle, std::string(line.substr(1, end - 1))};
}

}  // namespace

std::vector<IncludeLine> includeLines(std::string_view source) {
  std::vector<IncludeLine> found;
  for (int number = 1; !source.empty(); ++number) {
    const auto end = source.find('\n');
    if (const auto include = parsed(source.substr(0, end), number)) found.push_back(*include);
    source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
  }
  return found;
}

}  // namespace pipevane::layering
