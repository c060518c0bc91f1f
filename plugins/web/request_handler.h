// From a request to its answer, the WebSocket's handshake included. [any] thread.
#pragma once

#include "plugins/web/hub.h"
#include "plugins/web/router.h"

namespace pipevane::web {

class RequestHandler {
 public:
  RequestHandler(Router& router, Hub& hub) : router_(router), hub_(hub) {}

  // Never throws a Problem: that is an answer too. Status 101: a WebSocket begins behind it.
  Response answer(const Request& request);
  // The client of such a handshake. `early` is what it sent behind it.
  void adopt(OwnSocket socket, std::string_view early, const Request& credentials);

 private:
  Response openWebSocket(const Request& request);

  Router& router_;
  Hub& hub_;
};

}  // namespace pipevane::web
