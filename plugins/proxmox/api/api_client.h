// Asks one node's API, however it is reached.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/endpoint.h"
#include "plugins/proxmox/api/shown_certificate.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// One thread.
class ApiClient {
 public:
  struct Settings {
    Endpoint endpoint;
    Token token;
    Trust trust;
    // For one call from the connection to the last byte.
    std::int64_t timeout_ms = 10'000;
    // Of a body, unpacked. The list of resources of 10,000 guests has 3 to 5 MB.
    std::size_t body_max = 16u << 20;
    // The addresses of a host's name; empty: as the system's resolver says.
    std::function<std::vector<std::string>(const std::string&)> look_up = {};
    // The clock by which a connection has been idle; empty: the system's steady one.
    std::function<std::int64_t()> now_ms = {};
  };
  // How those who ask several nodes come to one for each. Throws Error where the settings cannot be
  // used.
  using Maker = std::function<std::unique_ptr<ApiClient>(Settings settings)>;

  ApiClient() = default;
  virtual ~ApiClient() = default;
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;

  // In place of the usual ones; the time only where it is shorter.
  struct Limits {
    std::optional<std::size_t> body_max = {};
    std::optional<std::int64_t> timeout_ms = {};
  };
  // `path` with its query, as in "/api2/json/version". Never throws for what the network does.
  virtual Answer get(const std::string& path, const Limits& limits) = 0;
  Answer get(const std::string& path) { return get(path, Limits{}); }

  // Connects anew, and proves who answers, without a question: the token is not sent. `ok` where it
  // is as it should be.
  virtual Answer prove(const Limits& limits) = 0;

  // With a pinned certificate, or one that is kept since its first use: these are as good. Other
  // nodes of the cluster show them.
  virtual void trustAlso(std::vector<std::string> fingerprints) = 0;

  // Proxmox VE closes a connection on which it hears nothing for 5 s, while it renews its figures
  // every 10 s. So the next question is begun early: each call of this sends one more line of it,
  // and the server, which answers whole questions only, waits for the rest. To be called after
  // `kQuietMs` without a call, with the path that comes next. Does nothing where there is no
  // connection, or where only the secret is left to be sent.
  virtual void keepOpen(const std::string& path) = 0;
  static constexpr std::int64_t kQuietMs = 3'500;

  virtual const Settings& settings() const = 0;
  const Endpoint& endpoint() const { return settings().endpoint; }

  struct Counters {
    std::uint64_t requests = 0;
    std::uint64_t handshakes = 0;   // whole ones
    std::uint64_t resumptions = 0;  // of connections that went on where an earlier one was
    // Of bodies, as they came over the wire where their length was told, else unpacked.
    std::uint64_t received_bytes = 0;
    Counters operator-(const Counters& before) const {
      return {.requests = requests - before.requests,
              .handshakes = handshakes - before.handshakes,
              .resumptions = resumptions - before.resumptions,
              .received_bytes = received_bytes - before.received_bytes};
    }
  };
  virtual const Counters& counters() const = 0;
  // What the last whole handshake showed, whether it was accepted or not.
  virtual const std::optional<ShownCertificate>& certificate() const = 0;
};

}  // namespace pipevane::proxmox
