#include "plugins/web/server.h"

#include "plugins/web/listen.h"
#include "plugins/web/request_handler.h"

#include <pipevane/error.h>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerParams.h>

namespace pipevane::web {
namespace {

// A browser keeps up to six connections open; a few people and programs at once.
constexpr int kMostThreads = 48;
constexpr int kMostWaiting = 128;
constexpr int kStackBytes = 256 * 1024;
constexpr int kIdleSeconds = 30;
constexpr int kKeepAliveSeconds = 5;
constexpr int kTimeoutSeconds = 10;

Poco::Net::HTTPServerParams::Ptr parameters() {
  Poco::Net::HTTPServerParams::Ptr all = new Poco::Net::HTTPServerParams;
  all->setMaxThreads(kMostThreads);
  all->setMaxQueued(kMostWaiting);
  all->setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
  all->setKeepAliveTimeout(Poco::Timespan(kKeepAliveSeconds, 0));
  all->setThreadIdleTime(Poco::Timespan(kIdleSeconds, 0));
  return all;
}

}  // namespace

Server::Server(const Host& host, const ServerAddress& address, Router& router, Hub& hub)
    : threads_("web", 1, kMostThreads + 1, kIdleSeconds, kStackBytes) {
  try {
    http_ = std::make_unique<Poco::Net::HTTPServer>(new RequestHandlers(host, router, hub),
                                                    threads_, listenAt(address), parameters());
    http_->start();
  } catch (const Poco::Exception& error) {
    throw Error("cannot listen on \"" + address.bind + "\", port " + std::to_string(address.port) +
                ": " + error.displayText());
  }
}

Server::~Server() {
  http_->stopAll(true);
  threads_.joinAll();
}

}  // namespace pipevane::web
