#include "plugins/web/request_handler.h"

#include "plugins/web/handshake.h"

#include <Poco/Buffer.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/HTTPServerSession.h>

#include <algorithm>

namespace pipevane::web {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::size_t kMostBodyBytes = 64 * 1024;
constexpr std::streamsize kMostDiscardedBytes = 1024 * 1024;

bool hasBody(const HTTPServerRequest& request) {
  return request.getChunkedTransferEncoding() ||
         (request.hasContentLength() && request.getContentLength64() > 0);
}

std::string bodyOf(HTTPServerRequest& request) {
  if (request.getMethod() != "POST" && request.getMethod() != "PUT") {
    // Left unread it would be taken for the next request.
    if (hasBody(request)) throw Problem{400, "Unexpected body", "this method takes none"};
    return {};
  }
  const Problem too_big{413, "Body too big", "it has more than 65536 bytes"};
  if (request.hasContentLength() && request.getContentLength64() > Poco::Int64{kMostBodyBytes})
    throw Problem(too_big);
  std::string body(kMostBodyBytes + 1, '\0');
  request.stream().read(body.data(), static_cast<std::streamsize>(body.size()));
  body.resize(static_cast<std::size_t>(request.stream().gcount()));
  if (body.size() > kMostBodyBytes) throw Problem(too_big);
  return body;
}

Request read(HTTPServerRequest& raw) {
  Request request;
  request.method = raw.getMethod();
  request.peer = raw.clientAddress().host().toString();
  request.host = raw.get("Host", "");
  request.origin = raw.get("Origin", "");
  request.authorization = raw.get("Authorization", "");
  request.cookies = raw.get("Cookie", "");
  request.if_none_match = raw.get("If-None-Match", "");
  request.accept_encoding = raw.get("Accept-Encoding", "");
  readTarget(raw.getURI(), request);
  request.body = bodyOf(raw);
  return request;
}

// A connection that is closed with bytes unread is reset, and the answer may be lost with it.
void discardBody(HTTPServerRequest& raw) {
  if (hasBody(raw) && !raw.getExpectContinue()) raw.stream().ignore(kMostDiscardedBytes);
}

void protect(HTTPServerResponse& raw) {
  raw.set("Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:; style-src 'self'; "
          "frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
  raw.set("X-Content-Type-Options", "nosniff");
  raw.set("X-Frame-Options", "DENY");
  raw.set("Referrer-Policy", "no-referrer");
}

void write(HTTPServerResponse& raw, const Response& response, bool with_body) {
  raw.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status));
  protect(raw);
  if (!response.type.empty()) raw.setContentType(response.type);
  const bool own_caching =
      std::any_of(response.headers.begin(), response.headers.end(),
                  [](const auto& each) { return each.first == "Cache-Control"; });
  if (!own_caching) raw.set("Cache-Control", "no-store");
  for (const auto& [name, value] : response.headers) raw.add(name, value);
  if (response.status != 204 && response.status != 304)
    raw.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  std::ostream& out = raw.send();
  if (with_body)
    out.write(response.body.data(), static_cast<std::streamsize>(response.body.size()));
  out.flush();
}

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  Handler(const Host& host, Router& router, Hub& hub) : host_(host), router_(router), hub_(hub) {}

  void handleRequest(HTTPServerRequest& raw, HTTPServerResponse& answer) override {
    try {
      respond(raw, answer);
    } catch (const Poco::Exception&) {
      // The client went away in the middle; there is nobody to tell.
      answer.setKeepAlive(false);
    } catch (const std::exception& error) {
      host_.log(LogLevel::kError, std::string("cannot serve a request: ") + error.what());
      answer.setKeepAlive(false);
    }
  }

 private:
  void respond(HTTPServerRequest& raw, HTTPServerResponse& answer) {
    Request request;
    try {
      request = read(raw);
      if (request.path == "/ws") return openWebSocket(raw, request, answer);
    } catch (const Problem& problem) {
      // What of the request was not read would be taken for the next one.
      answer.setKeepAlive(false);
      write(answer, answerWith(problem), raw.getMethod() != "HEAD");
      return discardBody(raw);
    }
    write(answer, router_.answer(request), raw.getMethod() != "HEAD");
  }

  void openWebSocket(HTTPServerRequest& raw, const Request& request, HTTPServerResponse& answer) {
    router_.checkWebSocket(request);
    const std::string accept = acceptKeyFor(raw);
    if (hub_.full()) throw Problem{503, "Too many clients", "no more WebSocket clients fit in"};
    answer.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_SWITCHING_PROTOCOLS);
    answer.set("Upgrade", "websocket");
    answer.set("Connection", "Upgrade");
    answer.set("Sec-WebSocket-Accept", accept);
    answer.setContentLength(Poco::Net::HTTPMessage::UNKNOWN_CONTENT_LENGTH);
    answer.send().flush();
    auto& request_of_server = static_cast<Poco::Net::HTTPServerRequestImpl&>(raw);
    Poco::Buffer<char> early(0);
    request_of_server.session().drainBuffer(early);
    hub_.add(request_of_server.detachSocket(), {early.begin(), early.size()});
  }

  const Host host_;
  Router& router_;
  Hub& hub_;
};

}  // namespace

Poco::Net::HTTPRequestHandler* RequestHandlers::createRequestHandler(const HTTPServerRequest&) {
  return new Handler(host_, router_, hub_);
}

}  // namespace pipevane::web
