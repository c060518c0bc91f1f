#include "plugins/proxmox_push/stream_door.h"

#include "plugins/proxmox/receiving/door_socket.h"
#include "plugins/proxmox_push/line_connection.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <limits>

namespace pipevane::proxmox_push {
namespace {

constexpr int kAcceptsAtOnce = 32;

}  // namespace

StreamDoor::StreamDoor(const Settings& settings, const Door& door, Intake& intake,
                       proxmox::SocketWatch& watch, const Host& host)
    : door_(door),
      intake_(intake),
      watch_(watch),
      host_(host),
      rules_{.format = door.format,
             .token = settings.token,
             .otlp_path = settings.otlp_path,
             .has_room =
                 [this](std::size_t more) {
                   std::size_t held = more;
                   for (const auto& each : connections_) held += each->heldBytes();
                   return held <= kMostHeldBytes;
                 }},
      socket_(proxmox::listenAt(settings.bind, door.port, door.name)),
      port_(socket_.address().port()) {
  watch_.add(socket_.impl()->sockfd(), *this);
}

StreamDoor::~StreamDoor() { watch_.remove(socket_.impl()->sockfd()); }

void StreamDoor::proceed() {
  for (int i = 0; i < kAcceptsAtOnce && accept(); ++i) {
  }
}

// Who is one too many is let in for a moment and sent away: left waiting it would keep the others
// behind it from coming in.
bool StreamDoor::accept() {
  try {
    Poco::Net::SocketAddress from;
    Poco::Net::StreamSocket socket = socket_.acceptConnection(from);
    std::string sender = proxmox::plainAddress(from.host());
    if (isFull(sender)) {
      ++intake_.lost().turned_away;
      return true;
    }
    if (door_.carrier == proxmox::PushCarrier::kHttp)
      connections_.push_back(std::make_unique<HttpConnection>(std::move(socket), std::move(sender),
                                                              watch_, intake_, host_, rules_));
    else
      connections_.push_back(std::make_unique<LineConnection>(std::move(socket), std::move(sender),
                                                              watch_, intake_, host_));
    return true;
  } catch (const Poco::Exception&) {
    return false;  // nobody is there any more
  }
}

// Those that are over go later: one of them may be next in line to proceed.
bool StreamDoor::isFull(const std::string& sender) const {
  std::size_t all = 0, of_one = 0;
  for (const auto& each : connections_) {
    if (each->over()) continue;
    ++all;
    if (each->sender() == sender) ++of_one;
  }
  return all >= kMost || of_one >= kMostOfOne;
}

void StreamDoor::sweep(std::int64_t steady_ms) {
  for (const auto& each : connections_)
    if (!each->over() && each->deadlineMs() <= steady_ms) each->expire();
  std::erase_if(connections_, [](const auto& each) { return each->over(); });
}

std::int64_t StreamDoor::nextMs() const {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  for (const auto& each : connections_) next = std::min(next, each->deadlineMs());
  return next;
}

}  // namespace pipevane::proxmox_push
