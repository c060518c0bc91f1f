// Reads the body that a webhook target of Proxmox VE sends. The operator writes it, so it may be
// anything: the template of the documentation, other keys of the same meaning, or plain text.
#pragma once

#include "plugins/proxmox/events/notification.h"
#include "plugins/proxmox/json.h"

#include <optional>
#include <string_view>

namespace pipevane::proxmox::events {

class NotificationReader {
 public:
  // In bytes. A report of a backup of some hundred guests has about 50 kB.
  static constexpr std::size_t kLargest = 256u << 10;

  // Nothing where there is nothing to tell: it is empty, too large, no text, or JSON with
  // neither title nor message.
  std::optional<Notification> read(std::string_view body);

 private:
  std::optional<Notification> readObject(const json::Element& top);

  simdjson::dom::parser parser_{kLargest};
};

}  // namespace pipevane::proxmox::events
