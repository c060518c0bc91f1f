// The socket that the server listens on.
#pragma once

#include "plugins/web/server.h"

#include <Poco/Net/ServerSocket.h>

namespace pipevane::web {

// With TLS where a certificate is given. Throws Error, with what to do.
Poco::Net::ServerSocket listenAt(const ServerAddress& address);

// Throws Error where `listenAt` would: the TLS files are read, and the address is taken for a
// moment, without listening. That it is in use is no hindrance where it `gets_free`.
void tryToListenAt(const ServerAddress& address, bool gets_free);

}  // namespace pipevane::web
