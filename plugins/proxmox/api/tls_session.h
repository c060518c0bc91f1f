// What a server and its client agreed upon, so that the next connection need not begin anew.
#pragma once

#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/Session.h>

#include <cstdint>

namespace pipevane::proxmox {

// For one endpoint and one way of trusting it: a session taken up again brings the certificate that
// was shown at its beginning, and no authority is asked about it. So an hour later it is asked, by
// a whole handshake. One thread.
class TlsSession {
 public:
  static constexpr std::int64_t kLongestMs = 3'600'000;

  // What to offer to the server; null: a whole handshake. The server is free to refuse it.
  Poco::Net::Session::Ptr offered(std::int64_t now_ms) const;
  // After the first answer on a connection: the newer protocol tells what to offer only then.
  void keep(Poco::Net::SecureStreamSocket& socket, std::int64_t now_ms);
  // Whatever went wrong with it, the next handshake is a whole one.
  void forget() { session_ = nullptr; }

 private:
  Poco::Net::Session::Ptr session_;
  std::int64_t begun_ms_ = 0;  // the last whole handshake
};

}  // namespace pipevane::proxmox
