// The certificates that are trusted since they were first met: one file in the data folder, which
// all sources and all programs that use the folder share.
#pragma once

#include "plugins/proxmox/api/endpoint.h"
#include "plugins/proxmox/api/known_certificate.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::proxmox {

// [any] Nothing of it is kept in memory, so that a line that somebody takes out counts at once.
class KnownCertificates {
 public:
  static constexpr const char* kFileName = "proxmox_certificates";

  // `folder` need not be there yet.
  explicit KnownCertificates(const std::filesystem::path& folder) : file_(folder / kFileName) {}

  std::string file() const { return file_.string(); }
  // Throws Error where the file cannot be read, or is not as it was written: nobody is trusted
  // anew because of that.
  std::optional<KnownCertificate> find(const Endpoint& endpoint) const;
  // While nobody else changes anything: what `decide` makes of what is known of the endpoint is
  // written, where it is another one, and returned. Throws Error as `find` does, and where it
  // cannot be written.
  using Decide = std::function<KnownCertificate(const std::optional<KnownCertificate>&)>;
  KnownCertificate change(const Endpoint& endpoint, const Decide& decide) const;

 private:
  std::vector<KnownCertificate> read() const;

  std::filesystem::path file_;
};

}  // namespace pipevane::proxmox
