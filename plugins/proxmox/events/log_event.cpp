#include "plugins/proxmox/events/log_event.h"

#include <algorithm>

namespace pipevane::proxmox::events {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What it is about, as far as its words tell.
std::string_view categoryOf(const LogEntry& entry) {
  const std::string_view message = entry.message;
  if (message.starts_with("successful auth")) return "login";
  if (message.starts_with("authentication failure")) return "login_failure";
  if (taskIn(entry)) return "task";
  if (has(entry.tag, "pve-ha") || has(message, "fence") || has(message, "fencing")) return "ha";
  if (has(entry.tag, "pvesr") || has(message, "replication")) return "replication";
  if (message == "starting cluster log") return "cluster";
  return "other";
}

Severity severityIn(const LogEntry& entry, std::string_view category) {
  const Severity said = severityOfPriority(entry.priority);
  return category == "login_failure" ? std::max(said, Severity::kWarning) : said;
}

// Nodes on their own have the same names, mostly, and count from 1.
std::string idOf(std::string_view what, std::string_view cluster, const LogEntry& entry) {
  return std::string(what).append(":").append(cluster) + ":" + entry.node + ":" + entry.uid + ":" +
         std::to_string(entry.time_s);
}

}  // namespace

std::optional<Upid> taskIn(const LogEntry& entry) {
  std::string_view rest = entry.message;
  constexpr std::string_view kBegins = "starting task ", kEnds = "end task ";
  if (rest.starts_with(kBegins))
    rest.remove_prefix(kBegins.size());
  else if (rest.starts_with(kEnds))
    rest.remove_prefix(kEnds.size());
  else
    return std::nullopt;
  return Upid::parse(rest.substr(0, rest.find(' ')));
}

Event eventOf(const LogEntry& entry, std::string_view cluster) {
  const std::string_view category = categoryOf(entry);
  Event event{.id = idOf("log", cluster, entry),
              .type = "log",
              .state = {},
              .severity = severityIn(entry, category),
              .time_ms = entry.time_s * 1000,
              .kind = "node",
              .entity = entry.node,
              .message = entry.message,
              .attributes = {}};
  event.add("node", entry.node);
  event.add("category", std::string(category));
  event.add("user", entry.user);
  event.add("tag", entry.tag);
  event.add("priority", std::to_string(entry.priority));
  return event;
}

Event unreadableBelow(const LogEntry& above, std::string_view cluster) {
  Event event{.id = idOf("log-unreadable", cluster, above),
              .type = "log",
              .state = {},
              .severity = Severity::kNotice,
              .time_ms = above.time_s * 1000,
              .kind = "cluster",
              .entity = {},
              .message =
                  "An entry of the cluster log has a backslash in it, so that Proxmox VE "
                  "fails to tell it and what is older",
              .attributes = {}};
  event.add("category", "unreadable");
  return event;
}

}  // namespace pipevane::proxmox::events
