// What its version can do.
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/version.h"
#include "plugins/proxmox_poll/doctor/judge.h"

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Version;

constexpr Version kOldest{{7, 0, 0}};
// The newest major whose answers are known.
constexpr int kNewestMajor = 9;

Finding version(const Seen& seen) {
  const std::string text = proxmox::oneLine(seen.version);
  const std::string named = seen.endpoint.url() + " runs Proxmox VE " + text;
  const auto is = Version::parse(seen.version);
  const auto finding = [&](State state, const std::string& what, const std::string& remedy) {
    return Finding{"version", state, named + what, remedy, {{"version", text}}};
  };
  if (!is) return finding(State::kUnknown, ", which is no version that can be read", "");
  if (*is < kOldest)
    return finding(State::kFailed, ", which is too old: 7 is the oldest that is understood",
                   "upgrade it to 8.2.5 or newer");
  if (*is < proxmox::kMetricsExport)
    return finding(
        State::kNote,
        ", which has no metrics export: figures come from the list of resources, have "
        "no times of their own, and the past from before the start has the long steps of "
        "Proxmox VE's own charts, instead of 10 s",
        is->parts[0] < 8 ? "upgrade it to 8.2.5 or newer"
                         : "update it to 8.2.5 or newer: apt update && apt full-upgrade");
  if (*is < proxmox::kIowaitRatio)
    return finding(State::kNote,
                   ", whose metrics export counts the waiting for disks in ticks, so that "
                   "cpu_iowait_ratio is unknown",
                   "update it to 8.3.4 or newer: apt update && apt full-upgrade");
  if (is->parts[0] > kNewestMajor)
    return finding(State::kNote, ", which is newer than what is known here: 7 to 9",
                   "look for a newer version of Pipevane");
  return finding(State::kOk, ", which has everything that is asked for", "");
}

}  // namespace

void judgeVersion(const Seen& seen, Findings& findings) { findings.push_back(version(seen)); }

}  // namespace pipevane::proxmox_poll
