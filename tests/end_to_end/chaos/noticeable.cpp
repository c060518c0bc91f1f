#include "tests/end_to_end/chaos/noticeable.h"

#include <algorithm>

namespace pipevane::testing {
namespace {

// A list is asked for every 20 s beside the log, and has what nodes say every 10 s; one that fails
// is asked for again in its turn.
constexpr int kLooks = 6;
// Together with those that wait for the tasks that may explain them.
constexpr std::size_t kLooksUntilTold = 10;
constexpr std::int64_t kWindowS = 100;
// A task explains what happens to its guest where it ran or ended since 15 s before the list before
// (plugins/proxmox/README.md), and lists are 20 s apart.
constexpr std::int64_t kAroundS = 35;

std::string lastOf(const std::string& key) { return key.substr(key.rfind('/') + 1); }

bool isGuest(const std::string& key) {
  return key.find("/vm/") != std::string::npos || key.find("/container/") != std::string::npos;
}

}  // namespace

void Noticeable::look(std::int64_t now_s) {
  for (const auto& [key, thing] : truth_.things()) {
    const bool is_shown = shown(key, thing, now_s);
    if (is_shown) shown_at_s_[key].push_back(truth_.nowS());
    for (const auto& each : thing.pasts)
      if (each.first != "booted") look(key, each.first, thing, is_shown, now_s);
  }
}

// What is gone is shown not to be there.
bool Noticeable::shown(const std::string& key, const TrueThing& thing, std::int64_t now_s) const {
  if (excuses_.unheard(now_s) || excuses_.mayBe("unknown", key, thing.node, now_s) ||
      excuses_.mayBe("hibernating", key, thing.node, now_s))
    return false;
  return thing.now("present").empty() || (thing.told && !thing.lost);
}

void Noticeable::look(const std::string& key, const std::string& respect, const TrueThing& thing,
                      bool is_shown, std::int64_t now_s) {
  Watched& watched = watched_[key][respect];
  // Of who comes back nothing is compared with what it was before.
  if (thing.lost || (respect != "present" && thing.now("present").empty())) watched.before.reset();
  if (!is_shown || (respect != "present" && thing.now("present").empty())) {
    watched.looks = 0;
    return;
  }
  const std::string& value = thing.now(respect);
  if (watched.looks == 0 || value != watched.value) {
    watched.value = value;
    watched.looks = 0;
  }
  if (watched.before && value == *watched.before) watched.before_s = now_s;
  if (++watched.looks != kLooks) return;
  if (watched.before && *watched.before != value &&
      !byTask(key, respect, thing.pasts.at(respect).rbegin()->first))
    changes_.push_back({key, respect, *watched.before, value, watched.before_s, now_s});
  watched.before = value;
  watched.before_s = now_s;
}

bool Noticeable::byTask(const std::string& key, const std::string& respect,
                        std::int64_t at_s) const {
  return isGuest(key) && truth_.taskOf(lastOf(key), respect, at_s, kAroundS);
}

std::int64_t Noticeable::heardSinceS(const std::string& key) const {
  const auto found = shown_at_s_.find(key);
  const std::int64_t at_least_s = truth_.nowS() - kWindowS;
  if (found == shown_at_s_.end() || found->second.size() <= kLooksUntilTold) return 0;
  return std::min(at_least_s, found->second[found->second.size() - 1 - kLooksUntilTold]);
}

}  // namespace pipevane::testing
