#include "plugins/proxmox/api/peer_witness.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/api/utc_text.h"

#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>

namespace pipevane::proxmox {
namespace {

std::string lineOf(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  char* text = nullptr;
  if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  const long size = BIO_get_mem_data(out.get(), &text);
  return oneLine({text, static_cast<std::size_t>(size)});
}

std::int64_t msOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return static_cast<std::int64_t>(timegm(&parts)) * 1000;
}

ShownCertificate described(const X509* certificate) {
  return {.fingerprint = fingerprintOf(certificate),
          .subject = lineOf(X509_get_subject_name(certificate)),
          .issuer = lineOf(X509_get_issuer_name(certificate)),
          .begins_ms = msOf(X509_get0_notBefore(certificate)),
          .ends_ms = msOf(X509_get0_notAfter(certificate))};
}

}  // namespace

PeerWitness::PeerWitness(const Poco::Net::Context::Ptr& context) {
  SSL_CTX_set_cert_verify_callback(context->sslContext(), look, this);
}

int PeerWitness::look(X509_STORE_CTX* chain, void* self) {
  const int trusted = X509_verify_cert(chain);
  auto& witness = *static_cast<PeerWitness*>(self);
  witness.verdict_ = X509_STORE_CTX_get_error(chain);
  witness.vouches_ = trusted == 1 && witness.verdict_ == X509_V_OK;
  try {
    if (const X509* leaf = X509_STORE_CTX_get0_cert(chain)) witness.shown_ = described(leaf);
  } catch (...) {
    // OpenSSL is in C. Nothing is known of it then.
    witness.shown_.reset();
  }
  return trusted;
}

Failure PeerWitness::failure() const {
  switch (verdict_) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Failure::kExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Failure::kNotYetValid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return Failure::kIssuer;
    default:
      return Failure::kTls;
  }
}

std::string PeerWitness::why() const {
  const ShownCertificate about = shown_.value_or(ShownCertificate{});
  switch (failure()) {
    case Failure::kExpired:
      return "its certificate has expired: it ended on " + utcText(about.ends_ms);
    case Failure::kNotYetValid:
      return "its certificate is not valid yet: it begins on " + utcText(about.begins_ms);
    case Failure::kIssuer:
      return (about.subject == about.issuer
                  ? "its certificate is self-signed"
                  : "nothing here knows who issued its certificate, " + about.issuer + ",") +
             " and its SHA-256 fingerprint is " + about.fingerprint;
    default:
      return std::string("its certificate, with the SHA-256 fingerprint ") + about.fingerprint +
             ", is not to be trusted: " + X509_verify_cert_error_string(verdict_);
  }
}

std::string fingerprintOf(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

}  // namespace pipevane::proxmox
