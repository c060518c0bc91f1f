#include "plugins/proxmox_push/datagrams.h"

#include "plugins/proxmox/receiving/door_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace pipevane::proxmox_push {
namespace {

// The longest that there is.
constexpr std::size_t kLongest = 65'536;
// In one go, so that the other doors have their turn.
constexpr int kAtOnce = 128;

// The part of a socket's address that is the machine's.
std::string rawAddress(const sockaddr_storage& from) {
  if (from.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(from);
    return {reinterpret_cast<const char*>(&four.sin_addr), sizeof four.sin_addr};
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(from);
  return {reinterpret_cast<const char*>(&six.sin6_addr), sizeof six.sin6_addr};
}

}  // namespace

Datagrams::Datagrams(const std::string& bind, const Door& door, Intake& intake,
                     proxmox::SocketWatch& watch)
    : door_(door),
      intake_(intake),
      watch_(watch),
      socket_(proxmox::receiveAt(bind, door.port, door.name)),
      port_(socket_.address().port()),
      bytes_(kLongest) {
  watch_.add(socket_.impl()->sockfd(), *this);
}

Datagrams::~Datagrams() { watch_.remove(socket_.impl()->sockfd()); }

void Datagrams::proceed() {
  for (int i = 0; i < kAtOnce && receive(); ++i) {
  }
}

bool Datagrams::receive() {
  sockaddr_storage from{};
  iovec part{.iov_base = bytes_.data(), .iov_len = bytes_.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(std::uint32_t))];
  msghdr message{};
  message.msg_name = &from;
  message.msg_namelen = sizeof from;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t size = ::recvmsg(socket_.impl()->sockfd(), &message, MSG_DONTWAIT);
  if (size < 0) return false;
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
       each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SO_RXQ_OVFL) continue;
    std::uint32_t drops = 0;
    std::memcpy(&drops, CMSG_DATA(each), sizeof drops);
    intake_.lost().by_kernel += drops - kernel_drops_;
    kernel_drops_ = drops;
  }
  std::string raw = rawAddress(from);
  if (raw != raw_sender_) {
    sender_ = proxmox::plainAddress(
        Poco::Net::IPAddress(raw.data(), static_cast<poco_socklen_t>(raw.size())));
    raw_sender_ = std::move(raw);
  }
  intake_.receive({.format = door_.format, .carrier = door_.carrier, .sender = sender_},
                  {bytes_.data(), static_cast<std::size_t>(size)});
  return true;
}

}  // namespace pipevane::proxmox_push
