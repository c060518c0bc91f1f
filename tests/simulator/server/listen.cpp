#include "tests/simulator/server/listen.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

using PemText = std::unique_ptr<BIO, decltype(&BIO_free)>;

PemText reading(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

void use(SSL_CTX* context, const Certificate& certificate) {
  const PemText pem = reading(certificate.pem), key_pem = reading(certificate.key_pem);
  const std::unique_ptr<X509, decltype(&X509_free)> own(
      PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr), &X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(key_pem.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  if (!own || !key || SSL_CTX_use_certificate(context, own.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    throw std::runtime_error("cannot use the certificate and its key");
}

// Its end is an exception to whoever still waits for a byte.
class Conversation final : public Poco::Net::SecureStreamSocketImpl {
 public:
  Conversation(Poco::Net::StreamSocketImpl* socket, const Poco::Net::Context::Ptr& context,
               Conversations& all)
      : SecureStreamSocketImpl(socket, context), all_(all), socket_(socket->sockfd()) {
    acceptSSL();
    all_.begin(socket_);
  }
  void close() override {
    all_.end(socket_);
    SecureStreamSocketImpl::close();
  }
  int receiveBytes(void* buffer, int length, int flags) override {
    const int received = SecureStreamSocketImpl::receiveBytes(buffer, length, flags);
    if (received == 0) throw Poco::Net::ConnectionResetException();
    return received;
  }

 protected:
  ~Conversation() override { all_.end(socket_); }

 private:
  Conversations& all_;
  const int socket_;
};

class Door final : public Poco::Net::ServerSocketImpl {
 public:
  Door(Greeting greeting, Conversations& all) : greeting_(std::move(greeting)), all_(all) {}

  Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override {
    Poco::Net::StreamSocket plain(ServerSocketImpl::acceptConnection(client));
    const auto context = greeting_();
    if (!context) {
      plain.setLinger(true, 0);
      plain.close();
      throw Poco::Net::ConnectionAbortedException("the node is dead");
    }
    return new Conversation(static_cast<Poco::Net::StreamSocketImpl*>(plain.impl()), context, all_);
  }

 private:
  Greeting greeting_;
  Conversations& all_;
};

class Entrance final : public Poco::Net::ServerSocket {
 public:
  explicit Entrance(Poco::Net::SocketImpl* door) : ServerSocket(door, true) {}
};

}  // namespace

Poco::Net::Context::Ptr contextWith(const Certificate& certificate) {
  using Poco::Net::Context;
  Context::Ptr context = new Context(Context::TLS_SERVER_USE, "", "", "", Context::VERIFY_NONE);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  use(context->sslContext(), certificate);
  return context;
}

Poco::Net::ServerSocket listenAt(const std::string& bind, std::uint16_t port, Greeting greeting,
                                 Conversations& all) {
  Entrance entrance(new Door(std::move(greeting), all));
  entrance.bind(Poco::Net::SocketAddress(bind, port), true, false);
  entrance.listen(64);
  return entrance;
}

Handshakes handshakesOf(const Poco::Net::Context::Ptr& context) {
  SSL_CTX* const raw = context->sslContext();
  const auto all = static_cast<std::uint64_t>(SSL_CTX_sess_accept_good(raw));
  const auto resumed = static_cast<std::uint64_t>(SSL_CTX_sess_hits(raw));
  return {.whole = all - resumed, .resumed = resumed};
}

}  // namespace pipevane::simulator
