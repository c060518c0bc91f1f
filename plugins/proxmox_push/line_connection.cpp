#include "plugins/proxmox_push/line_connection.h"

#include "plugins/proxmox/push/pushed_text.h"

#include <utility>

namespace pipevane::proxmox_push {

using proxmox::PushCarrier;
using proxmox::PushFormat;

LineConnection::LineConnection(Poco::Net::StreamSocket socket, std::string sender,
                               proxmox::Sockets& sockets, Intake& intake, const Host& host)
    : proxmox::Connection(std::move(socket), std::move(sender), sockets),
      intake_(intake),
      host_(host) {
  setDeadline(host_.steadyMs() + kIdleMs);
}

void LineConnection::take(std::string_view bytes) {
  setDeadline(host_.steadyMs() + kIdleMs);
  const std::size_t end = bytes.rfind('\n');
  if (end == std::string_view::npos) {
    if (rest_.size() + bytes.size() > proxmox::kLongestLine) {
      rest_.clear();
      too_long_ = true;
    }
    if (!too_long_) rest_.append(bytes);
    return;
  }
  if (too_long_) {
    // Only its beginning was looked at.
    intake_.decoder().countLine(proxmox::Refusal::kTooLong);
    bytes.remove_prefix(bytes.find('\n') + 1);
    too_long_ = false;
    return bytes.empty() ? void() : take(bytes);
  }
  if (rest_.empty()) {
    giveWhole(bytes.substr(0, end + 1));
  } else {
    rest_.append(bytes.substr(0, end + 1));
    giveWhole(rest_);
  }
  // With no more room than it needs: there are many connections.
  rest_ = std::string(bytes.substr(end + 1));
}

void LineConnection::giveWhole(std::string_view lines) {
  const Intake::Origin origin{
      .format = PushFormat::kGraphite, .carrier = PushCarrier::kTcp, .sender = sender()};
  if (intake_.receive(origin, lines)) prove();
}

// A line without its end may be half a number.
void LineConnection::ended() {
  if (!rest_.empty() || too_long_) ++intake_.lost().half_lines;
  rest_.clear();
}

}  // namespace pipevane::proxmox_push
