// How a node is spoken to: who asks, and what proves that it is the node.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class FirstUse;

class Token {
 public:
  // `id` is USER@REALM!NAME, `secret` what Proxmox VE showed once. Throws Error, without either of
  // them in it: a secret is easily pasted into the wrong place.
  Token(std::string id, std::string secret);

  const std::string& id() const { return id_; }
  // Only to be sent, and to be found in what comes back.
  const std::string& secret() const { return secret_; }
  // The value of the header Authorization.
  std::string header() const { return "PVEAPIToken=" + id_ + "=" + secret_; }

 private:
  std::string id_;
  std::string secret_;
};

struct Trust {
  // SHA-256, upper-case hex with colons; empty: the certificate is verified by its authority.
  std::string fingerprint;
  // Beside it, where it is not empty.
  std::vector<std::string> also = {};
  // PEM; empty: the system's authorities.
  std::string ca_file;
  // False: anybody may answer. Only with none of the others.
  bool verify = true;
  // The fingerprint is no option, but was told by a cluster of its member.
  bool told_by_cluster = false;
  // Not null: what was seen first, or what an authority of the system or `also` vouches for. With
  // neither a fingerprint nor a CA file.
  std::shared_ptr<const FirstUse> first_use = {};

  // Any case, with or without colons. Throws Error.
  static std::string parseFingerprint(std::string_view text);
};

}  // namespace pipevane::proxmox
