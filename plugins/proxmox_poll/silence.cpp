#include "plugins/proxmox_poll/silence.h"

#include "plugins/proxmox_poll/unknown_state.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

// A server that is restarted, as after an upgrade, is back by then.
constexpr std::int64_t kPatienceMs = 30'000;
constexpr std::int64_t kCyclesMissed = 3;
// At other sources, as those do who stand by.
constexpr std::int64_t kLookMs = 2'000;

}  // namespace

Silence::Silence(const Host& host, std::int64_t interval_ms)
    : host_(host), patience_ms_(std::max(kPatienceMs, kCyclesMissed * interval_ms)) {}

void Silence::begin(const std::string& cluster) {
  words_.try_emplace(cluster, LastWord{.heard_ms = host_.steadyMs()});
}

void Silence::end(const std::string& cluster) {
  words_.insert_or_assign(cluster, LastWord{.heard_ms = host_.steadyMs()});
}

std::set<std::string> Silence::due() {
  std::set<std::string> led;
  for (const proxmox::Rival& each : proxmox::rivals(host_, proxmox::kPolls)) {
    const auto known = words_.find(each.cluster);
    if (each.stage != proxmox::Stage::kLeads || known == words_.end()) continue;
    listen(each, known->second);
    led.insert(each.cluster);
  }
  std::set<std::string> due;
  for (const auto& [cluster, word] : words_)
    if (!word.said_unknown && host_.steadyMs() - word.heard_ms >= patience_ms_ &&
        !led.contains(cluster))
      due.insert(cluster);
  return due;
}

// One that is due already another source leads: it may go at any time.
std::int64_t Silence::dueAtMs() const {
  std::int64_t first_ms = std::numeric_limits<std::int64_t>::max();
  for (const auto& [cluster, word] : words_)
    if (!word.said_unknown) first_ms = std::min(first_ms, word.heard_ms + patience_ms_);
  const std::int64_t now_ms = host_.steadyMs();
  return first_ms > now_ms ? first_ms : now_ms + kLookMs;
}

std::set<std::string> Silence::tell(const Entities& entities, const Output& output) {
  auto clusters = due();
  Entities unknown;
  for (const EntityId each : entities) {
    const std::string_view key = host_.dictionary().key(each);
    const std::string cluster(key.substr(0, key.find('/')));
    if (!clusters.contains(cluster)) continue;
    const auto& told = words_.at(cluster).told;
    if (!told || std::ranges::binary_search(*told, each)) unknown.push_back(each);
  }
  for (const std::string& each : clusters) words_.at(each).said_unknown = true;
  // Totals are of the states, too.
  if (!unknown.empty()) tellUnknown(unknown, host_, output, PV_END_OF_CYCLE);
  return clusters;
}

// It has taken away what it does not tell.
void Silence::listen(const proxmox::Rival& leader, LastWord& word) const {
  if (leader.told_ms <= word.heard_ms) return;
  if (auto told = proxmox::toldBy(host_, proxmox::kPolls, leader.id))
    word = {.heard_ms = leader.told_ms, .told = sorted(*std::move(told))};
}

}  // namespace pipevane::proxmox_poll
