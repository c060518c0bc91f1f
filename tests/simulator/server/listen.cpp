#include "tests/simulator/server/listen.h"

#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

Memory reading(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

void use(SSL_CTX* context, const Certificate& certificate) {
  const Memory pem = reading(certificate.pem), key_pem = reading(certificate.key_pem);
  const std::unique_ptr<X509, decltype(&X509_free)> own(
      PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr), &X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(key_pem.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  if (!own || !key || SSL_CTX_use_certificate(context, own.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    throw std::runtime_error("cannot use the certificate and its key");
}

}  // namespace

Poco::Net::Context::Ptr contextWith(const Certificate& certificate) {
  using Poco::Net::Context;
  Context::Ptr context = new Context(Context::TLS_SERVER_USE, "", "", "", Context::VERIFY_NONE);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  use(context->sslContext(), certificate);
  return context;
}

Poco::Net::ServerSocket listenAt(const std::string& bind, std::uint16_t port,
                                 const Poco::Net::Context::Ptr& context) {
  using namespace Poco::Net;
  SecureServerSocket socket(context);
  socket.bind(SocketAddress(bind, port), true, false);
  socket.listen(64);
  return socket;
}

Handshakes handshakesOf(const Poco::Net::Context::Ptr& context) {
  SSL_CTX* const raw = context->sslContext();
  const auto all = static_cast<std::uint64_t>(SSL_CTX_sess_accept_good(raw));
  const auto resumed = static_cast<std::uint64_t>(SSL_CTX_sess_hits(raw));
  return {.whole = all - resumed, .resumed = resumed};
}

}  // namespace pipevane::simulator
