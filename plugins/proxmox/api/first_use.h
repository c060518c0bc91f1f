// Trust on first use: the certificate that a node shows first is kept, and from then on no other
// one is taken, unless somebody who is trusted vouches for it.
#pragma once

#include "plugins/proxmox/api/known_certificates.h"

#include <pipevane/host.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace pipevane::proxmox {

// [any]
class FirstUse {
 public:
  // Who says that a certificate is right: another member of the cluster that is trusted already, or
  // an authority that this system trusts, for the very name that was asked for.
  enum class Voucher : std::uint8_t { kNobody, kMember, kAuthority };

  struct Settings {
    std::filesystem::path folder;  // where it is kept
    std::function<std::int64_t()> now_ms;
    std::function<void(LogLevel, const std::string&)> log;
    // False: it only looks. Nobody is trusted who is not known, and nothing is written.
    bool keeps = true;
  };
  explicit FirstUse(Settings settings) : settings_(std::move(settings)), known_(settings_.folder) {}

  // The same one, that only looks.
  std::shared_ptr<const FirstUse> looking() const;

  // What the endpoint shows, before anything is said to it; what is new is on the disk when this
  // returns. Throws CallError: kChanged, kUnknown, kNotKept.
  void check(const Endpoint& endpoint, const std::string& fingerprint, Voucher voucher) const;
  // For people who read the file; what is no plain name is not noted. That it cannot be is no
  // failure of the endpoint, so nothing comes of it.
  void noteCluster(const Endpoint& endpoint, const std::string& cluster) const;
  // Nothing also where that cannot be read.
  std::optional<KnownCertificate> known(const Endpoint& endpoint) const;

 private:
  KnownCertificate settle(const Endpoint& endpoint, const std::string& fingerprint,
                          Voucher voucher) const;
  void tellFirst(const KnownCertificate& first, Voucher voucher) const;
  void tellRenewed(const KnownCertificate& before, const KnownCertificate& after,
                   Voucher voucher) const;

  Settings settings_;
  KnownCertificates known_;
};

}  // namespace pipevane::proxmox
