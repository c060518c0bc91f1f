// The request line and the headers.
#pragma once

#include "plugins/web/http.h"

#include <string_view>

namespace pipevane::web {

// From the bytes before the empty line. Throws Problem where there are more headers than that, or
// where they can be read in two ways.
Request readHead(std::string_view head, std::size_t most_headers);
// Whether that letter may stand in a method or in the name of a header.
bool isTokenLetter(char c);

}  // namespace pipevane::web
