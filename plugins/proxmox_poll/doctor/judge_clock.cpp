// Whether the clocks agree: of who answers, of the other members, and ours.
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <cstdlib>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

// An answer tells the time in whole seconds and takes its own.
constexpr std::int64_t kClockMs = 5'000;
constexpr const char* kConsequence = ", so that its figures stand at wrong times in the charts";

bool differ(std::int64_t one_ms, std::int64_t other_ms) {
  return std::abs(one_ms - other_ms) > kClockMs;
}

std::string secondsOf(std::int64_t ahead_ms) {
  return std::to_string(std::abs(ahead_ms) / 1000) + " s " + (ahead_ms > 0 ? "ahead of" : "behind");
}

void addRemedy(Finding& finding, const std::string& where) {
  finding.commands = {"timedatectl", "chronyc tracking", "systemctl enable --now chrony"};
  finding.remedy = where +
                   ": timedatectl; see whether it follows a time server: chronyc tracking; " +
                   "and let it do so: systemctl enable --now chrony";
}

struct Verdict {
  std::string words;
  std::string where = "see which of the two is wrong, on both";
};

// Whom the other members agree with where who answers and we do not.
Verdict verdict(const Seen& seen) {
  std::string with_it, with_us;
  for (const Seen::Member& each : seen.members) {
    if (!each.ahead_ms) continue;
    std::string& names = differ(*each.ahead_ms, *seen.ahead_ms) ? with_us : with_it;
    if (&names == &with_us && differ(*each.ahead_ms, 0)) continue;
    names.append(names.empty() ? "" : ", ").append(proxmox::oneLine(each.name));
  }
  if (!with_it.empty() && with_us.empty())
    return {"; the other members have its time (" + with_it +
                "), so it may be this machine's that is wrong",
            "look at this machine's first"};
  if (!with_us.empty() && with_it.empty())
    return {"; the other members have this machine's time (" + with_us +
                "), so it is the node's that is wrong",
            "set it right on that node"};
  return {};
}

Finding ofWhoAnswers(const Seen& seen) {
  const std::string url = seen.endpoint.url();
  Finding finding{.check = "clock",
                  .sentence = "the clocks of " + url + " and of this machine agree"};
  finding.facts = {{"ahead_seconds", std::to_string(*seen.ahead_ms / 1000)}};
  if (!differ(*seen.ahead_ms, 0)) return finding;
  finding.state = State::kWarning;
  const Verdict ours = verdict(seen);
  finding.sentence = "the clock of " + url + " is " + secondsOf(*seen.ahead_ms) +
                     " this machine's" + kConsequence + ours.words;
  addRemedy(finding, ours.where);
  return finding;
}

// Of one that tells another time than who answers, or where that is right, than we.
std::vector<Finding> ofMembers(const Seen& seen) {
  std::vector<Finding> all;
  for (const Seen::Member& each : seen.members) {
    if (!each.ahead_ms || !differ(*each.ahead_ms, *seen.ahead_ms)) continue;
    // It is who answers that is wrong then, which is said already.
    if (differ(*seen.ahead_ms, 0) && !differ(*each.ahead_ms, 0)) continue;
    const std::string name = proxmox::oneLine(each.name);
    // Both are near ours, on either side.
    const bool near = !differ(*each.ahead_ms, 0);
    const std::int64_t ahead_ms = near ? *each.ahead_ms - *seen.ahead_ms : *each.ahead_ms;
    Finding finding{.check = "clock",
                    .state = State::kWarning,
                    .sentence = "the clock of node " + name + " is " + secondsOf(ahead_ms) +
                                (near ? " that of " + seen.endpoint.url() : " this machine's") +
                                kConsequence};
    finding.facts = {{"node", name}, {"ahead_seconds", std::to_string(ahead_ms / 1000)}};
    addRemedy(finding, "set it right on " + name);
    all.push_back(std::move(finding));
  }
  return all;
}

}  // namespace

void judgeClock(const Seen& seen, Findings& findings) {
  if (!seen.ahead_ms) return;
  findings.push_back(ofWhoAnswers(seen));
  for (Finding& each : ofMembers(seen)) findings.push_back(std::move(each));
}

}  // namespace pipevane::proxmox_poll
