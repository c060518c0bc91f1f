// One address of the cluster: a port, and the certificate that is shown there.
#pragma once

#include "tests/simulator/server/certificate.h"
#include "tests/simulator/server/conversations.h"
#include "tests/simulator/server/listen.h"

#include <Poco/Net/HTTPServer.h>
#include <Poco/ThreadPool.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace pipevane::simulator {

class Simulator;

// [any]
class Member {
 public:
  // `node` is who answers there; empty: the first that can. Serves when it returns. Throws
  // Poco::Exception or std::runtime_error.
  Member(Simulator& simulator, const std::string& node, const std::string& address,
         std::uint16_t port, const Certificate& certificate);
  ~Member();
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  const std::string& node() const { return node_; }
  std::uint16_t port() const { return http_.port(); }
  std::uint64_t connections() const { return static_cast<std::uint64_t>(http_.totalConnections()); }
  Handshakes handshakes() const;
  Certificate certificate() const;
  // For connections that begin from now on; no session of before is resumed.
  void show(const Certificate& certificate);

 private:
  // Null while the node is dead.
  Poco::Net::Context::Ptr greeting();

  Simulator& simulator_;
  const std::string node_;
  mutable std::mutex mutex_;
  Certificate certificate_;
  std::vector<Poco::Net::Context::Ptr> contexts_;  // the one in use is the last
  Conversations conversations_;
  Poco::ThreadPool threads_;
  Poco::Net::HTTPServer http_;
};

}  // namespace pipevane::simulator
