#include "plugins/proxmox/events/task_type.h"

#include <algorithm>
#include <iterator>

namespace pipevane::proxmox::events {
namespace {

using enum Subject;

constexpr TaskType kTypes[] = {
    {"qmstart", kVm, "", "started", "running"},
    {"qmstop", kVm, "", "stopped", "stopped"},
    {"qmshutdown", kVm, "", "shut down", "stopped"},
    {"qmreboot", kVm, "", "rebooted", "running"},
    {"qmreset", kVm, "", "reset", "running"},
    {"qmpause", kVm, "", "paused", "paused"},
    {"qmsuspend", kVm, "", "suspended", ""},  // to the disk or in memory
    {"qmresume", kVm, "", "resumed", "running"},
    {"qmigrate", kVm, "", "migrated"},
    {"qmcreate", kVm, "", "created"},
    {"qmclone", kVm, "A clone of ", "made"},
    {"qmdestroy", kVm, "", "destroyed"},
    {"qmrestore", kVm, "", "restored"},
    {"qmsnapshot", kVm, "A snapshot of ", "taken"},
    {"qmrollback", kVm, "", "rolled back"},
    {"qmdelsnapshot", kVm, "A snapshot of ", "deleted"},
    {"qmconfig", kVm, "The configuration of ", "changed"},
    {"qmmove", kVm, "A disk of ", "moved"},
    {"qmtemplate", kVm, "", "made a template"},
    {"vzstart", kContainer, "", "started", "running"},
    {"vzstop", kContainer, "", "stopped", "stopped"},
    {"vzshutdown", kContainer, "", "shut down", "stopped"},
    {"vzreboot", kContainer, "", "rebooted", "running"},
    {"vzsuspend", kContainer, "", "suspended", ""},
    {"vzresume", kContainer, "", "resumed", "running"},
    {"vzmigrate", kContainer, "", "migrated"},
    {"vzcreate", kContainer, "", "created"},
    {"vzclone", kContainer, "A clone of ", "made"},
    {"vzdestroy", kContainer, "", "destroyed"},
    {"vzrestore", kContainer, "", "restored"},
    {"vzsnapshot", kContainer, "A snapshot of ", "taken"},
    {"vzrollback", kContainer, "", "rolled back"},
    {"vzdelsnapshot", kContainer, "A snapshot of ", "deleted"},
    {"vztemplate", kContainer, "", "made a template"},
    {"move_volume", kGuest, "A volume of ", "moved"},
    {"resize", kGuest, "A disk of ", "resized"},
    {"vzdump", kGuest, "", "backed up"},
    {"hastart", kGuest, "The start of ", "requested from the HA manager"},
    {"hastop", kGuest, "The stop of ", "requested from the HA manager"},
    {"hashutdown", kGuest, "The shutdown of ", "requested from the HA manager"},
    {"hamigrate", kGuest, "The migration of ", "requested from the HA manager"},
    {"vncproxy", kGuest, "A console of ", "used"},
    {"spiceproxy", kGuest, "A console of ", "used"},
    {"termproxy", kGuest, "A console of ", "used"},
    {"vncshell", kNode, "A shell on ", "used"},
    {"spiceshell", kNode, "A shell on ", "used"},
    {"startall", kNode, "The guests of ", "started", "", true},
    {"stopall", kNode, "The guests of ", "stopped", "", true},
    {"suspendall", kNode, "The guests of ", "suspended", "", true},
    {"migrateall", kNode, "The guests of ", "migrated", "", true},
    {"aptupdate", kNode, "The package lists of ", "renewed", "", true},
};

constexpr TaskType kUnknownVm{"", kVm, "", ""};
constexpr TaskType kUnknownContainer{"", kContainer, "", ""};
constexpr TaskType kUnknown{"", kOther, "", ""};

}  // namespace

const TaskType& taskType(std::string_view name) {
  const auto* const found = std::ranges::find(kTypes, name, &TaskType::name);
  if (found != std::end(kTypes)) return *found;
  if (name.starts_with("qm")) return kUnknownVm;
  return name.starts_with("vz") ? kUnknownContainer : kUnknown;
}

bool isConsole(std::string_view type) {
  const TaskType& known = taskType(type);
  return known.before == "A console of " || known.before == "A shell on ";
}

bool isForSeveral(std::string_view type) {
  return taskType(type).several || type.starts_with("bulk");
}

}  // namespace pipevane::proxmox::events
