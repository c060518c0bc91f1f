// What the names of OpenTelemetry's metrics say, as Proxmox VE makes them.
#pragma once

#include "plugins/proxmox/push/push_keys.h"

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

struct OtlpMeaning {
  // kNothing: Proxmox VE's, and nothing in it is shown.
  enum class Of : std::uint8_t { kNothing, kNode, kReceived, kSent, kGuest, kStorage, kStranger };
  Of of = Of::kNothing;
  const PushKey* key = nullptr;
};

OtlpMeaning meaningOf(std::string_view metric);

}  // namespace pipevane::proxmox
