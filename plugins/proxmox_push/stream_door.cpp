#include "plugins/proxmox_push/stream_door.h"

#include "plugins/proxmox/receiving/door_socket.h"
#include "plugins/proxmox_push/line_connection.h"

#include <Poco/Exception.h>

#include <memory>
#include <utility>

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
             .room = room_},
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
// behind it from coming in. Where somebody else has proved nothing yet, that one goes.
bool StreamDoor::accept() {
  try {
    Poco::Net::SocketAddress from;
    Poco::Net::StreamSocket socket = socket_.acceptConnection(from);
    std::string sender = proxmox::plainAddress(from.host());
    if (connections_.isFullFor(sender)) {
      ++intake_.lost().turned_away;  // it, or the one that it comes in for
      if (!connections_.makeRoomFor(sender)) return true;
    }
    if (door_.carrier == proxmox::PushCarrier::kHttp)
      connections_.add(std::make_unique<HttpConnection>(std::move(socket), std::move(sender),
                                                        watch_, intake_, host_, rules_));
    else
      connections_.add(std::make_unique<LineConnection>(std::move(socket), std::move(sender),
                                                        watch_, intake_, host_));
    return true;
  } catch (const Poco::Exception&) {
    return false;  // nobody is there any more
  }
}

}  // namespace pipevane::proxmox_push
