#include "plugins/proxmox/events/recent_tasks.h"

#include "plugins/proxmox/events/task_type.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace pipevane::proxmox::events {
namespace {

constexpr std::int64_t kRuns = std::numeric_limits<std::int64_t>::max();
// A list is up to ten seconds late (the rhythm of a node's statistics), two more by the caches of
// those that serve it, and a cycle takes some time: what it shows as new may have been so before
// the list before was asked for.
constexpr std::int64_t kListLateMs = 15'000;
// The high availability looks each ten seconds, first the one that decides, then the one that does.
constexpr std::int64_t kHaLateS = 120;
constexpr std::int64_t kClocksApartS = 10;
// What is to be shown of a task is shown by then.
constexpr std::int64_t kKeptMs = 600'000;

bool isOneOf(std::string_view word, const auto& words) {
  return std::ranges::find(words, word) != std::end(words);
}

bool begins(std::string_view type, std::string_view child) {
  constexpr std::string_view kStarts[] = {"qmstart", "vzstart", "qmresume", "vzresume"};
  constexpr std::string_view kStops[] = {"qmstop", "vzstop", "qmshutdown", "vzshutdown"};
  constexpr std::string_view kSuspends[] = {"qmsuspend", "vzsuspend"};
  constexpr std::string_view kMoves[] = {"qmigrate", "vzmigrate", "hamigrate"};
  if (type == "startall" || type == "hastart" || type == "bulkstart" || type == "bulk-start")
    return isOneOf(child, kStarts);
  if (type == "stopall" || type == "hastop" || type == "hashutdown" || type == "bulkshutdown" ||
      type == "bulk-shutdown")
    return isOneOf(child, kStops);
  if (type == "suspendall" || type == "bulksuspend" || type == "bulk-suspend")
    return isOneOf(child, kSuspends);
  if (type == "migrateall" || type == "hamigrate" || type == "bulkmigrate" ||
      type == "bulk-migrate")
    return child != type && isOneOf(child, kMoves);
  return false;
}

bool forHa(std::string_view type) { return type.starts_with("ha"); }

bool moves(std::string_view type) { return type.find("migrat") != std::string_view::npos; }

// A guest stands still there, and no task wants that.
bool isError(std::string_view status) {
  return status == "io-error" || status == "internal-error" || status == "guest-panicked";
}

// A container is stopped before it moves. A machine is not: one that dies on its way, or where it
// arrived, does so by itself.
bool makesItByMoving(const Difference& difference) {
  return difference.to != "stopped" || difference.kind == "container" || difference.moved;
}

// Whether a task makes the guest that it names run, or end, as it was found. One that dies during
// its backup, or right after its start, does so by itself.
bool makesIt(std::string_view type, const Difference& difference) {
  constexpr std::string_view kEitherWay[] = {"qmreboot",   "vzreboot",  "qmreset",   "qmsuspend",
                                             "vzsuspend",  "qmcreate",  "vzcreate",  "qmrestore",
                                             "vzrestore",  "qmdestroy", "vzdestroy", "qmrollback",
                                             "vzrollback", "qmresume",  "vzresume"};
  if (isError(difference.to)) return false;
  if (moves(type)) return makesItByMoving(difference);
  if (isOneOf(type, kEitherWay)) return true;
  const std::string_view status = taskType(type).status;
  if (status.empty()) return false;
  if (difference.change == Change::kRestart) return status == "running";
  const bool on_its_way = difference.to != "running" && difference.to != "stopped";
  return difference.to == status || on_its_way;
}

// Most changes of the configuration have no task: somebody may make one while any task goes on. A
// clone is a guest of its own.
bool makesConfiguration(std::string_view type) {
  constexpr std::string_view kWhole[] = {"qmcreate",   "vzcreate",   "qmrestore", "vzrestore",
                                         "qmrollback", "vzrollback", "qmconfig"};
  return isOneOf(type, kWhole);
}

// A pool is no part of the configuration, and none of a snapshot.
bool putsIntoPool(std::string_view type) {
  constexpr std::string_view kMakes[] = {"qmcreate", "vzcreate", "qmrestore", "vzrestore"};
  return isOneOf(type, kMakes);
}

// One that moves is listed nowhere for a moment.
bool makesPresence(std::string_view type, Change change) {
  constexpr std::string_view kMakes[] = {"qmcreate", "vzcreate", "qmrestore", "vzrestore"};
  if (moves(type) || isOneOf(type, kMakes)) return true;
  return change == Change::kGone && (type == "qmdestroy" || type == "vzdestroy");
}

bool makesHaState(std::string_view type, std::string_view to) {
  return forHa(type) && to != "error" && to != "fence" && to != "recovery";
}

// What a task does on the guest that it names.
RecentTasks::Bond bondOf(const Upid& task, const Difference& difference) {
  using Bond = RecentTasks::Bond;
  const auto partIf = [](bool part) { return part ? Bond::kPart : Bond::kNone; };
  if (isConsole(task.type)) return Bond::kNone;
  switch (difference.change) {
    case Change::kTags:
    case Change::kName:
      return partIf(makesConfiguration(task.type));
    case Change::kPool:
      return partIf(putsIntoPool(task.type));
    case Change::kLock:
    case Change::kLocked:
    case Change::kUnlock:
      return Bond::kPart;
    case Change::kAppeared:
    case Change::kGone:
      return partIf(makesPresence(task.type, difference.change));
    case Change::kMoved:
      return partIf(moves(task.type));
    case Change::kGuestHa:
      return partIf(makesHaState(task.type, difference.to));
    default:
      // Some backups stop their guest, and start it again.
      if (task.type == "vzdump" && !isError(difference.to)) return Bond::kEffect;
      return partIf(makesIt(task.type, difference));
  }
}

// What a task does on guests that it does not name.
bool doesOnMany(const Upid& task, const Difference& difference) {
  const bool backup = task.type == "vzdump" && task.id.empty();
  switch (difference.change) {
    case Change::kStatus:
    case Change::kRestart:
    case Change::kLock:
    case Change::kLocked:
    case Change::kUnlock:
      return (isForSeveral(task.type) || backup) && task.type != "aptupdate";
    case Change::kMoved:
      return moves(task.type) && isForSeveral(task.type);
    default:
      return false;
  }
}

bool makesAnother(std::string_view type) { return type == "qmclone" || type == "vzclone"; }

}  // namespace

