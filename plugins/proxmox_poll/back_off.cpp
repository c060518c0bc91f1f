#include "plugins/proxmox_poll/back_off.h"

#include <algorithm>

namespace pipevane::proxmox_poll {

std::int64_t BackOff::failed() {
  std::uniform_int_distribution<std::int64_t> upper_half(wait_ms_ / 2, wait_ms_);
  const std::int64_t wait_ms = upper_half(random_);
  wait_ms_ = std::min(2 * wait_ms_, most_ms_);
  return wait_ms;
}

}  // namespace pipevane::proxmox_poll
