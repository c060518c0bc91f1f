#include "plugins/replay/tellers.h"

#include <pipevane/giving_up.h>

#include <algorithm>

namespace pipevane::replay {

void Tellers::setTeller(const std::string& source, const std::string& method) {
  const std::string name = method + ' ' + source;
  const auto known = numbers_.find(name);
  teller_ = known == numbers_.end() ? 0 : known->second;
  if (known != numbers_.end() || numbers_.size() == kMost) return;
  teller_ = tells_figures_.size();
  tells_figures_.push_back(false);
  numbers_.emplace(name, teller_);
}

bool Tellers::goesOut(const pv_entity_change& change) {
  auto& holders = holders_[change.entity];
  if (change.kind != PV_REMOVE) {
    if (std::ranges::find(holders, teller_) == holders.end()) holders.push_back(teller_);
    return true;
  }
  std::erase(holders, teller_);
  if (givesUp(change) &&
      std::ranges::any_of(holders, [this](std::size_t each) { return tells_figures_[each]; }))
    return false;
  holders_.erase(change.entity);
  return true;
}

}  // namespace pipevane::replay
