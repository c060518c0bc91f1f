// How much each thing that happens matters. All rules stand here.
#pragma once

#include "plugins/proxmox/events/task.h"

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox::events {

enum class Severity : std::uint8_t { kInfo, kNotice, kWarning, kError };

// What failed is an error; of what ended without a word nobody knows. What takes a guest away,
// moves it or changes what it is made of is worth a notice when it is done.
Severity severityOf(const Task& task);
// Of a guest that is in that state now, though nobody asked for it: one that has an error stands
// still, one that stopped may have crashed.
Severity severityOfStatus(std::string_view to);
Severity severityOfNode(std::string_view to);
// Of a guest or a node, as the high availability says.
Severity severityOfHa(std::string_view to);
// Of syslog: 0 to 3 are errors.
Severity severityOfPriority(std::int64_t priority);
// As a notification says; a mail to root says "unknown".
Severity severityOfNotification(std::string_view word);

}  // namespace pipevane::proxmox::events
