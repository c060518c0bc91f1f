// Asks one node's API, over one connection that is kept as long as the server keeps it.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/call_guard.h"
#include "plugins/proxmox/api/endpoint.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace pipevane::proxmox {

// One thread, but for `stopping`, which another one asks.
class ApiClient {
 public:
  struct Settings {
    Endpoint endpoint;
    Token token;
    Trust trust;
    // For one call from the connection to the last byte.
    std::int64_t timeout_ms = 10'000;
    std::size_t body_max = 64u << 20;
  };
  // Throws Error where the CA file cannot be used. [any] `stopping`: a call under way ends within
  // a fraction of a second.
  ApiClient(Settings settings, std::function<bool()> stopping);
  ~ApiClient();

  // `path` with its query, as in "/api2/json/version". Never throws for what the network does.
  Answer get(const std::string& path);

  const Endpoint& endpoint() const;

  struct Counters {
    std::uint64_t requests = 0;
    std::uint64_t handshakes = 0;
    // Of bodies, as they came over the wire where their length was told, else unpacked.
    std::uint64_t received_bytes = 0;
  };
  const Counters& counters() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace pipevane::proxmox
