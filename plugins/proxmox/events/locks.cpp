#include "plugins/proxmox/events/locks.h"

#include "plugins/proxmox/events/difference_event.h"

#include <iterator>
#include <utility>

namespace pipevane::proxmox::events {
namespace {

bool isOver(const ListedGuest* guest, const std::string& lock) {
  return guest == nullptr || (guest->known() && guest->lock != lock);
}

}  // namespace

Event Locks::begin(const Difference& difference, Event event) {
  Lock& known = locks_[difference.id];
  if (known.name != difference.to) known = {.name = difference.to, .event = std::move(event)};
  return known.event;
}

std::optional<Event> Locks::end(const Difference& difference) {
  const auto known = locks_.find(difference.id);
  if (known == locks_.end() || known->second.name != difference.from) return std::nullopt;
  Event ended = unlocked(std::move(known->second.event), difference.time_ms);
  locks_.erase(known);
  return ended;
}

std::vector<Event> Locks::endThoseOver(const ListDifferences& fleet, std::int64_t time_ms) {
  std::vector<Event> ended;
  for (auto each = locks_.begin(); each != locks_.end();) {
    const bool over = isOver(fleet.guest(each->first), each->second.name);
    if (over) ended.push_back(unlocked(std::move(each->second.event), time_ms));
    each = over ? locks_.erase(each) : std::next(each);
  }
  return ended;
}

}  // namespace pipevane::proxmox::events
