// How a body is packed on its way (Content-Encoding).
#pragma once

#include <string_view>

namespace pipevane::web {

enum class Coding { kPlain, kGzip, kZstd };

// As the header has it; empty for a plain one.
std::string_view codingName(Coding coding);
// What the client likes best of what there is, by its Accept-Encoding; among equals what takes
// least time, and plain where it names none.
Coding codingFor(std::string_view accepted);
// Whether it takes gzip.
bool takesGzip(std::string_view accepted);

}  // namespace pipevane::web
