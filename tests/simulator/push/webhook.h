// A notification as a webhook of Proxmox VE carries it, with the body that this project's
// documentation asks for.
#pragma once

#include "tests/simulator/world/notification.h"

#include <string>

namespace pipevane::simulator {

// {"title":{{json title}},"message":{{json message}},"severity":{{json severity}},
//  "timestamp":{{timestamp}},"fields":{{json fields}}}
std::string webhookBody(const Notification& notification);
std::string webhookRequest(const Webhook& webhook, const Notification& notification);
// "http://host:port/path?token=..."; throws std::invalid_argument.
Webhook webhookOf(const std::string& address);

}  // namespace pipevane::simulator
