#include "plugins/proxmox_events/webhook_door.h"

#include "plugins/proxmox/receiving/door_socket.h"

#include <Poco/Exception.h>

#include <memory>
#include <utility>

namespace pipevane::proxmox_events {
namespace {

constexpr int kAcceptsAtOnce = 16;
// So many sockets in a row may be ready again before the source goes on.
constexpr int kRoundsMost = 64;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr int kUnauthorized = 401;

}  // namespace

WebhookDoor::WebhookDoor(const Settings& settings, const Host& host, Take take)
    : host_(host),
      watch_(host),
      rules_{
          .token = settings.webhook_token,
          .has_room = [this] { return takeRoom(); },
          .take =
              [this, take = std::move(take)](const std::string& sender, const std::string& body) {
                const bool taken = take(sender, body);
                if (taken) ++counts_.taken;
                return taken;
              },
          .refused =
              [this](int status) {
                ++(status == kUnauthorized ? counts_.wrong_tokens : counts_.refused);
              }},
      socket_(proxmox::listenAt(settings.webhook_bind, *settings.webhook_port, kDoorName)),
      port_(socket_.address().port()) {
  watch_.add(socket_.impl()->sockfd(), *this);
  watch_.listen();
}

WebhookDoor::~WebhookDoor() {
  connections_.clear();
  watch_.remove(socket_.impl()->sockfd());
}

void WebhookDoor::proceed() {
  for (int i = 0; i < kAcceptsAtOnce && accept(); ++i) {
  }
}

// Who is one too many is let in for a moment and sent away, where none goes for it.
bool WebhookDoor::accept() {
  try {
    Poco::Net::SocketAddress from;
    Poco::Net::StreamSocket socket = socket_.acceptConnection(from);
    const std::string sender = proxmox::plainAddress(from.host());
    if (connections_.isFullFor(sender)) {
      ++counts_.turned_away;  // it, or the one that it comes in for
      if (!connections_.makeRoomFor(sender)) return true;
    }
    connections_.add(
        std::make_unique<WebhookConnection>(std::move(socket), sender, watch_, host_, rules_));
    return true;
  } catch (const Poco::Exception&) {
    return false;  // nobody is there any more
  }
}

void WebhookDoor::serve() {
  for (int i = 0; i < kRoundsMost && watch_.serve(); ++i) {
  }
  connections_.sweep(host_.steadyMs());
  watch_.listen();
}

bool WebhookDoor::takeRoom() {
  if (const std::int64_t minute = host_.steadyMs() / kMinuteMs; minute != minute_) {
    minute_ = minute;
    in_minute_ = 0;
  }
  return ++in_minute_ <= kMostNotifications;
}

}  // namespace pipevane::proxmox_events
