#include "plugins/proxmox_events/connection.h"

namespace pipevane::proxmox_events {

void Connection::answered(const Output& output) {
  silent_since_ms_.reset();
  lost_ = false;
  up_ = true;
  decoder_.tellConnection(true, {}, host_.nowMs(), output);
}

void Connection::leave() {
  silent_since_ms_.reset();
  lost_ = false;
  up_ = false;
}

void Connection::lose(std::string why, const Output& output) {
  lost_ = true;
  up_ = false;
  why_lost_ = std::move(why);
  decoder_.tellConnection(false, why_lost_, host_.nowMs(), output);
}

}  // namespace pipevane::proxmox_events
