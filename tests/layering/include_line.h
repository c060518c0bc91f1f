// The #include lines of a C or C++ text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::layering {

struct IncludeLine {
  int line;  // from 1
  bool angle;
  std::string name;  // as written
};

// Conditions around a line are not looked at: an include is one whatever it depends on.
std::vector<IncludeLine> includeLines(std::string_view source);

}  // namespace pipevane::layering
