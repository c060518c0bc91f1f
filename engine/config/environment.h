// The environment as configuration reads it: the process' own, over what an .env file says.
#pragma once

#include <istream>
#include <map>
#include <string>

namespace pipevane::config {

using Environment = std::map<std::string, std::string>;

Environment processEnvironment();
// NAME=value lines; `export ` before them, # comments, single and double quotes. Throws ConfigError
// naming `file`.
Environment readEnvFile(std::istream& in, const std::string& file);
// What stands in `over` wins.
Environment merged(Environment under, const Environment& over);

}  // namespace pipevane::config
