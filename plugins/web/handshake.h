// The opening handshake of a WebSocket (RFC 6455, section 4.2).
#pragma once

#include "plugins/web/http.h"

#include <string>

namespace pipevane::web {

// What goes into Sec-WebSocket-Accept. Throws Problem where the request is no handshake.
std::string acceptKeyFor(const Request& request);

}  // namespace pipevane::web
