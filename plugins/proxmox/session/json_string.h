// Text as a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace pipevane::session {

// Appends `text` with quotes and escapes. It must be UTF-8.
void appendJsonString(std::string& out, std::string_view text);

// Each byte as the code point of its value, so that any bytes at all become UTF-8; and back. What
// is not made of code points up to 255 comes back cut at the first other one.
std::string bytesToUtf8(std::string_view bytes);
std::string utf8ToBytes(std::string_view text);

}  // namespace pipevane::session
