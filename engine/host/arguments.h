// What was given behind a command's name, read by the options that the command has.
#pragma once

#include <pipevane/error.h>

#include <Poco/Util/OptionSet.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace pipevane::host {

struct Arguments {
  std::multimap<std::string, std::string> options;  // by full name; a flag has an empty value
  std::vector<std::string> words;

  bool has(const std::string& name) const { return options.contains(name); }
  std::string value(const std::string& name, const std::string& otherwise = "") const {
    const auto at = options.find(name);
    return at == options.end() ? otherwise : at->second;
  }
  std::vector<std::string> values(const std::string& name) const {
    std::vector<std::string> all;
    const auto [first, last] = options.equal_range(name);
    for (auto at = first; at != last; ++at) all.push_back(at->second);
    return all;
  }
};

// The command line is wrong. Its text says how.
struct UsageError : Error {
  using Error::Error;
};

// Takes `most` words beside the options. Throws UsageError where there are more, and Poco's
// OptionException where an option is wrong.
Arguments readArguments(const Poco::Util::OptionSet& options, const std::vector<std::string>& given,
                        std::size_t most);

}  // namespace pipevane::host
