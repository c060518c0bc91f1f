#include "plugins/proxmox/events/severity.h"

#include <algorithm>
#include <iterator>

namespace pipevane::proxmox::events {
namespace {

constexpr std::string_view kFarReaching[] = {
    "qmdestroy", "vzdestroy", "qmrollback", "vzrollback", "qmrestore", "vzrestore",  "qmmigrate",
    "qmigrate",  "vzmigrate", "hamigrate",  "migrateall", "stopall",   "suspendall", "clusterjoin"};

bool among(std::string_view word, const auto& words) {
  return std::ranges::find(words, word) != std::end(words);
}

}  // namespace

Severity severityOf(const Task& task) {
  switch (task.state()) {
    case TaskState::kError:
      return Severity::kError;
    case TaskState::kWarning:
    case TaskState::kUnknown:
      return Severity::kWarning;
    case TaskState::kOk:
      return among(task.upid.type, kFarReaching) ? Severity::kNotice : Severity::kInfo;
    case TaskState::kRunning:
      break;
  }
  return Severity::kInfo;
}

Severity severityOfStatus(std::string_view to) {
  constexpr std::string_view kBroken[] = {"internal-error", "io-error", "guest-panicked",
                                          "watchdog", "shutdown"};
  if (among(to, kBroken)) return Severity::kError;
  return to == "running" ? Severity::kNotice : Severity::kWarning;
}

Severity severityOfNode(std::string_view to) {
  if (to == "online") return Severity::kNotice;
  return to == "offline" ? Severity::kError : Severity::kWarning;
}

Severity severityOfHa(std::string_view to) {
  constexpr std::string_view kBroken[] = {"error", "fence", "gone"};
  constexpr std::string_view kDoubtful[] = {"recovery", "unknown"};
  if (among(to, kBroken)) return Severity::kError;
  return among(to, kDoubtful) ? Severity::kWarning : Severity::kNotice;
}

Severity severityOfPriority(std::int64_t priority) {
  if (priority < 0 || priority > 5) return Severity::kInfo;
  if (priority <= 3) return Severity::kError;
  return priority == 4 ? Severity::kWarning : Severity::kNotice;
}

Severity severityOfNotification(std::string_view word) {
  if (word == "error") return Severity::kError;
  if (word == "warning") return Severity::kWarning;
  return word == "info" ? Severity::kInfo : Severity::kNotice;
}

}  // namespace pipevane::proxmox::events
