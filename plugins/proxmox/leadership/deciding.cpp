#include "plugins/proxmox/leadership/deciding.h"

#include "plugins/proxmox/leadership/rivals.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

// Others decide within moments.
constexpr std::int64_t kMomentMs = 1;
constexpr std::int64_t kLookMs = 50;

}  // namespace

// Who it is they say once they have asked, or failed to.
bool Deciding::awaitEarlier() const {
  const std::int64_t until_ms = host_.steadyMs() + kPatienceMs;
  for (;;) {
    const auto all = rivals(host_, circle_);
    if (host_.steadyMs() >= until_ms || std::ranges::none_of(all, [](const Rival& each) {
          return each.earlier && each.stage == Stage::kAsking;
        }))
      return true;
    if (!host_.waitFor(kLookMs)) return false;
  }
}

// Each says so first and looks then, so that of two at least one sees the other: the later one
// steps back, the earlier one waits for that.
bool Deciding::enter() {
  for (;;) {
    now_ = true;
    const auto all = rivals(host_, circle_);
    if (std::ranges::none_of(all, &Rival::deciding)) return true;
    if (std::ranges::any_of(all, [](const Rival& each) { return each.earlier && each.deciding; }))
      leave();
    if (host_.waitFor(kMomentMs)) continue;
    leave();
    return false;
  }
}

}  // namespace pipevane::proxmox
