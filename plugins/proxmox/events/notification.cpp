#include "plugins/proxmox/events/notification.h"

#include <cstdlib>
#include <functional>

namespace pipevane::proxmox::events {
namespace {

// A clock that is wrong by more is not believed: it would hide the event among others, or before
// all of them.
constexpr std::int64_t kBelievedMs = 3'600'000;

std::string lineOf(const Notification& notification) {
  if (notification.title.empty()) return notification.message;
  return notification.title;
}

}  // namespace

Event eventOf(const Notification& notification, std::string_view cluster, bool node,
              std::int64_t time_ms, std::string caused_by) {
  const std::int64_t said_ms = notification.time_s.value_or(-1) * 1000;
  const std::int64_t when_ms = std::abs(said_ms - time_ms) <= kBelievedMs ? said_ms : time_ms;
  const std::string host = notification.field("hostname");
  const auto hash =
      std::hash<std::string>{}(notification.title + '\n' + notification.message + '\n' + host);
  Event event{.id = std::string("notification:").append(cluster) + ":" + std::to_string(when_ms) +
                    ":" + std::to_string(hash),
              .type = "notification",
              .state = {},
              .severity = severityOfNotification(notification.severity),
              .time_ms = when_ms,
              .kind = node ? "node" : "cluster",
              .entity = node ? host : std::string(),
              .message = lineOf(notification),
              .attributes = {}};
  event.add("notification_type", notification.field("type"));
  event.add("node", host);
  event.add("job_id", notification.field("job-id"));
  event.add("severity", notification.severity);
  if (!notification.title.empty()) event.add("text", notification.message);
  event.add("caused_by", std::move(caused_by));
  return event;
}

}  // namespace pipevane::proxmox::events
