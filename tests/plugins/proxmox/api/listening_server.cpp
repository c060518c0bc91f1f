#include "tests/plugins/proxmox/api/listening_server.h"

#include <Poco/Net/ServerSocket.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace pipevane::proxmox {
namespace {

constexpr std::chrono::seconds kPatience{60};

using ContextPtr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

BioPtr reading(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

ContextPtr contextWith(const simulator::Certificate& certificate, int newest) {
  ContextPtr context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  // What is too old for the system's own rules is spoken as well.
  SSL_CTX_set_security_level(context.get(),
                             newest == 0 ? SSL_CTX_get_security_level(context.get()) : 0);
  if (SSL_CTX_set_min_proto_version(context.get(), newest == 0 ? 0 : TLS1_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(context.get(), newest) != 1)
    throw std::runtime_error("cannot speak that version of TLS");
  const std::unique_ptr<X509, decltype(&X509_free)> shown(
      PEM_read_bio_X509(reading(certificate.pem).get(), nullptr, nullptr, nullptr), &X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(reading(certificate.key_pem).get(), nullptr, nullptr, nullptr),
      &EVP_PKEY_free);
  if (SSL_CTX_use_certificate(context.get(), shown.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
    throw std::runtime_error("cannot use the certificate");
  return context;
}

}  // namespace

class ListeningServer::Parts {
 public:
  Parts(const simulator::Certificate& certificate, int newest)
      : context_(contextWith(certificate, newest)),
        listener_(Poco::Net::SocketAddress("127.0.0.1", 0)),
        thread_([this] { run(); }) {}
  ~Parts() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      if (talking_ >= 0) ::shutdown(talking_, SHUT_RDWR);
    }
    // accept() returns then.
    ::shutdown(listener_.impl()->sockfd(), SHUT_RDWR);
    thread_.join();
  }

  std::uint16_t port() const { return listener_.address().port(); }
  std::string heardIn(std::size_t connections) {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_for(lock, kPatience, [&] { return connections_ >= connections; }))
      throw std::runtime_error("there are " + std::to_string(connections_) + " connections");
    return heard_;
  }

 private:
  void run() {
    for (;;) {
      const int socket = ::accept(listener_.impl()->sockfd(), nullptr, nullptr);
      {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && socket >= 0) talking_ = socket;
      }
      if (socket < 0) return;
      hear(socket);
      const std::lock_guard lock(mutex_);
      talking_ = -1;
      ::close(socket);
      ++connections_;
      ended_.notify_all();
      if (stopping_) return;
    }
  }
  void hear(int socket) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context_.get()), &SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) return;
    std::array<char, 4096> some;
    for (int n; (n = SSL_read(ssl.get(), some.data(), static_cast<int>(some.size()))) > 0;) {
      const std::lock_guard lock(mutex_);
      heard_.append(some.data(), static_cast<std::size_t>(n));
    }
  }

  ContextPtr context_;
  Poco::Net::ServerSocket listener_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::string heard_;
  std::size_t connections_ = 0;
  int talking_ = -1;
  bool stopping_ = false;
  std::thread thread_;
};

ListeningServer::ListeningServer(const simulator::Certificate& certificate, int newest)
    : parts_(std::make_unique<Parts>(certificate, newest)) {}
ListeningServer::~ListeningServer() = default;

std::uint16_t ListeningServer::port() const { return parts_->port(); }
std::string ListeningServer::heardIn(std::size_t connections) {
  return parts_->heardIn(connections);
}

}  // namespace pipevane::proxmox
