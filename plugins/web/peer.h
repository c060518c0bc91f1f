// Who counts as one where clients are limited.
#pragma once

#include <string>

namespace pipevane::web {

// The address itself, or of an IPv6 address its /64: whoever has one address of it has them all.
std::string peerOf(const std::string& address);

}  // namespace pipevane::web
