// The socket that the server listens on.
#pragma once

#include "plugins/web/server.h"

#include <Poco/Net/ServerSocket.h>

namespace pipevane::web {

// With TLS where a certificate is given. Throws Error or Poco::Exception.
Poco::Net::ServerSocket listenAt(const ServerAddress& address);

}  // namespace pipevane::web
