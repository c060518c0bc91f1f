// Packs an answer for a client that takes that.
#pragma once

#include "plugins/web/http.h"

namespace pipevane::web {

// A shorter body goes in a packet or two as it is.
constexpr std::size_t kLeastPackedBytes = 4 * 1024;

// The answer to `request`, packed where the client takes it and it is worth it, its stream too.
// Not for what holds a secret beside what somebody else may have written: its length would tell
// of it.
Response packedFor(const Request& request, Response response);

}  // namespace pipevane::web
