#include "plugins/proxmox/push/push_rivals.h"

#include <algorithm>

namespace pipevane::proxmox {

const PushRivals::Rival* PushRivals::find(std::string_view who) const {
  const auto known = std::ranges::find(rivals_, who, &Rival::who);
  return known == rivals_.end() ? nullptr : &*known;
}

// In the place of the one that told longest ago, where there are too many.
PushRivals::Rival& PushRivals::get(std::string_view who, std::size_t most) {
  const auto known = std::ranges::find(rivals_, who, &Rival::who);
  if (known != rivals_.end()) return *known;
  if (rivals_.size() >= most) rivals_.erase(std::ranges::min_element(rivals_, {}, &Rival::told_ms));
  rivals_.push_back({.who = std::string(who)});
  return rivals_.back();
}

bool PushRivals::hear(std::string_view who, std::int64_t now_ms, std::size_t most) {
  if (most == 0) return false;
  Rival& rival = get(who, most);
  const bool still = now_ms - rival.told_ms <= kTurnMs || apart(who, now_ms);
  if (!still) rival.turns = 0;
  if (still && rival.answered && ++rival.turns >= kTurns) rival.apart_ms = now_ms;
  rival.answered = false;
  rival.told_ms = now_ms;
  return rival.turns >= kTurns;
}

bool PushRivals::lately(std::string_view who, std::int64_t now_ms) const {
  const Rival* const rival = find(who);
  return rival != nullptr && now_ms - rival->told_ms <= kTurnMs;
}

bool PushRivals::apart(std::string_view who, std::int64_t now_ms) const {
  const Rival* const rival = find(who);
  return rival != nullptr && now_ms - rival->apart_ms <= kApartMs;
}

void PushRivals::swap(std::string_view who, std::string_view before, std::int64_t now_ms) {
  const Rival* const heard = find(who);
  const int turns = heard == nullptr ? 0 : heard->turns;
  std::erase_if(rivals_, [who](const Rival& each) { return each.who == who; });
  Rival& rival = get(before, kMost);
  rival.told_ms = now_ms;
  rival.apart_ms = turns >= kTurns ? now_ms : kNever;
  rival.turns = turns;
  rival.answered = false;
}

void PushRivals::clockWasSet(std::int64_t by_ms) {
  for (Rival& each : rivals_) {
    each.told_ms += by_ms;
    each.apart_ms += by_ms;
  }
}

}  // namespace pipevane::proxmox
