#include "engine/config/environment.h"

#include "engine/config/problems.h"

#include <unistd.h>

#include <cctype>
#include <string_view>

namespace pipevane::config {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::size_t kLongestLine = 64 * 1024;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool isName(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) return false;
  for (const char each : name)
    if (!std::isalnum(static_cast<unsigned char>(each)) && each != '_') return false;
  return true;
}

// Inside double quotes \" \\ \n mean what they mean everywhere; single quotes keep everything.
bool unquote(std::string_view& value, std::string& out) {
  const char quote = value[0];
  std::size_t i = 1;
  for (; i < value.size() && value[i] != quote; ++i) {
    if (quote == '"' && value[i] == '\\' && i + 1 < value.size()) {
      ++i;
      out += value[i] == 'n' ? '\n' : value[i];
    } else {
      out += value[i];
    }
  }
  if (i >= value.size()) return false;
  value = trimmed(value.substr(i + 1));
  return value.empty() || value[0] == '#';
}

// A comment begins at a # at the start or after a blank; a # inside a word belongs to it.
std::size_t commentIn(std::string_view value) {
  for (auto at = value.find('#'); at != std::string_view::npos; at = value.find('#', at + 1))
    if (at == 0 || kBlanks.find(value[at - 1]) != std::string_view::npos) return at;
  return std::string_view::npos;
}

bool readValue(std::string_view value, std::string& out) {
  if (value.empty()) return true;
  if (value[0] == '"' || value[0] == '\'') return unquote(value, out);
  out = trimmed(value.substr(0, commentIn(value)));
  return true;
}

}  // namespace

Environment processEnvironment() {
  Environment all;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view line(*each);
    const auto equals = line.find('=');
    if (equals != std::string_view::npos)
      all.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return all;
}

Environment readEnvFile(std::istream& in, const std::string& file) {
  Environment all;
  Problems problems;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    const Place place{file, ++number, 1};
    if (line.size() > kLongestLine) {
      problems.add(place, "the line is longer than 64 KiB");
      continue;
    }
    std::string_view rest = trimmed(line);
    if (rest.empty() || rest[0] == '#') continue;
    if (rest.starts_with("export ")) rest = trimmed(rest.substr(7));
    const auto equals = rest.find('=');
    const std::string_view name = trimmed(rest.substr(0, equals));
    std::string value;
    if (equals == std::string_view::npos || !isName(name))
      problems.add(place, "cannot read the line: it is not NAME=value");
    else if (!readValue(trimmed(rest.substr(equals + 1)), value))
      problems.add(place,
                   "cannot read the value of " + std::string(name) + ": its quotes do not match");
    else
      all[std::string(name)] = value;
  }
  problems.throwIfAny();
  return all;
}

Environment merged(Environment under, const Environment& over) {
  for (const auto& [name, value] : over) under[name] = value;
  return under;
}

}  // namespace pipevane::config
