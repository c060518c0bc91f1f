#include "plugins/proxmox/events/difference_event.h"

#include "plugins/proxmox/events/plain_text.h"
#include "plugins/proxmox/events/task_event.h"

#include <algorithm>

namespace pipevane::proxmox::events {
namespace {

constexpr std::size_t kLongestWords = 256;

std::string_view typeOf(Change change) {
  switch (change) {
    case Change::kStatus:
    case Change::kRestart:
      return "status";
    case Change::kLock:
    case Change::kLocked:
    case Change::kUnlock:
      return "lock";
    case Change::kTags:
      return "tags";
    case Change::kGuestHa:
    case Change::kNodeHa:
      return "ha";
    case Change::kNode:
    case Change::kNodeBoot:
      return "node";
    case Change::kStorage:
      return "storage";
    case Change::kName:
    case Change::kPool:
    case Change::kMoved:
    case Change::kAppeared:
    case Change::kGone:
    case Change::kMany:
      break;
  }
  return "guest";
}

std::string_view wordOf(Change change) {
  switch (change) {
    case Change::kRestart:
    case Change::kNodeBoot:
      return "restarted";
    case Change::kName:
      return "renamed";
    case Change::kPool:
      return "pool";
    case Change::kMoved:
      return "moved";
    case Change::kAppeared:
      return "appeared";
    case Change::kGone:
      return "gone";
    default:
      return {};
  }
}

Severity severityOf(const Difference& difference) {
  switch (difference.change) {
    case Change::kStatus:
      return severityOfStatus(difference.to);
    case Change::kRestart:
    case Change::kNodeBoot:
    case Change::kMany:
      return Severity::kWarning;
    case Change::kNode:
      return severityOfNode(difference.to);
    case Change::kStorage:
      return difference.to == "available" ? Severity::kNotice : Severity::kError;
    case Change::kGuestHa:
    case Change::kNodeHa:
      return severityOfHa(difference.to);
    case Change::kMoved:
    case Change::kAppeared:
    case Change::kGone:
      return Severity::kNotice;
    default:
      return Severity::kInfo;
  }
}

std::string plain(const std::string& text) { return plainText(text, kLongestWords); }

// "is not tagged any more", "has the tags a;b now".
std::string nowHas(std::string_view what, const std::string& to) {
  if (to.empty()) return " has no " + std::string(what) + " any more";
  return " has the " + std::string(what) + " " + plain(to) + " now";
}

std::string ofStatus(const Difference& difference, const std::string& without) {
  if (difference.to == "stopped")
    return " stopped" + without + ": it shut itself down, or it crashed";
  if (difference.to == "running" && difference.from == "stopped") return " was started" + without;
  return " went from " + plain(difference.from) + " to " + plain(difference.to) + without;
}

std::string ofNode(const Difference& difference) {
  if (difference.from.empty()) return " is new in the cluster, and " + plain(difference.to);
  if (difference.to.empty()) return " is no node of the cluster any more";
  if (difference.to == "online") return " is online again";
  if (difference.to == "unknown") return " is online, but has told nothing of itself for minutes";
  return " is " + plain(difference.to);
}

// Which one of those of that kind it is: it began at that time. A lock is the same one whoever
// finds it, and after a restart: the task that makes it says which. Without one the time does,
// where it was seen to begin; else there is none but its name.
std::string whichOf(const Difference& difference, const std::string& caused_by) {
  if (difference.locks() && !caused_by.empty()) return difference.to + ":" + caused_by;
  if (difference.change == Change::kLocked) return difference.to;
  return std::to_string(difference.time_ms);
}

std::string what(const Difference& difference) {
  if (difference.ofGuest()) return guestWords(difference.kind, difference.id, difference.name);
  if (difference.kind == "node") return "Node " + difference.id;
  return difference.kind == "storage" ? "Storage " + plain(difference.id) : std::string();
}

std::string sentenceOf(const Difference& difference, bool tasks_seen, bool caused) {
  const std::string without = tasks_seen && !caused ? " without a task" : "";
  switch (difference.change) {
    case Change::kStatus:
      return what(difference) + ofStatus(difference, without);
    case Change::kRestart:
      return what(difference) + " restarted" + without;
    case Change::kNodeBoot:
      return what(difference) + " restarted";
    case Change::kLock:
    case Change::kLocked:
    case Change::kUnlock:
      return what(difference) + " is locked (" + plain(difference.to) + ")";
    case Change::kTags:
      return what(difference) + nowHas("tags", difference.to);
    case Change::kName:
      return what(difference) + " was called " + plain(difference.from) + " before";
    case Change::kPool:
      return what(difference) + nowHas("pool", difference.to);
    case Change::kGuestHa:
    case Change::kNodeHa:
      return difference.to.empty() ? what(difference) + " is not managed by HA any more"
                                   : what(difference) + " has the HA state " + plain(difference.to);
    case Change::kMoved:
      return what(difference) + " moved from node " + plain(difference.from) + " to node " +
             plain(difference.to) + without;
    case Change::kAppeared:
      return what(difference) + " appeared on node " + plain(difference.node) + without;
    case Change::kGone:
      return what(difference) + " is not listed any more" + without +
             ": it was removed, or it may not be seen any more";
    case Change::kMany:
      return difference.to + " guests at once " +
             (difference.from == "gone" ? "are not listed any more" : "appeared in the list");
    case Change::kNode:
      return what(difference) + ofNode(difference);
    case Change::kStorage:
      break;
  }
  return what(difference) +
         (difference.to == "available" ? " is available again" : " is not available any more");
}

}  // namespace

Event eventOf(const Difference& difference, std::string_view cluster, bool tasks_seen,
              std::string caused_by) {
  const std::string_view type = typeOf(difference.change);
  std::string id(type);
  for (const std::string_view part :
       {wordOf(difference.change), cluster, difference.kind, std::string_view(difference.id)})
    if (!part.empty()) id.append(":").append(part);
  id += ":" + whichOf(difference, caused_by);
  Event event{.id = std::move(id),
              .type = type,
              .state = difference.locks() ? "running" : std::string_view{},
              .severity = severityOf(difference),
              .time_ms = difference.time_ms,
              .kind = difference.kind,
              .entity = difference.id,
              .message = sentenceOf(difference, tasks_seen, !caused_by.empty()),
              .attributes = {}};
  event.add("node", difference.node);
  if (difference.ofGuest()) event.add("vmid", difference.id);
  event.add("change", std::string(wordOf(difference.change)));
  event.add("from", plain(difference.from));
  event.add("to", plain(difference.to));
  event.add("caused_by", std::move(caused_by));
  return event;
}

Event unlocked(Event lock, std::int64_t time_ms) {
  lock.state = "ok";
  const auto is = lock.message.find(" is locked (");
  if (is != std::string::npos) lock.message.replace(is, 4, " was ");
  lock.add("end_ms", std::to_string(time_ms));
  return lock;
}

}  // namespace pipevane::proxmox::events
