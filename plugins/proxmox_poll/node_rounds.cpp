#include "plugins/proxmox_poll/node_rounds.h"

#include "plugins/proxmox/contacts/node_name.h"

#include <algorithm>
#include <cstdlib>

namespace pipevane::proxmox_poll {

void NodeRounds::ask(Conversation& conversation, const ExportRounds& rounds) {
  follow();
  if (const auto due = dueForClock(rounds); due != nodes_.end())
    return askForClock(conversation, due->first, due->second);
  if (const auto due = dueForArc(); due != nodes_.end())
    return askForArc(conversation, due->first, due->second);
  if (const auto due = dueForStatus(); due != nodes_.end())
    askForStatus(conversation, due->first, due->second);
}

std::string NodeRounds::trouble(bool refusals_said) const {
  if (decoder_.exportWorks()) {
    const std::string clocks = clockTrouble();
    return clocks.empty() ? silence() : clocks;
  }
  std::string names, why;
  for (const auto& [name, node] : nodes_) {
    if (node.why.empty() || (node.refused && refusals_said)) continue;
    names.append(names.empty() ? "" : ", ").append(name);
    if (why.empty()) why = node.why;
  }
  return names.empty() ? "" : "load and swap of " + names + " are missing: " + why;
}

std::string NodeRounds::clockTrouble() const {
  for (const auto& [name, node] : nodes_)
    if (const auto back_ms = decoder_.setBackMs(name))
      return "the clock of " + name + " was set back and is " + std::to_string(*back_ms / 1000) +
             " s behind what it told, so what is on it is told by the list of resources, "
             "estimated, until its times go on behind those it told before; make sure that it is "
             "right now, with \"chronyc tracking\" there";
  return {};
}

std::string NodeRounds::wrongClocks() const {
  std::string clocks;
  std::size_t wrong = 0;
  for (const auto& each : nodes_) {
    const auto ahead_ms = decoder_.aheadMs(each.first);
    if (!ahead_ms) continue;
    ++wrong;
    clocks.append(clocks.empty() ? "" : ", ")
        .append("that of ")
        .append(each.first)
        .append(" about ")
        .append(std::to_string(std::abs(*ahead_ms) / 1000))
        .append(*ahead_ms > 0 ? " s ahead" : " s behind");
  }
  if (wrong == 0) return {};
  const bool all = wrong == nodes_.size();
  // One says nothing of who of the two is wrong.
  const char* const where = !all         ? "look at those nodes' first"
                            : wrong == 1 ? "see which of the two is wrong, on both"
                                         : "as all nodes' do, look at this machine's first";
  return "clocks differ from this machine's, " + clocks +
         ", so that their figures stand at wrong times in the charts; " + where +
         ": timedatectl, chronyc tracking";
}

std::string NodeRounds::silence() const {
  std::string names;
  for (const auto& each : nodes_)
    if (decoder_.silent(each.first)) names.append(names.empty() ? "" : ", ").append(each.first);
  return names.empty() ? ""
                       : "the metrics export has nothing from " + names +
                             ", so what is on it is told by the list of resources, estimated; look "
                             "at the pvestatd and pveproxy services there, and whether the node "
                             "that is asked reaches its port 8006";
}

// Who comes back is asked as a new one: it may be another machine by now.
void NodeRounds::follow() {
  const std::vector<std::string> online = decoder_.onlineNodes();
  std::erase_if(nodes_, [&](const auto& each) {
    return std::ranges::find(online, each.first) == online.end();
  });
  for (const std::string& name : online)
    if (proxmox::isNodeName(name)) nodes_.try_emplace(name, std::string(host_.id()) + " " + name);
}

NodeRounds::Nodes::iterator NodeRounds::dueForClock(const ExportRounds& rounds) {
  return std::ranges::find_if(nodes_, [&](const auto& each) {
    return clockIsDue(each.first, each.second, rounds.suspects(each.first));
  });
}

// At the latest once it is silent, if not since it was heard last. A node whose cycles take long is
// asked now and then although nothing is wrong with its clock.
bool NodeRounds::clockIsDue(const std::string& name, const Node& node, bool hangs) const {
  const auto unheard_ms = decoder_.unheardMs(name);
  if (!unheard_ms || *unheard_ms == 0 || decoder_.setBackMs(name)) return false;
  const bool silent = decoder_.silent(name);
  if (hangs && !silent) return false;
  const bool ahead = decoder_.aheadMs(name).value_or(0) > 0;
  const bool enough = ahead || *unheard_ms >= kUnheardMs;
  if (!node.clock_asked_ms) return enough;
  const std::int64_t asked_ago_ms = host_.steadyMs() - *node.clock_asked_ms;
  if (enough && asked_ago_ms >= (ahead ? kWrongClockEveryMs : kClockEveryMs)) return true;
  return (silent || (ahead && *unheard_ms >= kUnheardMs)) && asked_ago_ms > *unheard_ms;
}

NodeRounds::Nodes::iterator NodeRounds::dueForArc() {
  const auto& version = decoder_.version();
  if (!version || *version < proxmox::kArcInHistory) return nodes_.end();
  const std::int64_t now_ms = host_.steadyMs();
  return std::ranges::find_if(nodes_,
                              [&](const auto& each) { return each.second.arc_due_ms <= now_ms; });
}

// The one that waits longest.
NodeRounds::Nodes::iterator NodeRounds::dueForStatus() {
  const std::int64_t now_ms = host_.steadyMs();
  if (decoder_.exportWorks() || (status_asked_ms_ && now_ms - *status_asked_ms_ < kStatusEveryMs))
    return nodes_.end();
  auto due = nodes_.end();
  for (auto each = nodes_.begin(); each != nodes_.end(); ++each) {
    if (now_ms < each->second.rests_until_ms) continue;
    if (due == nodes_.end() || each->second.status_asked_ms < due->second.status_asked_ms)
      due = each;
  }
  return due;
}

void NodeRounds::askForClock(Conversation& conversation, const std::string& name, Node& node) {
  const proxmox::Reply reply = conversation.ask("/nodes/" + name + "/time", {},
                                                {.body_max = {}, .timeout_ms = patience_ms_});
  if (reply.stopped || reply.not_asked) return;
  node.clock_asked_ms = host_.steadyMs();
}

void NodeRounds::askForArc(Conversation& conversation, const std::string& name, Node& node) {
  const proxmox::Reply reply =
      conversation.ask("/nodes/" + name + "/rrddata", "timeframe=hour&cf=AVERAGE",
                       {.body_max = {}, .timeout_ms = patience_ms_});
  if (reply.stopped || reply.not_asked) return;
  // A new node has no such file for its first minutes.
  const bool none = decoder_.arcOf(name) == proxmox::Arc::kNone;
  node.arc_due_ms = host_.steadyMs() + (none || reply.status == 403 ? kNoArcEveryMs : kArcEveryMs);
}

void NodeRounds::askForStatus(Conversation& conversation, const std::string& name, Node& node) {
  const proxmox::Reply reply = conversation.ask("/nodes/" + name + "/status", {},
                                                {.body_max = {}, .timeout_ms = patience_ms_});
  if (reply.stopped || reply.not_asked) return;
  const std::int64_t now_ms = host_.steadyMs();
  status_asked_ms_ = node.status_asked_ms = now_ms;
  node.why = reply.why;
  node.refused = reply.status == 403;
  if (reply.good())
    node.back_off.succeeded();
  else
    node.rests_until_ms = now_ms + node.back_off.failed(now_ms);
}

}  // namespace pipevane::proxmox_poll