void RecentTasks::hear(const Task& task, std::int64_t now_ms, std::int64_t age_ms) {
  forget(now_ms);
  const std::int64_t then_ms = now_ms - std::max<std::int64_t>(0, age_ms);
  const auto known = std::ranges::find_if(
      seen_, [&](const Seen& each) { return each.upid.text == task.upid.text; });
  if (known == seen_.end()) {
    seen_.push_back({task.upid, then_ms, task.finished ? then_ms : kRuns,
                     task.finished ? task.happenedMs() / 1000 : kRuns});
  } else if (task.finished) {
    known->last_ms = then_ms;
    known->end_s = task.happenedMs() / 1000;
  }
}

void RecentTasks::forget(std::int64_t now_ms) {
  std::erase_if(seen_, [&](const Seen& each) {
    return each.last_ms != kRuns && each.last_ms < now_ms - kKeptMs;
  });
  if (seen_.size() < kMost) return;
  const auto ended =
      std::ranges::find_if(seen_, [](const Seen& each) { return each.last_ms != kRuns; });
  seen_.erase(ended == seen_.end() ? seen_.begin() : ended);
}

RecentTasks::Cause RecentTasks::causeOf(const Difference& difference) const {
  const auto meanwhile = [&](const Seen& each) {
    return each.last_ms >= difference.before_ms - kListLateMs &&
           each.first_ms <= difference.answered_ms + kListLateMs;
  };
  Cause many;
  for (auto at = seen_.rbegin(); at != seen_.rend(); ++at) {
    const Seen& each = *at;
    if (!difference.ofGuest() || !meanwhile(each)) continue;
    const Bond own = each.upid.id == difference.id ? bondOf(each.upid, difference) : Bond::kNone;
    if (own == Bond::kPart) return {own, each.upid.text};
    if (own == Bond::kEffect && many.bond == Bond::kNone) many = {own, each.upid.text};
    if (difference.change == Change::kAppeared && makesAnother(each.upid.type))
      return {Bond::kPart, each.upid.text};
    const bool there = each.upid.node == difference.node || each.upid.node == difference.from;
    if (many.bond == Bond::kNone && there && doesOnMany(each.upid, difference))
      many = {Bond::kEffect, each.upid.text};
  }
  return many;
}

std::string RecentTasks::parentOf(const Task& task) const {
  for (auto at = seen_.rbegin(); at != seen_.rend(); ++at) {
    const Seen& each = *at;
    const Upid& parent = each.upid;
    if (parent.text == task.upid.text || !begins(parent.type, task.upid.type)) continue;
    const std::int64_t late_s = task.upid.start_s - parent.start_s;
    if (forHa(parent.type)) {
      // Two nodes' clocks.
      if (parent.id == task.upid.id && late_s >= -kClocksApartS && late_s <= kHaLateS)
        return parent.text;
    } else if (parent.type.starts_with("bulk") || parent.node == task.upid.node) {
      if (late_s >= 0 && task.upid.start_s <= each.end_s) return parent.text;
    }
  }
  return {};
}

std::string RecentTasks::backupOn(std::string_view node) const {
  const auto own = std::find_if(seen_.rbegin(), seen_.rend(), [node](const Seen& each) {
    return each.upid.type == "vzdump" && each.upid.node == node;
  });
  return own == seen_.rend() ? std::string() : own->upid.text;
}

}  // namespace pipevane::proxmox::events
