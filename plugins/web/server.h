// The HTTP server around the router and the hub.
#pragma once

#include "plugins/web/hub.h"
#include "plugins/web/router.h"

#include <Poco/Net/HTTPServer.h>
#include <Poco/ThreadPool.h>

#include <memory>
#include <string>

namespace pipevane::web {

struct ServerAddress {
  std::string bind;
  std::uint16_t port = 0;                  // 0: any
  std::string certificate_file, key_file;  // both, or none: no TLS
};

class Server {
 public:
  // Throws Error where it cannot listen there.
  Server(const Host& host, const ServerAddress& address, Router& router, Hub& hub);
  // Ends all connections, also those in the middle of a request.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return http_->port(); }

 private:
  Poco::ThreadPool threads_;
  std::unique_ptr<Poco::Net::HTTPServer> http_;
};

}  // namespace pipevane::web
