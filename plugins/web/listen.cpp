#include "plugins/web/listen.h"

#include <pipevane/error.h>

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace pipevane::web {
namespace {

using namespace Poco::Net;

constexpr int kBacklog = 128;

void requireReadable(const char* option, const std::string& file) {
  const auto refuse = [&](const std::string& why) {
    throw Error("cannot read the TLS file \"" + file + "\": " + why + "; put it right, or name " +
                "another one in " + option);
  };
  std::error_code failed;
  const auto kind = std::filesystem::status(file, failed).type();
  if (kind == std::filesystem::file_type::not_found) refuse("it is not there");
  if (kind != std::filesystem::file_type::regular)
    refuse(failed ? failed.message() : "it is no regular file");
  if (!std::ifstream(file)) refuse(std::strerror(errno));
}

Context::Ptr contextOf(const ServerAddress& address) {
  try {
    Context::Ptr context = new Context(Context::TLS_SERVER_USE, address.key_file,
                                       address.certificate_file, "", Context::VERIFY_NONE);
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    return context;
  } catch (const Poco::Exception& error) {
    throw Error("cannot use the TLS files \"" + address.certificate_file + "\" and \"" +
                address.key_file + "\": " + error.displayText() +
                "; tls_cert_file is the certificate with its chain and tls_key_file its private "
                "key without a password, both in PEM");
  }
}

Context::Ptr contextFor(const ServerAddress& address) {
  requireReadable("tls_cert_file", address.certificate_file);
  requireReadable("tls_key_file", address.key_file);
  Context::Ptr context = contextOf(address);
  // OpenSSL takes both, and would then agree with no client on anything.
  if (SSL_CTX_check_private_key(context->sslContext()) != 1)
    throw Error("cannot use the TLS key \"" + address.key_file + "\": it is not the key of the " +
                "certificate \"" + address.certificate_file + "\"; renew both together");
  // A message that did not fit is sent on later from wherever it then is.
  SSL_CTX_set_mode(context->sslContext(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

// A port that was left a moment ago is taken at once; one that is in use is not shared with another
// program, which would get every second client.
void bindTo(ServerSocket& socket, const SocketAddress& where) {
  const bool reuse_address = true, reuse_port = false, ipv6_only = false;
  if (where.family() == SocketAddress::IPv6)
    socket.bind6(where, reuse_address, reuse_port, ipv6_only);
  else
    socket.bind(where, reuse_address, reuse_port);
}

Error refusal(const ServerAddress& address, const Poco::Exception& error) {
  const std::string where =
      "cannot listen on \"" + address.bind + "\", port " + std::to_string(address.port) + ": ";
  if (error.code() == EADDRINUSE)
    return Error(where +
                 "the port is in use; choose another port, or end the program that has it "
                 "(ss -ltnp names it)");
  return Error(where + error.displayText() + "; choose another address or port");
}

}  // namespace

ServerSocket listenAt(const ServerAddress& address) {
  ServerSocket socket = address.certificate_file.empty()
                            ? ServerSocket()
                            : ServerSocket(SecureServerSocket(contextFor(address)));
  try {
    bindTo(socket, SocketAddress(address.bind, address.port));
    socket.listen(kBacklog);
  } catch (const Poco::Exception& error) {
    throw refusal(address, error);
  }
  return socket;
}

void tryToListenAt(const ServerAddress& address, bool gets_free) {
  if (!address.certificate_file.empty()) contextFor(address);
  try {
    ServerSocket socket;
    bindTo(socket, SocketAddress(address.bind, address.port));
  } catch (const Poco::Exception& error) {
    if (!gets_free || error.code() != EADDRINUSE) throw refusal(address, error);
  }
}

}  // namespace pipevane::web
