// The login token: only its hash is kept.
#pragma once

#include <string>
#include <string_view>

namespace pipevane::web {

// SHA-256, in hexadecimal. Without salt: a token that we make is random as a whole, and nothing
// else is ever written down.
std::string hashOf(std::string_view text);
// HMAC-SHA-256, in hexadecimal.
std::string signatureOf(std::string_view text, std::string_view key);
// Takes the same time wherever the two differ.
bool equalSecrets(std::string_view one, std::string_view other);

// The hash of the token kept in that folder; empty where there is none. Throws Error where the file
// cannot be read.
std::string keptHash(const std::string& folder);

struct MadeToken {
  std::string hash;
  std::string token;  // empty: it was made before, and nobody but its owner knows it
};
// The token kept in that folder, made now where there is none. With no folder one is made each
// time. Throws Error where the file cannot be read or written.
MadeToken keptToken(const std::string& folder);

}  // namespace pipevane::web
