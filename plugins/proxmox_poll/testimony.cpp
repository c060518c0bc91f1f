#include "plugins/proxmox_poll/testimony.h"

#include "plugins/proxmox_poll/rivals.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

using Entities = Inheritance::Entities;

Entities both(const Entities& one, const Entities& other) {
  Entities all;
  std::ranges::set_union(one, other, std::back_inserter(all));
  return all;
}

}  // namespace

std::optional<Entities> Testimony::hear() {
  auto said = saidByOthers(host_);
  if (!said) return std::nullopt;
  const std::int64_t now_ms = host_.steadyMs();
  if (now_ms - since_ms_ >= 2 * kLatelyMs) lately_.clear();
  if (now_ms - since_ms_ >= kLatelyMs) {
    before_ = std::exchange(lately_, {});
    since_ms_ = now_ms;
  }
  std::ranges::sort(*said);
  lately_ = both(lately_, *said);
  return both(before_, lately_);
}

}  // namespace pipevane::proxmox_poll
