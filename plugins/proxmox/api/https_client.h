// Asks one node's API by HTTPS, over one connection that is kept as long as the server keeps it.
// The next connection resumes its TLS session where it can.
#pragma once

#include "plugins/proxmox/api/api_client.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox {

// One thread, but for `stopping`, which another one asks.
class HttpsClient final : public ApiClient {
 public:
  // Throws Error where the CA file cannot be used. [any] `stopping`: a call under way ends within
  // a fraction of a second.
  HttpsClient(Settings settings, std::function<bool()> stopping);
  ~HttpsClient() override;

  using ApiClient::get;
  Answer get(const std::string& path, const Limits& limits) override;
  Answer prove(const Limits& limits) override;
  void trustAlso(std::vector<std::string> fingerprints) override;
  void keepOpen(const std::string& path) override;
  const Settings& settings() const override;
  const Counters& counters() const override;
  const std::optional<ShownCertificate>& certificate() const override;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

// For all that one source asks.
inline ApiClient::Maker httpsClients(std::function<bool()> stopping) {
  return [stopping = std::move(stopping)](ApiClient::Settings settings) {
    return std::make_unique<HttpsClient>(std::move(settings), stopping);
  };
}

}  // namespace pipevane::proxmox
