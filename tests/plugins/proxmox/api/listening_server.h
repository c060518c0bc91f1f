// Somebody who shows a certificate and listens: all that is said to him is kept, and answered by
// nothing.
#pragma once

#include "tests/simulator/server/certificate.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace pipevane::proxmox {

class ListeningServer {
 public:
  // At 127.0.0.1, any port. `newest`: it speaks no newer TLS than that, as in TLS1_2_VERSION, and
  // anything older; 0: all there is. Throws std::runtime_error.
  explicit ListeningServer(const simulator::Certificate& certificate, int newest = 0);
  ~ListeningServer();
  ListeningServer(const ListeningServer&) = delete;
  ListeningServer& operator=(const ListeningServer&) = delete;

  std::uint16_t port() const;
  // Everything that was said once so many connections have ended; throws where there are none.
  std::string heardIn(std::size_t connections);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace pipevane::proxmox
