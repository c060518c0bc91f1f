// The rules: which room may include which, and where each third-party library is at home.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pipevane::layering {

// The room that a file of the source tree belongs to, such as "engine/config" or "plugins/web";
// empty for what is nobody's. All of tests/ is one room.
std::string roomOf(std::string_view path);

// What the room may include besides itself; empty for a room that nobody knows.
std::vector<std::string> mayInclude(std::string_view room);
bool knownRoom(std::string_view room);

// The rooms where a third-party header may be seen, itself or through another header; empty where
// any room may.
std::vector<std::string> homesOf(std::string_view header);

// Whether it is a header of the C or C++ standard library, all that the SDK may include besides
// itself.
bool standardHeader(std::string_view header);

}  // namespace pipevane::layering
