// Looks at the certificate of every whole handshake, also of those that fail by it.
#pragma once

#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/shown_certificate.h"

#include <Poco/Net/Context.h>

#include <optional>
#include <string>

namespace pipevane::proxmox {

// One thread. Outlives the context's last handshake.
class PeerWitness {
 public:
  // OpenSSL judges as it would have; what it found is kept.
  explicit PeerWitness(const Poco::Net::Context::Ptr& context);
  PeerWitness(const PeerWitness&) = delete;
  PeerWitness& operator=(const PeerWitness&) = delete;

  // Of the last whole handshake that came so far; a session that is taken up again shows none.
  const std::optional<ShownCertificate>& shown() const { return shown_; }
  // An authority of the context vouches for that certificate: the last whole handshake showed it.
  // To whom it is made out is not looked at.
  bool vouchesFor(const std::string& fingerprint) const {
    return vouches_ && shown_ && !fingerprint.empty() && shown_->fingerprint == fingerprint;
  }
  // Before a handshake.
  void forgetVerdict() { verdict_ = kFine; }
  // After one that failed: whether its certificate was the reason, which one of Failure's and in
  // words.
  bool distrusts() const { return verdict_ != kFine; }
  Failure failure() const;
  std::string why() const;

 private:
  static constexpr int kFine = 0;
  static int look(X509_STORE_CTX* chain, void* self);

  std::optional<ShownCertificate> shown_;
  int verdict_ = kFine;  // of OpenSSL's X509_V_...
  bool vouches_ = false;
};

// SHA-256; empty where it cannot be computed.
std::string fingerprintOf(const X509* certificate);

}  // namespace pipevane::proxmox
