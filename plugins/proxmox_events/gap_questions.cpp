#include "plugins/proxmox_events/gap_questions.h"

#include <algorithm>
#include <vector>

namespace pipevane::proxmox_events {
namespace {

// A node that boots answers by then.
constexpr std::int64_t kBootMs = 300'000;

}  // namespace

std::optional<proxmox::events::Gap> GapQuestions::next(
    const proxmox::events::EventDecoder& decoder) const {
  for (const proxmox::events::Gap& each : decoder.gaps()) {
    const auto known = nodes_.find(each.node);
    const bool rests = known != nodes_.end() && host_.steadyMs() < known->second.rests_until_ms;
    // What was begun goes on.
    const bool goes_on = each.start > 0 && (known == nodes_.end() || known->second.why.empty());
    if ((goes_on || !rests) && decoder.maybeOnline(each.node)) return each;
  }
  return std::nullopt;
}

std::string GapQuestions::nextToLookThrough(const proxmox::events::EventDecoder& decoder) {
  const std::vector<std::string> all = decoder.nodes();
  const auto first = std::ranges::upper_bound(all, looked_through_);
  std::vector<std::string> turns(first, all.end());
  turns.insert(turns.end(), all.begin(), first);
  const auto next = std::ranges::find_if(
      turns, [&](const std::string& each) { return decoder.maybeOnline(each) && !fails(each); });
  if (next == turns.end()) return {};
  looked_through_ = *next;
  return looked_through_;
}

bool GapQuestions::fails(std::string_view node) const {
  const auto known = nodes_.find(node);
  return known != nodes_.end() && !known->second.why.empty();
}

void GapQuestions::asked(const proxmox::events::Gap& gap, const std::string& why) {
  const auto at = nodes_.try_emplace(gap.node, std::string(host_.id()) + " " + gap.node).first;
  Node& node = at->second;
  const std::int64_t now_ms = host_.steadyMs();
  node.why = why;
  if (why.empty()) {
    node.back_off.succeeded();
    node.failing_since_ms.reset();
    node.rests_until_ms = now_ms + kApartMs;
  } else {
    node.failing_since_ms = node.failing_since_ms.value_or(now_ms);
    node.rests_until_ms = now_ms + node.back_off.failed(now_ms);
  }
}

std::string GapQuestions::trouble(const proxmox::events::EventDecoder& decoder) {
  const std::vector<std::string> known = decoder.nodes();
  std::erase_if(nodes_,
                [&](const auto& each) { return !std::ranges::binary_search(known, each.first); });
  for (const auto& [name, node] : nodes_)
    if (node.failing_since_ms && host_.steadyMs() - *node.failing_since_ms >= kBootMs)
      return "some tasks of node " + name +
             " may be missing, as its own list cannot be read: " + node.why;
  return {};
}

}  // namespace pipevane::proxmox_events
