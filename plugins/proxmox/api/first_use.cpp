#include "plugins/proxmox/api/first_use.h"

#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/known_certificates_text.h"
#include "plugins/proxmox/api/utc_text.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {
namespace {

using Voucher = FirstUse::Voucher;

constexpr const char* kCompare =
    "pvenode cert info, or openssl x509 -noout -fingerprint -sha256 -in "
    "/etc/pve/local/pveproxy-ssl.pem or, where that is not there, /etc/pve/local/pve-ssl.pem";

std::int64_t wholeSeconds(std::int64_t time_ms) {
  return std::max<std::int64_t>(time_ms, 0) / 1000 * 1000;
}

std::string vouched(Voucher voucher) {
  return voucher == Voucher::kMember
             ? "another node of its cluster, which is trusted, vouches for it"
             : "an authority that this system trusts vouches for it";
}

}  // namespace

std::shared_ptr<const FirstUse> FirstUse::looking() const {
  Settings settings = settings_;
  settings.keeps = false;
  return std::make_shared<const FirstUse>(std::move(settings));
}

void FirstUse::check(const Endpoint& endpoint, const std::string& fingerprint,
                     Voucher voucher) const {
  std::optional<KnownCertificate> known;
  try {
    known = known_.find(endpoint);
    const bool fits = known && known->fingerprint == fingerprint;
    if (!fits && settings_.keeps && (!known || voucher != Voucher::kNobody))
      known = settle(endpoint, fingerprint, voucher);
  } catch (const Error& error) {
    throw CallError(
        Failure::kNotKept,
        std::string("what is trusted since its first use cannot be looked up or kept: ") +
            error.what(),
        "where the file is damaged, put the line right or take it out, or take the "
        "file away to trust all nodes anew; the data folder (data_dir, in the "
        "environment DATA_DIR) has to be one that can be written to");
  }
  if (known && known->fingerprint == fingerprint) return;
  if (voucher != Voucher::kNobody) return;
  if (known)
    throw CallError(Failure::kChanged,
                    "it shows another certificate than the one that is trusted since " +
                        utcText(known->since_ms) + ": " + fingerprint + " instead of " +
                        known->fingerprint,
                    "the token was not sent; if the node says the same (on it: pvenode cert info), "
                    "take the line of " +
                        known->endpoint + " out of " + known_.file() +
                        ", or set that fingerprint; otherwise somebody else answers");
  throw CallError(
      Failure::kUnknown,
      "its certificate, with the SHA-256 fingerprint " + fingerprint +
          ", would be trusted at first use",
      "compare it with what the node says (on it: pvenode cert info), then let pipevane "
      "run, which keeps it, or set that fingerprint");
}

KnownCertificate FirstUse::settle(const Endpoint& endpoint, const std::string& fingerprint,
                                  Voucher voucher) const {
  std::optional<KnownCertificate> before;
  KnownCertificate after = known_.change(endpoint, [&](const auto& known) {
    before = known;
    // Another thread or program was faster: it is theirs that counts.
    if (known && (known->fingerprint == fingerprint || voucher == Voucher::kNobody)) return *known;
    return KnownCertificate{.endpoint = {},
                            .fingerprint = fingerprint,
                            .since_ms = wholeSeconds(settings_.now_ms()),
                            .cluster = known ? known->cluster : std::string()};
  });
  if (!before)
    tellFirst(after, voucher);
  else if (before->fingerprint != after.fingerprint)
    tellRenewed(*before, after, voucher);
  return after;
}

void FirstUse::tellFirst(const KnownCertificate& first, Voucher voucher) const {
  const std::string end = " endpoint=" + first.endpoint + " fingerprint=" + first.fingerprint +
                          " file=\"" + known_.file() + "\"";
  if (voucher != Voucher::kNobody)
    return settings_.log(LogLevel::kInfo, "Keeps a node's certificate: " + vouched(voucher) + end);
  settings_.log(
      LogLevel::kWarn,
      std::string("Trusts a node by its first certificate, whoever showed it, and takes no "
                  "other one from now on. Compare its SHA-256 fingerprint on the node (") +
          kCompare +
          "); if it is another one there, revoke the token, as somebody else has it. To "
          "pin it, set it as fingerprint, in the environment as "
          "PROXMOX_NODE_..._FINGERPRINT of the number whose HOST it is" +
          end);
}

void FirstUse::tellRenewed(const KnownCertificate& before, const KnownCertificate& after,
                           Voucher voucher) const {
  settings_.log(LogLevel::kInfo,
                "Keeps another certificate of a node than before: " + vouched(voucher) +
                    " endpoint=" + after.endpoint + " fingerprint=" + after.fingerprint +
                    " before=" + before.fingerprint + " file=\"" + known_.file() + "\"");
}

void FirstUse::noteCluster(const Endpoint& endpoint, const std::string& cluster) const {
  if (!settings_.keeps || !isPlainName(cluster)) return;
  const auto now = known(endpoint);
  if (!now || now->cluster == cluster) return;
  try {
    known_.change(endpoint, [&](const auto& known) {
      // Somebody took the line out in this moment: it must not come back without a handshake.
      if (!known) throw Error("nothing is known of it");
      KnownCertificate noted = *known;
      noted.cluster = cluster;
      return noted;
    });
  } catch (const Error&) {
    return;
  }
}

std::optional<KnownCertificate> FirstUse::known(const Endpoint& endpoint) const {
  try {
    return known_.find(endpoint);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace pipevane::proxmox
