// Whether a guest that a list of resources does not name is gone, or may not be seen any more:
// Proxmox VE leaves both out without a word.
#pragma once

#include "plugins/proxmox/permissions.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

class GuestRights {
 public:
  // A whole list names so many guests. What was known of the rights before the first one without
  // any says nothing about why there are none.
  void listed(std::size_t guests);
  // What /access/permissions says now.
  void hear(const Permissions& permissions);

  // A list without guests is not known to mean that there are none.
  bool noneIsUnknown() const { return names_none_ && !(heard_since_ && seesAll()); }
  // The guest may be there though the list does not name it.
  bool mayHide(std::string_view vmid) const;

 private:
  bool seesAll() const;

  std::optional<Permissions> permissions_;
  bool names_none_ = false;
  bool heard_since_ = false;
  bool saw_all_ = false;  // it had the right to all guests at some time
};

}  // namespace pipevane::proxmox
