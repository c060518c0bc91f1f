// "Did you mean": the known name that a misspelt one is nearest to.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pipevane::config {

// ` (did you mean "port"?)`, or nothing where no name is near.
std::string suggestion(std::string_view written, std::span<const std::string> known);
// `"a", "b", "c"`
std::string listed(std::span<const std::string> names);

}  // namespace pipevane::config
