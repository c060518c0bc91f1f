#include "plugins/web/request_handler.h"

#include "plugins/web/handshake.h"

namespace pipevane::web {

Response RequestHandler::answer(const Request& request) {
  try {
    if (!request.body.empty() && request.method != "POST" && request.method != "PUT")
      throw Problem{400, "Unexpected body", "this method takes none"};
    if (request.path == "/ws") return openWebSocket(request);
  } catch (const Problem& problem) {
    return answerWith(problem);
  }
  return router_.answer(request);
}

Response RequestHandler::openWebSocket(const Request& request) {
  router_.checkWebSocket(request);
  const std::string accept = acceptKeyFor(request);
  if (hub_.full()) throw Problem{503, "Too many clients", "no more WebSocket clients fit in"};
  return {.status = 101,
          .type = {},
          .body = {},
          .headers = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Accept", accept}}};
}

void RequestHandler::adopt(OwnSocket socket, std::string_view early, const Request& credentials) {
  hub_.add(std::move(socket), early, router_.admission(credentials));
}

}  // namespace pipevane::web
