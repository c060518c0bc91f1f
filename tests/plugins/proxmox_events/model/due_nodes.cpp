#include "tests/plugins/proxmox_events/model/due_nodes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace pipevane::proxmox_events {
namespace {

// What happened to a node waits half a minute for the tasks that may be missing of it; of a clock
// that is set back meanwhile nobody knows how long that is.
constexpr std::int64_t kPatienceMs = 40'000;
// A node that boots soon after it booted has not settled in between.
constexpr std::int64_t kSettledMs = 200'000;
// An answer takes up to five seconds, and says what time it is in whole ones; a clock that is wrong
// by less than three is not.
constexpr std::int64_t kInexactMs = 9'000;

}  // namespace

void DueNodes::hear(const Asked& asked) {
  if (!asked.answered) return;
  if (asked.what == Asked::What::kTasks) listed_tasks_ms_ = asked.asked_ms;
  if (asked.what == Asked::What::kList) hearList(asked);
  if (asked.what != Asked::What::kStatus) return;
  const auto list = std::exchange(doubted_, std::nullopt);
  if (!list || list->member != asked.member || !asked.quorate) return;
  const auto same = [](const Asked::Node& a, const Asked::Node& b) { return a.up == b.up; };
  if (!std::ranges::equal(list->nodes, asked.nodes, same)) return;
  for (auto& each : nodes_)
    if (!each.second.stays.back().sure_ms) each.second.stays.back().sure_ms = asked.done_ms;
}

// A list in which a node is lost is not believed at once; who has no quorum says so of all.
void DueNodes::hearList(const Asked& asked) {
  doubted_.reset();
  const bool first = nodes_.empty();
  bool loses = false;
  for (const Asked::Node& each : asked.nodes) {
    Node& node = nodes_[each.name];
    const bool as_before = !node.stays.empty() && node.stays.back().up == each.up &&
                           (!each.up || node.stays.back().booted_ms == each.booted_ms);
    if (!as_before) node.stays.push_back({each.up, each.booted_ms, asked.done_ms});
    node.stays.back().clocks_ms.push_back(asked.clock_ms);
    loses = loses || (!each.up && !node.stays.back().sure_ms);
  }
  if (loses && !first) {
    doubted_ = List{asked.member, asked.nodes};
    return;
  }
  for (auto& each : nodes_)
    if (!each.second.stays.back().sure_ms) each.second.stays.back().sure_ms = asked.done_ms;
}

void DueNodes::hearEvent(const Event& event) {
  Node& node = nodes_[event.node];
  ASSERT_FALSE(node.stays.empty()) << "nobody listed " << event.node;
  const Stay& before = node.stays[node.told];
  const bool restarted = event.change == "restarted";
  const bool up = restarted || event.to == "online";
  if (restarted) {
    EXPECT_TRUE(before.up) << event.node << " was down before";
  } else {
    EXPECT_EQ(event.from, before.up ? "online" : "offline")
        << event.node << ": " << textOf(node, node.stays.size() - 1);
    EXPECT_EQ(event.to, before.up ? "offline" : "online") << event.node;
  }
  const auto shown = [&](std::int64_t clock_ms) {
    return std::abs(clock_ms - event.time_ms) <= kInexactMs;
  };
  const auto next = std::find_if(node.stays.begin() + static_cast<std::ptrdiff_t>(node.told) + 1,
                                 node.stays.end(), [&](const Stay& stay) {
                                   return stay.up == up &&
                                          (!up || stay.booted_ms > before.booted_ms) &&
                                          std::ranges::any_of(stay.clocks_ms, shown);
                                 });
  ASSERT_NE(next, node.stays.end())
      << event.node << " was not " << event.to << event.change << " at " << event.time_ms << ": "
      << textOf(node, node.stays.size() - 1);
  node.told = static_cast<std::size_t>(next - node.stays.begin());
}

bool DueNodes::isDue(const Node& node, std::size_t at, std::int64_t now_ms) const {
  const Stay& stay = node.stays[at];
  if (!stay.sure_ms || now_ms < *stay.sure_ms + kPatienceMs ||
      listed_tasks_ms_ < *stay.sure_ms + kPatienceMs)
    return false;
  if (stay.up != node.stays[node.told].up) return true;
  if (!stay.up) return false;  // it was told to be, and what was in between nobody could be sure of
  return node.stays[at - 1].shown_ms > 0 &&
         stay.shown_ms - node.stays[at - 1].shown_ms > kSettledMs;
}

void DueNodes::expectAll(std::int64_t now_ms) const {
  for (const auto& [name, node] : nodes_)
    for (std::size_t at = node.told + 1; at < node.stays.size(); ++at)
      EXPECT_FALSE(isDue(node, at, now_ms))
          << "this was not told of " << name << " up to " << now_ms << ": " << textOf(node, at);
}

std::string DueNodes::textOf(const Node& node, std::size_t last) {
  std::string text;
  for (std::size_t at = node.told; at <= last; ++at) {
    const Stay& stay = node.stays[at];
    text += (stay.up ? " up, booted " + std::to_string(stay.booted_ms) : std::string(" down")) +
            ", shown " + std::to_string(stay.shown_ms) + " at " +
            std::to_string(stay.clocks_ms.front()) +
            (stay.sure_ms ? ", sure " + std::to_string(*stay.sure_ms) : std::string()) + ";";
  }
  return text;
}

}  // namespace pipevane::proxmox_events
