// What session cookies are signed with.
#pragma once

#include <string>

namespace pipevane::web {

// The key kept in that folder, made anew where there is none or it was made for another token, so
// that a new token ends all sessions. With no folder one is made each time. Throws Error where the
// file cannot be read or written.
std::string keptCookieKey(const std::string& folder, const std::string& token_hash);

}  // namespace pipevane::web
