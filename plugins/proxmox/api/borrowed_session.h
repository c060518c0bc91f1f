// One request of HTTP over a connection that is somebody else's.
#pragma once

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <ios>
#include <string>

namespace pipevane::proxmox {

// It neither closes the connection nor makes a new one, which would be one that nobody has checked.
// Not of the class for HTTPS: that one does not take a socket that is connected.
class BorrowedSession : public Poco::Net::HTTPClientSession {
 public:
  // `begun`: what of the request is on its way already, from its first byte on.
  BorrowedSession(const Poco::Net::SecureStreamSocket& socket, std::string begun);
  ~BorrowedSession() override { detachSocket(); }

 protected:
  // Throws CallError.
  void connect(const Poco::Net::SocketAddress&) override;
  int write(const char* buffer, std::streamsize length) override;

 private:
  std::string begun_;
};

}  // namespace pipevane::proxmox
