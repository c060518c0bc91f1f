// Where a recording goes.
#pragma once

#include <cstdint>
#include <string>

namespace pipevane::recorder {

// `path` itself, or where it is a folder (it exists as one, or ends with a slash) a new file in it,
// named after the time. Makes the folders on the way. Throws Error where that fails.
std::string sessionPath(const std::string& path, std::int64_t now_ms);

}  // namespace pipevane::recorder
