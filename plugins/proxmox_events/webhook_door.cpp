#include "plugins/proxmox_events/webhook_door.h"

#include "plugins/proxmox/receiving/door_socket.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <limits>
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

// Who is one too many is let in for a moment and sent away.
bool WebhookDoor::accept() {
  try {
    Poco::Net::SocketAddress from;
    Poco::Net::StreamSocket socket = socket_.acceptConnection(from);
    const std::string sender = proxmox::plainAddress(from.host());
    if (!hasRoomFor(sender)) {
      ++counts_.turned_away;
      return true;
    }
    connections_.push_back(
        std::make_unique<WebhookConnection>(std::move(socket), sender, watch_, host_, rules_));
    return true;
  } catch (const Poco::Exception&) {
    return false;  // nobody is there any more
  }
}

bool WebhookDoor::hasRoomFor(const std::string& sender) const {
  const auto of_one = std::ranges::count_if(
      connections_, [&sender](const auto& each) { return each->sender() == sender; });
  return connections_.size() < kMostConnections && static_cast<std::size_t>(of_one) < kMostOfOne;
}

void WebhookDoor::serve() {
  for (int i = 0; i < kRoundsMost && watch_.serve(); ++i) {
  }
  sweep();
  watch_.listen();
}

void WebhookDoor::sweep() {
  for (const auto& each : connections_)
    if (!each->over() && each->deadlineMs() <= host_.steadyMs()) each->expire();
  std::erase_if(connections_, [](const auto& each) { return each->over(); });
}

std::int64_t WebhookDoor::nextMs() const {
  std::int64_t next_ms = std::numeric_limits<std::int64_t>::max();
  for (const auto& each : connections_) next_ms = std::min(next_ms, each->deadlineMs());
  return next_ms;
}

bool WebhookDoor::takeRoom() {
  if (const std::int64_t minute = host_.steadyMs() / kMinuteMs; minute != minute_) {
    minute_ = minute;
    in_minute_ = 0;
  }
  return ++in_minute_ <= kMostNotifications;
}

}  // namespace pipevane::proxmox_events
