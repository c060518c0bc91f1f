#include "plugins/proxmox_push/troubles.h"

#include <cstdlib>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::proxmox_push {
namespace {

using proxmox::Refusal;

// Several causes stand with "; " between them.
std::string oneCause(std::string why) {
  for (std::size_t at = 0; (at = why.find("; ", at)) != std::string::npos;) why[at] = ',';
  return why;
}

std::string seconds(std::int64_t ms) { return std::to_string(ms / 1000) + " s"; }

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// Of who may be called by more than that: "10.0.0.11 (node pve1)".
std::string_view addressOf(std::string_view who) { return who.substr(0, who.find(' ')); }

// What to do, of those where something can be done here.
std::string_view remedyOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kForeign:
      return ", add them to senders, or close the port to them";
    case Refusal::kAhead:
    case Refusal::kBehind:
      return " (more than 15 hours), set the clocks of the nodes, and of this machine";
    case Refusal::kNoRoom:
      return ", names that are silent again make room after half a minute, see who sends, and what";
    case Refusal::kNotProxmox:
      return ", send them elsewhere";
    default:
      return "";
  }
}

}  // namespace

bool Troubles::Growth::lately(std::uint64_t now, std::int64_t steady_ms) {
  if (now != count) {
    count = now;
    grew_ms = steady_ms;
    ever = true;
  }
  return ever && steady_ms - grew_ms < kRecentMs;
}

std::string Troubles::look(const Intake& intake, const Doors& doors, std::int64_t now_ms,
                           std::int64_t steady_ms) {
  why_.clear();
  for (const Doors::Closed& each : doors.closed()) add(oneCause(each.why));
  tellSilence(intake, steady_ms);
  tellTellers(intake, now_ms);
  tellRefused(intake, steady_ms);
  tellLost(intake.lost(), steady_ms);
  return why_;
}

void Troubles::add(const std::string& why) { why_.append(why_.empty() ? "" : "; ").append(why); }

void Troubles::tellSilence(const Intake& intake, std::int64_t steady_ms) {
  const std::int64_t silent_ms = steady_ms - intake.lastMs().value_or(began_ms_);
  if (silent_ms < Intake::kSilenceMs) return;
  add("nobody has sent anything for " + seconds(silent_ms) +
      ", see Datacenter, Metric Server, and whether a firewall is between");
}

// One sentence for all that two senders tell of.
void Troubles::tellConflicts(const proxmox::PushDecoder::Told& told, std::int64_t now_ms) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::string_view>> by_pair;
  for (const auto& each : told.tellers->conflicts())
    if (now_ms - each.time_ms < kRecentMs) by_pair[{each.one, each.other}].push_back(each.what);
  for (const auto& [pair, what] : by_pair) {
    const auto& [one, other] = pair;
    std::string why(what.front());
    if (what.size() > 1) why.append(" and ").append(counted(what.size() - 1, "other", "others"));
    why.append(" of cluster ").append(told.cluster).append(what.size() > 1 ? " are" : " is");
    why.append(" told of by ").append(one).append(" and by ").append(other);
    why.append(": the first is believed, the second refused, ");
    why.append(addressOf(one) == addressOf(other)
                   ? "let a node send in one way only, or give two clusters behind one address a "
                     "component with ports of its own each"
                   : "give each its cluster in senders");
    add(why);
  }
}

void Troubles::tellTellers(const Intake& intake, std::int64_t now_ms) {
  for (const auto& told : intake.decoder().told()) {
    tellConflicts(told, now_ms);
    told.tellers->each([&](const proxmox::PushTeller& each) {
      if (each.node.empty() || now_ms - each.heard_ms >= Intake::kSilenceMs ||
          std::abs(each.ahead_ms) < kWrongClockMs)
        return;
      add("the clock of node " + each.node + " is " + seconds(std::abs(each.ahead_ms)) +
          (each.ahead_ms > 0 ? " ahead of ours" : " behind ours"));
    });
  }
}

void Troubles::tellRefused(const Intake& intake, std::int64_t steady_ms) {
  for (std::size_t i = 0; i < proxmox::kRefusals; ++i) {
    const auto refusal = static_cast<Refusal>(i);
    // A conflict has its own words; what is late, or one value that is none, is no trouble.
    const bool lately = refused_[i].lately(intake.decoder().counts().refused[i], steady_ms);
    if (!lately || refusal == Refusal::kSameNode || refusal == Refusal::kSameGuest ||
        refusal == Refusal::kLate || refusal == Refusal::kBadValue)
      continue;
    add("lines or values that " + std::string(wordsOf(refusal).sentence) + " were refused (" +
        std::to_string(refused_[i].count) + ")" + std::string(remedyOf(refusal)));
  }
}

void Troubles::tellLost(const Lost& lost, std::int64_t steady_ms) {
  if (over_limit_.lately(lost.over_limit, steady_ms))
    add(counted(lost.over_limit, "push was", "pushes were") +
        " dropped, as their senders sent more than bytes_per_second allows");
  if (by_kernel_.lately(lost.by_kernel, steady_ms))
    add(counted(lost.by_kernel, "datagram was", "datagrams were") +
        " lost before being read, raise net.core.rmem_max");
  if (turned_away_.lately(lost.turned_away, steady_ms))
    add(counted(lost.turned_away, "connection was", "connections were") +
        " turned away, as there are too many");
  const Lost::Requests& wrong_tokens = lost.senders_wrong_tokens;
  if (wrong_tokens_.lately(wrong_tokens.count, steady_ms))
    add(counted(wrong_tokens.count, "request", "requests") +
        " came with a wrong token or none, the last from " + wrong_tokens.from +
        ", give the metric server the token of the option \"token\"");
  if (too_much_.lately(lost.too_much, steady_ms))
    add(counted(lost.too_much, "request was", "requests were") +
        " refused, as too much was on its way at once");
  const Lost::Requests& bad_requests = lost.senders_bad_requests;
  if (bad_requests_.lately(bad_requests.count, steady_ms))
    add(counted(bad_requests.count, "request was", "requests were") +
        " answered with an error, the last from " + bad_requests.from + ", as " +
        oneCause(bad_requests.why));
}

}  // namespace pipevane::proxmox_push
