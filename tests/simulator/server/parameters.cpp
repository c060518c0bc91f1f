#include "tests/simulator/server/parameters.h"

#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <charconv>

namespace pipevane::simulator {
namespace {

[[noreturn]] void refuseType(const std::string& name, const char* type, const std::string& value) {
  throw BadParameter(name, std::string("type check ('") + type + "') failed - got '" + value + "'");
}

}  // namespace

Parameters::Parameters(const Poco::URI::QueryParameters& query,
                       const std::set<std::string>& known) {
  for (const auto& [name, value] : query) {
    if (!known.contains(name))
      throw BadParameter(
          name,
          "property is not defined in schema and the schema does not allow additional properties");
    values_[name] = value;
  }
}

std::string Parameters::text(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? "" : found->second;
}

std::int64_t Parameters::number(const std::string& name, std::int64_t absent) const {
  if (!has(name)) return absent;
  const std::string& value = values_.at(name);
  std::int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) refuseType(name, "integer", value);
  return number;
}

bool Parameters::flag(const std::string& name) const {
  const std::string value = text(name);
  if (value == "1") return true;
  if (!value.empty() && value != "0") refuseType(name, "boolean", value);
  return false;
}

std::string Parameters::choice(const std::string& name,
                               const std::vector<std::string>& choices) const {
  const std::string value = text(name);
  if (!has(name) || std::ranges::find(choices, value) != choices.end()) return value;
  std::string all;
  for (const std::string& each : choices) all.append(all.empty() ? "" : ", ").append(each);
  throw BadParameter(
      name, "value '" + value + "' does not have a value in the enumeration '" + all + "'");
}

std::set<std::string> Parameters::list(const std::string& name) const {
  const Poco::StringTokenizer parts(text(name), ",", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
  return {parts.begin(), parts.end()};
}

void Parameters::require(const std::string& name) const {
  if (!has(name)) throw BadParameter(name, "property is missing and it is not optional");
}

}  // namespace pipevane::simulator
