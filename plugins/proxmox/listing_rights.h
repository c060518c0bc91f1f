// Whether what a list of resources does not name is gone, or may not be seen any more: Proxmox VE
// leaves both out without a word.
#pragma once

#include "plugins/proxmox/object.h"
#include "plugins/proxmox/permissions.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace pipevane::proxmox {

// Whether a list names that entity, "homelab/vm/100", to whoever has these permissions: nodes and
// clusters to everybody.
bool namedTo(const Permissions& permissions, std::string_view key);

class ListingRights {
 public:
  // A whole list names so many guests. What was known of the rights before the first one without
  // any says nothing about why there are none.
  void listed(std::size_t guests);
  // What /access/permissions says now.
  void hear(const Permissions& permissions);
  // It did not say, though something was missed: what was heard before is of no use for that.
  void doubt() { in_doubt_ = true; }

  // A list without guests is not known to mean that there are none.
  bool noGuestsIsUnknown() const;
  // It may be there though the list does not name it. Never a node or a cluster: those are listed
  // to whoever asks.
  bool mayHide(const Object& object) const;
  // There were rights to it that may be lost, and nobody says whether they are.
  bool inDoubt(const Object& object) const { return in_doubt_ && sawAll(object.kind); }

 private:
  bool sawAll(Kind kind) const { return saw_all_[static_cast<std::size_t>(kind)]; }

  std::optional<Permissions> permissions_;
  bool names_no_guests_ = false;
  bool heard_since_ = false;
  bool in_doubt_ = false;
  std::array<bool, kKindCount> saw_all_{};  // of each kind, at some time
};

}  // namespace pipevane::proxmox
