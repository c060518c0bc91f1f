// What of a text is valid UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace pipevane::web {

// Length in bytes of the valid character at the beginning of the text; 0: there is none.
std::size_t validCharacter(std::string_view text);
bool validUtf8(std::string_view text);

}  // namespace pipevane::web
