// How much of a cluster a token may see, to be compared among the sources that watch it.
#pragma once

#include "plugins/proxmox/permissions.h"

#include <cstdint>
#include <string>

namespace pipevane::proxmox {

// Guests count most, then the figures of nodes, then all else. 0: nothing, or it is not known.
class Rights {
 public:
  Rights() = default;
  // As another source says it.
  explicit Rights(std::uint32_t rank) : rank_(rank) {}
  static Rights of(const Permissions& permissions);

  std::uint32_t rank() const { return rank_; }
  // Some guests at least.
  bool showGuests() const { return rank_ >= kOneGuest; }

  auto operator<=>(const Rights&) const = default;

 private:
  static constexpr std::uint32_t kGrades = 4;  // none, in some places, but for some places, all
  static constexpr std::uint32_t kOneGuest = kGrades * kGrades * kGrades;

  std::uint32_t rank_ = 0;
};

// Why no guest is shown, with what grants it; a sentence without an end.
std::string blindness(const Permissions& permissions, const std::string& token_id);

}  // namespace pipevane::proxmox
