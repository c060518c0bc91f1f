#include "plugins/proxmox_poll/testimony.h"

#include "plugins/proxmox/leadership/rivals.h"

#include <set>
#include <utility>

namespace pipevane::proxmox_poll {

std::optional<Entities> Testimony::hear() {
  const auto said = heard();
  if (!said) return std::nullopt;
  const std::int64_t now_ms = host_.steadyMs();
  if (now_ms - since_ms_ >= 2 * kLatelyMs) lately_.clear();
  if (now_ms - since_ms_ >= kLatelyMs) {
    before_ = std::exchange(lately_, {});
    since_ms_ = now_ms;
  }
  lately_ = both(lately_, *said);
  return both(before_, lately_);
}

// By each that is there, and the last words of each that waits to begin anew.
std::optional<Entities> Testimony::heard() {
  std::set<std::string> there = proxmox::listedSources(host_, proxmox::kPolls);
  const std::int64_t now_ms = host_.steadyMs();
  for (const std::string& each : there) words_.try_emplace(each, Word{.awaited_since_ms = now_ms});
  for (const proxmox::Rival& each : proxmox::rivals(host_, proxmox::kPolls)) {
    if (each.stage == proxmox::Stage::kAsking) return std::nullopt;
    auto said = proxmox::saidBy(host_, proxmox::kPolls, each.id);
    if (!said) continue;
    words_.insert_or_assign(each.id, Word{now_ms, sorted(*std::move(said))});
    there.insert(each.id);
  }
  std::erase_if(words_, [&](const auto& each) { return !there.contains(each.first); });
  Entities all;
  for (const auto& [id, word] : words_) {
    if (word.said)
      all = both(all, *word.said);
    else if (now_ms - word.awaited_since_ms < kAwaitedMs)
      return std::nullopt;
  }
  return all;
}

}  // namespace pipevane::proxmox_poll
