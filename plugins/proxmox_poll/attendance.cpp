#include "plugins/proxmox_poll/attendance.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/api/utc_text.h"
#include "plugins/proxmox/contacts/node_name.h"
#include "plugins/proxmox_poll/quorum.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

constexpr std::size_t kNameBytes = 100;
// Proxmox VE is at its end with a few dozen.
constexpr std::size_t kMembersMost = 1024;

}  // namespace

void Attendance::follow() {
  if (lacksQuorum(decoder_.clusterStatus())) return;
  const auto& nodes = decoder_.resources().nodes;
  for (const auto& node : nodes) {
    if (!proxmox::isNodeName(node.name)) continue;
    const auto absence = absences_.find(node.name);
    if (node.status == "offline" && absence == absences_.end()) miss(node.name);
    if (node.status == "online" && absence != absences_.end()) greet(absence);
  }
  dismiss();
  heard_ms_ = host_.steadyMs();
  heard_at_ms_ = host_.nowMs();
}

// One that was taken out of the cluster does not come back. What is only not listed may.
void Attendance::dismiss() {
  if (!decoder_.listTells()) return;
  const auto& unlisted = decoder_.unlistedMembers();
  std::set<std::string, std::less<>> members(unlisted.begin(), unlisted.end());
  for (const auto& node : decoder_.resources().nodes)
    if (members.size() < kMembersMost && proxmox::isNodeName(node.name)) members.insert(node.name);
  std::erase_if(absences_, [&](const auto& each) { return !members.contains(each.first); });
  if (decoder_.membersKnown()) {
    std::erase_if(members_, [&](const std::string& each) { return members.contains(each); });
    for (const std::string& each : members_)
      if (hasRoom())
        say(LogLevel::kInfo,
            "a node is no member of its cluster any more, and what was told of it goes", each, "");
      else if (members.size() < kMembersMost)
        members.insert(each);
  }
  members_ = std::move(members);
}

void Attendance::leave() {
  absences_.clear();
  members_.clear();
  heard_ms_.reset();
}

// Nobody says when it went: it was there in the list before.
std::string Attendance::since() const {
  if (!heard_ms_) return "before " + proxmox::utcText(host_.nowMs());
  if (host_.steadyMs() - *heard_ms_ <= kHeardLatelyMs) return proxmox::utcText(host_.nowMs());
  return "after " + proxmox::utcText(heard_at_ms_) + ", when the cluster was heard last";
}

void Attendance::miss(const std::string& node) {
  if (!hasRoom()) return;
  const auto absence = absences_.emplace(node, since()).first;
  say(LogLevel::kWarn, heard_ms_ ? "a node went offline" : "a node is offline", node,
      " since=\"" + absence->second + "\"");
}

void Attendance::greet(Absences::iterator absence) {
  if (!hasRoom()) return;
  say(LogLevel::kInfo, "a node is online again", absence->first,
      " since=\"" + proxmox::utcText(host_.nowMs()) + "\" offline_since=\"" + absence->second +
          "\"");
  absences_.erase(absence);
}

bool Attendance::hasRoom() {
  const std::int64_t now_ms = host_.steadyMs();
  if (paid_ms_ - now_ms > (kLinesAtOnce - 1) * kLineEveryMs) return false;
  paid_ms_ = std::max(paid_ms_, now_ms) + kLineEveryMs;
  return true;
}

void Attendance::say(LogLevel level, const std::string& sentence, const std::string& node,
                     const std::string& more) const {
  host_.log(level, sentence + " node=" + node +
                       " cluster=" + proxmox::oneLine(decoder_.cluster(), kNameBytes) + more);
}

}  // namespace pipevane::proxmox_poll
