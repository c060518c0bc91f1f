// Whether an option takes its own default: the engine fills it in without asking anybody again.
#pragma once

#include <pipevane/abi.h>

#include <optional>
#include <string>

namespace pipevane::loader {

// The rest of a sentence that begins with the option's name; nothing where the default is good, or
// there is none.
std::optional<std::string> whyFallbackRefused(const pv_option& option);

}  // namespace pipevane::loader
