// What was pushed of one thing, as one node tells of it.
#pragma once

#include "plugins/proxmox/figures.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/push/nic_sum.h"
#include "plugins/proxmox/push/push_rivals.h"
#include "plugins/proxmox/push/push_tellers.h"
#include "plugins/proxmox/push/room_share.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace pipevane::proxmox {

// A node, a guest, or a storage on a node. Its figures of one time may come in several lines, of
// several datagrams; all that came of that time are here.
struct PushedRow {
  explicit PushedRow(PushRoom& room) : share(room) {}

  std::string id;  // as Proxmox VE has it: "qemu/100", "storage/pve1/local"
  Kind kind = Kind::kNode;
  std::string name;           // the node, the vmid, the storage
  Object* object = nullptr;   // of a storage nothing until it is known whether it is shared
  PushedRow* next = nullptr;  // that came behind it the last time
  PushTeller* teller = nullptr;

  std::int64_t time_ms = kNever;  // of the figures
  Figures figures;
  std::optional<bool> runs;            // as the status says
  std::optional<bool> shared, active;  // of a storage
  std::string content, content_as_told, storage_type;
  bool touched = false;  // by what is being read

  std::int64_t heard_ms = kNever;  // by our clock
  // What was said of its silence.
  enum class Silence : std::uint8_t { kNone, kStale, kUnknown } silence = Silence::kNone;
  bool told_status = false;
  std::int64_t look_ms = std::numeric_limits<std::int64_t>::max();  // see SilenceOrder

  // Of a guest: who told of it before, and since when not; and nodes that tell of it as well, and
  // are not believed.
  const PushTeller* former = nullptr;
  std::int64_t moved_ms = kNever;
  PushRivals rivals;
  NicSum nics;  // of a node
  RoomShare share;

  bool isGuest() const { return proxmox::isGuest(kind); }
};

}  // namespace pipevane::proxmox
