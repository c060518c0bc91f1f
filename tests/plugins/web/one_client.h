// A WebSocket client, with Poco's implementation and not with ours, and the model that it builds
// from snapshots and updates.
#pragma once

#include <Poco/JSON/Object.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/WebSocket.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace pipevane::web {

using JsonPtr = Poco::JSON::Object::Ptr;

JsonPtr parsed(const std::string& json);
// Keys in order, so that equal objects are equal texts.
std::string canonical(const JsonPtr& object);
// RFC 7396.
void mergeInto(Poco::JSON::Object& target, const Poco::JSON::Object& patch);

class OneClient {
 public:
  explicit OneClient(std::uint16_t port, const std::map<std::string, std::string>& headers = {});
  // Over any session, TLS for one.
  explicit OneClient(std::unique_ptr<Poco::Net::HTTPClientSession> session,
                     const std::map<std::string, std::string>& headers = {});

  void send(const std::string& json);
  // The next message, or null after that time, or when the server closed: then `closed` has the
  // code.
  JsonPtr next(int timeout_ms = 10'000);
  // Takes messages until one of them fits, and keeps the model; null when there is none in time.
  JsonPtr nextOf(const std::string& type);
  // Takes messages until the model's entities are these.
  bool follows(const std::string& entities);

  const JsonPtr& entities() const { return entities_; }
  std::int64_t sequence() const { return sequence_; }
  const std::string& epoch() const { return epoch_; }
  std::optional<int> closed() const { return closed_; }
  bool gap() const { return gap_; }
  Poco::Net::WebSocket& socket() { return *socket_; }

 private:
  void keep(const JsonPtr& message);

  std::unique_ptr<Poco::Net::HTTPClientSession> session_;
  std::unique_ptr<Poco::Net::WebSocket> socket_;
  JsonPtr entities_ = new Poco::JSON::Object;
  std::int64_t sequence_ = 0;
  std::string epoch_;
  std::optional<int> closed_;
  bool gap_ = false;
};

}  // namespace pipevane::web
