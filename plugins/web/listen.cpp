#include "plugins/web/listen.h"

#include <pipevane/error.h>

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <filesystem>

namespace pipevane::web {
namespace {

using namespace Poco::Net;

constexpr int kBacklog = 128;

Context::Ptr contextFor(const ServerAddress& address) {
  for (const std::string& file : {address.certificate_file, address.key_file})
    if (!std::filesystem::is_regular_file(file))
      throw Error("cannot read the TLS file \"" + file + "\": " +
                  (std::filesystem::exists(file) ? "it is no regular file" : "it is not there"));
  Context::Ptr context = new Context(Context::TLS_SERVER_USE, address.key_file,
                                     address.certificate_file, "", Context::VERIFY_NONE);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  // A message that did not fit is sent on later from wherever it then is.
  SSL_CTX_set_mode(context->sslContext(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

}  // namespace

ServerSocket listenAt(const ServerAddress& address) {
  const SocketAddress where(address.bind, address.port);
  // A port that was left a moment ago is taken at once; one that is in use is not shared with
  // another program, which would get every second client.
  const bool reuse_address = true, reuse_port = false, ipv6_only = false;
  const auto listening = [&](ServerSocket socket) {
    if (where.family() == SocketAddress::IPv6)
      socket.bind6(where, reuse_address, reuse_port, ipv6_only);
    else
      socket.bind(where, reuse_address, reuse_port);
    socket.listen(kBacklog);
    return socket;
  };
  if (address.certificate_file.empty()) return listening(ServerSocket());
  return listening(SecureServerSocket(contextFor(address)));
}

}  // namespace pipevane::web
