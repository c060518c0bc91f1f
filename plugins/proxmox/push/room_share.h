// What one row takes of the room for all.
#pragma once

#include "plugins/proxmox/push/push_room.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace pipevane::proxmox {

// It grows, and is given back when the row goes: what is shorter for a while may be long again.
class RoomShare {
 public:
  // kOther: a storage that is found to be shared, or not to be, is another one.
  enum class Of : std::uint8_t { kItself, kOther, kTexts, kCards, kRivals };

  explicit RoomShare(PushRoom& room) : room_(room) {}
  ~RoomShare() {
    for (const std::uint32_t each : bytes_) room_.bytes -= each;
  }
  RoomShare(const RoomShare&) = delete;
  RoomShare& operator=(const RoomShare&) = delete;

  // False where there is no room for as much of that.
  bool hold(Of of, std::size_t bytes) {
    std::uint32_t& held = bytes_[static_cast<std::size_t>(of)];
    if (bytes <= held) return true;
    if (!room_.hasBytes(bytes - held)) return false;
    room_.bytes += bytes - held;
    held = static_cast<std::uint32_t>(bytes);
    return true;
  }

 private:
  PushRoom& room_;
  std::array<std::uint32_t, 5> bytes_{};
};

}  // namespace pipevane::proxmox
