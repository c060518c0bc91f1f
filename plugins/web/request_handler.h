// Between Poco's requests and the router's.
#pragma once

#include "plugins/web/hub.h"
#include "plugins/web/router.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>

namespace pipevane::web {

class RequestHandlers final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  RequestHandlers(const Host& host, Router& router, Hub& hub)
      : host_(host), router_(router), hub_(hub) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest& request) override;

 private:
  const Host host_;
  Router& router_;
  Hub& hub_;
};

}  // namespace pipevane::web
