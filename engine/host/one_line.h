// What a plugin or a stranger wrote, fit for a terminal and a log.
#pragma once

#include <string>
#include <string_view>

namespace pipevane::host {

// UTF-8 without line ends, other control characters (C1 as well) and such as turn the direction of
// writing round: a space for each. What is no UTF-8 becomes a question mark.
std::string oneLine(std::string_view text);

}  // namespace pipevane::host
