#include "tests/simulator/server/certificate.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

template <auto Free>
struct Freed {
  template <class Raw>
  void operator()(Raw* raw) const {
    Free(raw);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X509Pointer = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;

void check(bool done) {
  if (!done) throw std::runtime_error("cannot make a certificate");
}

std::string contentOf(const Memory& memory) {
  char* text = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

void addNames(X509* certificate) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
  for (const auto& [nid, value] :
       {std::pair{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"},
        std::pair{NID_basic_constraints, "critical,CA:TRUE"}}) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
  }
}

std::string fingerprintOf(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned length = 0;
  check(X509_digest(certificate, EVP_sha256(), bytes.data(), &length) == 1);
  std::string text;
  for (unsigned i = 0; i < length; ++i)
    text += fmt::format("{}{:02X}", i == 0 ? "" : ":", bytes[i]);
  return text;
}

}  // namespace

Certificate Certificate::make(const Lifetime& lifetime) {
  const Key key(EVP_EC_gen("P-256"));
  const X509Pointer certificate(X509_new());
  check(key && certificate);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), lifetime.begins_in_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), lifetime.ends_in_s);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  addNames(certificate.get());
  check(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0);

  const Memory pem(BIO_new(BIO_s_mem())), key_pem(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(pem.get(), certificate.get()) == 1);
  check(PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
        1);
  return {contentOf(pem), contentOf(key_pem), fingerprintOf(certificate.get())};
}

}  // namespace pipevane::simulator
