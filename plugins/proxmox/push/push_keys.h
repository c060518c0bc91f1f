// What Proxmox VE calls the things that it pushes, and what they mean here.
#pragma once

#include "plugins/proxmox/key_table.h"
#include "plugins/proxmox/metrics.h"

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

enum class PushedAs : std::uint8_t {
  kFigure,
  kName,
  kStatus,
  kQmpStatus,
  kTags,
  kLock,
  kTemplate,
  kShared,
  kActive,
  kContent,
  kStorageType,
};

struct PushKey {
  PushedAs as = PushedAs::kFigure;
  Metric metric = Metric::kCount;
};

using PushKeys = KeyTable<PushKey>;

// Of a node, by the part that they are told in: "cpustat", "memory", "blockstat" (its root file
// system), and "" for what stands alone. Null for a part in which nothing is shown.
const PushKeys* nodeKeys(std::string_view part);
const PushKeys& guestKeys();
const PushKeys& storageKeys();

}  // namespace pipevane::proxmox
