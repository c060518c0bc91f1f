// What derive offers to others: what it counts, its state, and who told what.
#pragma once

#include <string_view>

namespace pipevane::derive {

// The service's table; null where it is none of these.
const void* serviceNamed(std::string_view name);

}  // namespace pipevane::derive
