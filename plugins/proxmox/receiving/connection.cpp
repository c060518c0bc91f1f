#include "plugins/proxmox/receiving/connection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
// In one go, so that others have their turn.
constexpr int kReadsAtOnce = 16;
// What a client still sends of what was refused.
constexpr std::size_t kIgnoredMost = 32u << 20;

}  // namespace

Connection::Connection(Poco::Net::StreamSocket socket, std::string sender, Sockets& sockets)
    : socket_(std::move(socket)), sender_(std::move(sender)), sockets_(sockets) {
  socket_.setBlocking(false);
  socket_.setNoDelay(true);
  sockets_.add(socket_.impl()->sockfd(), *this);
}

Connection::~Connection() { close(); }

void Connection::close() {
  end();
  sockets_.remove(socket_.impl()->sockfd());
  socket_.close();
}

std::optional<std::size_t> Connection::receive(std::span<char> bytes) {
  const ssize_t count = ::recv(socket_.impl()->sockfd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count > 0) return static_cast<std::size_t>(count);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return 0;
  return std::nullopt;
}

void Connection::proceed() {
  if (over_) return;
  if (sends()) {
    sendSome();
    if (!sends() && !over_ && !leaves_) resume();
  }
  std::array<char, kReadBytes> bytes;
  for (int i = 0; i < kReadsAtOnce && !over_ && !sends(); ++i) {
    const auto count = receive(bytes);
    if (!count) {
      if (!leaves_) ended();
      return end();
    }
    if (*count == 0) return;
    if (!leaves_) {
      take({bytes.data(), *count});
      continue;
    }
    // What nobody looks at waits for the others.
    if ((ignored_bytes_ += *count) > kIgnoredMost) end();
    return;
  }
}

void Connection::send(std::string_view text) {
  out_.append(text);
  sendSome();
}

void Connection::sendSome() {
  const int socket = socket_.impl()->sockfd();
  while (sends()) {
    const ssize_t count = ::send(socket, out_.data() + out_sent_, out_.size() - out_sent_,
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return end();
    if (count <= 0) break;
    out_sent_ += static_cast<std::size_t>(count);
  }
  if (sends() != writes_) sockets_.change(socket, *this, writes_ = sends());
  if (sends()) return;
  out_.clear();
  out_sent_ = 0;
  sent();
}

// A connection that is closed with bytes unread is reset, and the answer may be lost with it.
void Connection::leave() {
  leaves_ = true;
  ::shutdown(socket_.impl()->sockfd(), SHUT_WR);
}

}  // namespace pipevane::proxmox
