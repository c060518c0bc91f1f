// What its version can do, and how its clock goes.
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/version.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <cstdlib>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Version;

constexpr Version kOldest{{7, 0, 0}};
// The newest major whose answers are known.
constexpr int kNewestMajor = 9;
// An answer tells the time in whole seconds and takes its own.
constexpr std::int64_t kClockMs = 5'000;

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
    return finding(State::kNote,
                   ", which has no metrics export: figures come from the list of resources, have "
                   "no times of their own, and there is no history from before the start",
                   is->parts[0] < 8
                       ? "upgrade it to 8.2.5 or newer"
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

Finding clock(const Seen& seen) {
  const std::int64_t ahead_s = *seen.ahead_ms / 1000;
  const std::string url = seen.endpoint.url();
  Finding finding{.check = "clock",
                  .sentence = "the clocks of " + url + " and of this machine agree"};
  finding.facts = {{"ahead_seconds", std::to_string(ahead_s)}};
  if (std::abs(*seen.ahead_ms) <= kClockMs) return finding;
  finding.state = State::kWarning;
  finding.sentence = "the clock of " + url + " is " + std::to_string(std::abs(ahead_s)) + " s " +
                     (ahead_s > 0 ? "ahead of" : "behind") +
                     " this machine's, so that its figures stand at wrong times in the charts";
  finding.remedy =
      "see which of the two is wrong (timedatectl on both), and let it keep time: "
      "systemctl enable --now chrony";
  finding.commands = {"timedatectl", "systemctl enable --now chrony"};
  return finding;
}

}  // namespace

void judgeVersion(const Seen& seen, Findings& findings) {
  findings.push_back(version(seen));
  if (seen.ahead_ms) findings.push_back(clock(seen));
}

}  // namespace pipevane::proxmox_poll
