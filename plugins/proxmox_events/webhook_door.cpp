#include "plugins/proxmox_events/webhook_door.h"

#include "plugins/proxmox/events/notification.h"
#include "plugins/proxmox/receiving/door_socket.h"

#include <Poco/Exception.h>

#include <cerrno>
#include <exception>
#include <memory>
#include <utility>

namespace pipevane::proxmox_events {
namespace {

constexpr int kAcceptsAtOnce = 16;
// The host's clock alone says when somebody has taken too long: it is looked at so often while
// there are connections.
constexpr int kSweepEveryMs = 100;
constexpr int kUntilReady = -1;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr int kUnauthorized = 401;
// Whoever looks for open ports fills no log.
constexpr std::int64_t kSayEveryMs = 600'000;

bool isOutOfRoom(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

WebhookDoor::WebhookDoor(const Settings& settings, const Host& host, Take take)
    : host_(host),
      rules_{
          .token = settings.webhook_token,
          .has_room = [this] { return takeRoom(); },
          .take =
              [this, take = std::move(take)](const std::string& sender, const std::string& body) {
                const bool taken = take(sender, body);
                if (taken) count(&Counts::taken);
                return taken;
              },
          .tells = proxmox::events::canBeTold,
          .refused = [this](const std::string& sender,
                            const proxmox::Problem& problem) { noteRefused(sender, problem); }},
      socket_(proxmox::listenAt(settings.webhook_bind, *settings.webhook_port, kDoorName)),
      port_(socket_.address().port()) {
  sockets_.add(socket_.impl()->sockfd(), *this);
  thread_ = std::thread([this] { run(); });
}

WebhookDoor::~WebhookDoor() {
  end_.ring();
  thread_.join();
  connections_.clear();
}

void WebhookDoor::run() {
  for (;;) {
    // Who cannot be let in is still there, and would be so at once.
    const int watched = rests_ ? end_.descriptor() : sockets_.descriptor();
    const int most_ms = rests_ || connections_.size() > 0 ? kSweepEveryMs : kUntilReady;
    if (proxmox::waitFor(watched, end_, most_ms) == proxmox::Waited::kRung) return;
    rests_ = false;
    serve();
  }
}

// What fails here is what the system or the memory has no room for: then nobody is kept.
void WebhookDoor::serve() {
  try {
    sockets_.serve();
    connections_.sweep(host_.steadyMs());
    fails_ = false;
  } catch (const std::exception& error) {
    if (!std::exchange(fails_, true))
      host_.log(LogLevel::kWarn, std::string("closes the connections of those that send "
                                             "notifications, and goes on: ") +
                                     error.what());
    connections_.clear();
    rests_ = true;
  }
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
      count(&Counts::turned_away);  // it, or the one that it comes in for
      if (!connections_.makeRoomFor(sender)) return true;
    }
    connections_.add(
        std::make_unique<WebhookConnection>(std::move(socket), sender, sockets_, host_, rules_));
    return true;
  } catch (const Poco::Exception& error) {
    rests_ = isOutOfRoom(error.code());
    return false;  // else nobody is there any more
  }
}

bool WebhookDoor::takeRoom() {
  if (const std::int64_t minute = host_.steadyMs() / kMinuteMs; minute != minute_) {
    minute_ = minute;
    in_minute_ = 0;
  }
  return ++in_minute_ <= kMostNotifications;
}

void WebhookDoor::count(std::uint64_t Counts::*what) {
  const std::lock_guard lock(counts_mutex_);
  ++(counts_.*what);
}

// In Proxmox VE's own log it is one line among many.
void WebhookDoor::noteRefused(const std::string& sender, const proxmox::Problem& problem) {
  count(problem.status == kUnauthorized ? &Counts::wrong_tokens : &Counts::refused);
  const std::int64_t now_ms = host_.steadyMs();
  if (said_ms_ && now_ms - *said_ms_ < kSayEveryMs) return;
  said_ms_ = now_ms;
  host_.log(LogLevel::kWarn, "refused a notification: from=" + sender + " why=\"" + problem.why +
                                 "\"; others within ten minutes are counted only");
}

WebhookDoor::Counts WebhookDoor::counts() const {
  const std::lock_guard lock(counts_mutex_);
  return counts_;
}

}  // namespace pipevane::proxmox_events
