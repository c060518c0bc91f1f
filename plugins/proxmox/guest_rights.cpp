#include "plugins/proxmox/guest_rights.h"

#include <string>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kGuests = "/vms";
constexpr std::string_view kRight = "VM.Audit";

}  // namespace

void GuestRights::listed(std::size_t guests) {
  if (guests == 0 && !names_none_) heard_since_ = false;
  names_none_ = guests == 0;
}

void GuestRights::hear(const Permissions& permissions) {
  permissions_ = permissions;
  heard_since_ = true;
  saw_all_ = saw_all_ || seesAll();
}

bool GuestRights::seesAll() const { return permissions_ && permissions_->have(kGuests, kRight); }

// A token that never had more than some guests, by their pools say, has no right to one that is
// gone: as long as it sees others that means nothing.
bool GuestRights::mayHide(std::string_view vmid) const {
  if (noneIsUnknown()) return true;
  if (!saw_all_) return false;
  return !permissions_->have(std::string(kGuests).append("/").append(vmid), kRight);
}

}  // namespace pipevane::proxmox
