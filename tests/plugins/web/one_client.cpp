#include "tests/plugins/web/one_client.h"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>

#include <sstream>

namespace pipevane::web {

JsonPtr parsed(const std::string& json) {
  Poco::JSON::Parser parser;
  return parser.parse(json).extract<JsonPtr>();
}

std::string canonical(const JsonPtr& object) {
  std::ostringstream out;
  object->stringify(out);
  return out.str();
}

void mergeInto(Poco::JSON::Object& target, const Poco::JSON::Object& patch) {
  for (const auto& [key, value] : patch) {
    if (value.isEmpty()) {
      target.remove(key);
    } else if (patch.isObject(key)) {
      if (!target.isObject(key)) target.set(key, JsonPtr(new Poco::JSON::Object));
      JsonPtr inner = target.getObject(key);
      mergeInto(*inner, *patch.getObject(key));
    } else {
      target.set(key, value);
    }
  }
}

OneClient::OneClient(std::uint16_t port, const std::map<std::string, std::string>& headers)
    : OneClient(std::make_unique<Poco::Net::HTTPClientSession>("127.0.0.1", port), headers) {}

OneClient::OneClient(std::unique_ptr<Poco::Net::HTTPClientSession> session,
                     const std::map<std::string, std::string>& headers)
    : session_(std::move(session)) {
  using namespace Poco::Net;
  HTTPRequest request(HTTPRequest::HTTP_GET, "/ws", HTTPMessage::HTTP_1_1);
  for (const auto& [name, value] : headers) request.set(name, value);
  HTTPResponse response;
  socket_ = std::make_unique<WebSocket>(*session_, request, response);
  socket_->setMaxPayloadSize(64 * 1024 * 1024);
}

void OneClient::send(const std::string& json) {
  socket_->sendFrame(json.data(), static_cast<int>(json.size()));
}

JsonPtr OneClient::next(int timeout_ms) {
  using Poco::Net::WebSocket;
  socket_->setReceiveTimeout(Poco::Timespan(Poco::Timespan::TimeDiff{timeout_ms} * 1000));
  for (;;) try {
      Poco::Buffer<char> buffer(0);
      int flags = 0;
      const int count = socket_->receiveFrame(buffer, flags);
      const int opcode = flags & WebSocket::FRAME_OP_BITMASK;
      // As a browser does: who is silent for long is given up.
      if (opcode == WebSocket::FRAME_OP_PING)
        socket_->sendFrame(buffer.begin(), count,
                           int{WebSocket::FRAME_FLAG_FIN} | int{WebSocket::FRAME_OP_PONG});
      if (opcode == WebSocket::FRAME_OP_PING || opcode == WebSocket::FRAME_OP_PONG) continue;
      if (opcode == WebSocket::FRAME_OP_CLOSE || count <= 0) {
        closed_ = count >= 2 ? static_cast<unsigned char>(buffer[0]) * 256 +
                                   static_cast<unsigned char>(buffer[1])
                             : 0;
        return {};
      }
      const JsonPtr message = parsed(std::string(buffer.begin(), buffer.size()));
      if (message->getValue<std::string>("type") == "heartbeat") continue;
      keep(message);
      return message;
    } catch (const Poco::TimeoutException&) {
      return {};
    } catch (const Poco::Net::NetException&) {
      closed_ = 0;
      return {};
    }
}

void OneClient::keep(const JsonPtr& message) {
  const std::string type = message->getValue<std::string>("type");
  if (type == "error") return;
  const auto sequence = message->getValue<std::int64_t>("sequence");
  if (type == "snapshot") {
    epoch_ = message->getValue<std::string>("epoch");
    entities_ = message->getObject("entities");
  } else {
    gap_ = gap_ || sequence != sequence_ + 1;
    if (message->isObject("entities")) mergeInto(*entities_, *message->getObject("entities"));
  }
  sequence_ = sequence;
}

JsonPtr OneClient::nextOf(const std::string& type) {
  for (;;) {
    JsonPtr message = next();
    if (message.isNull() || message->getValue<std::string>("type") == type) return message;
  }
}

bool OneClient::follows(const std::string& entities) {
  while (canonical(entities_) != entities)
    if (next().isNull()) return false;
  return true;
}

}  // namespace pipevane::web
