#include "tests/simulator/push/outgoing.h"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace pipevane::simulator {
namespace {

using Poco::Net::SocketAddress;

// Of an answer; what is longer is not read.
constexpr std::size_t kAnswerMost = 64 * 1024;

SocketAddress addressOf(const Route& route) { return {route.server, route.port}; }

Poco::Net::StreamSocket connected(const Route& route) {
  Poco::Net::StreamSocket socket(SocketAddress::IPv4);
  if (!route.from.empty()) socket.impl()->bind(SocketAddress(route.from, 0), true);
  socket.connect(addressOf(route), route.timeout);
  socket.setSendTimeout(route.timeout);
  socket.setReceiveTimeout(route.timeout);
  return socket;
}

void write(Poco::Net::StreamSocket& socket, std::string_view bytes, std::size_t part_bytes) {
  while (!bytes.empty()) {
    const auto part = static_cast<int>(std::min(bytes.size(), part_bytes));
    const int sent = socket.sendBytes(bytes.data(), part, MSG_NOSIGNAL);
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// To its end: the server closes.
std::string answerOn(Poco::Net::StreamSocket& socket) {
  std::string answer;
  std::array<char, 4096> part;
  while (answer.size() < kAnswerMost) {
    const int read = socket.receiveBytes(part.data(), static_cast<int>(part.size()));
    if (read <= 0) break;
    answer.append(part.data(), static_cast<std::size_t>(read));
  }
  return answer;
}

}  // namespace

void sendDatagram(const Route& route, const std::string& bytes) {
  Poco::Net::DatagramSocket socket(SocketAddress::IPv4);
  if (!route.from.empty()) socket.bind(SocketAddress(route.from, 0));
  socket.sendTo(bytes.data(), static_cast<int>(bytes.size()), addressOf(route));
}

void sendStream(const Route& route, const std::string& bytes, std::size_t part_bytes) {
  Poco::Net::StreamSocket socket = connected(route);
  write(socket, bytes, part_bytes);
  socket.shutdownSend();
}

int sendRequest(const Route& route, const std::string& bytes) {
  Poco::Net::StreamSocket socket = connected(route);
  write(socket, bytes, bytes.size());
  const std::string answer = answerOn(socket);
  constexpr std::string_view kBegin = "HTTP/1.1 ";
  if (!answer.starts_with("HTTP/1.") || answer.size() < kBegin.size() + 3)
    throw Poco::IOException("no answer of HTTP from " + route.server);
  return std::atoi(answer.c_str() + kBegin.size());
}

}  // namespace pipevane::simulator
