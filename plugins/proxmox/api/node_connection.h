// One connection to a node: how long it can be used, and what of the next question was sent early.
#pragma once

#include "plugins/proxmox/api/answer.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace pipevane::proxmox {

class NodeConnection {
 public:
  explicit NodeConnection(Poco::Net::SecureStreamSocket socket) : socket_(std::move(socket)) {}

  Poco::Net::SecureStreamSocket& socket() { return socket_; }
  int descriptor() const { return static_cast<int>(socket_.impl()->sockfd()); }
  bool resumed() { return socket_.sessionWasReused(); }
  // Nothing was asked before the question that was asked last.
  bool isFresh() const { return requests_ == 1; }
  void used(std::int64_t now_ms) { used_ms_ = now_ms; }
  // The server ends it, or is about to.
  bool isSpent(std::int64_t now_ms) const;
  // Nothing was begun, or this is it.
  bool continues(const Poco::Net::HTTPRequest& request) const;
  // Sends one more line of it, but none with a secret. False where there is none left.
  bool sendLineOf(const Poco::Net::HTTPRequest& request);

  // Of one question.
  struct Course {
    bool answered = false;  // at least its head came
    bool keep = false;      // it can be used again
    std::size_t received_bytes = 0;
  };
  // Sends the rest of it, and reads the answer; Poco's own limit of time is for each read. Throws
  // CallError, and what Poco does.
  void ask(Poco::Net::HTTPRequest request, std::int64_t timeout_ms, std::size_t body_max,
           Answer& answer, Course& course);

 private:
  Poco::Net::SecureStreamSocket socket_;
  int requests_ = 0;
  std::int64_t used_ms_ = 0;
  std::string begun_;  // of the next request
};

}  // namespace pipevane::proxmox
