#include "plugins/proxmox/contacts/back_off.h"

#include <algorithm>
#include <functional>
#include <random>

namespace pipevane::proxmox {
namespace {

std::uint32_t low(std::uint64_t bits) { return static_cast<std::uint32_t>(bits); }
std::uint32_t high(std::uint64_t bits) { return low(bits >> 32); }

}  // namespace

BackOff::BackOff(std::string_view who, std::int64_t first_ms, std::int64_t most_ms)
    : who_(std::hash<std::string_view>{}(who)), first_ms_(first_ms), most_ms_(most_ms) {}

std::int64_t BackOff::failed(std::int64_t now_ms) {
  const auto now = static_cast<std::uint64_t>(now_ms);
  std::seed_seq seed{low(who_), high(who_), low(now), high(now)};
  std::minstd_rand random(seed);
  std::uniform_int_distribution<std::int64_t> upper_half(wait_ms_ / 2, wait_ms_);
  const std::int64_t wait_ms = upper_half(random);
  wait_ms_ = std::min(2 * wait_ms_, most_ms_);
  return wait_ms;
}

}  // namespace pipevane::proxmox
