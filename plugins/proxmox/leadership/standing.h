// How well a source is placed to tell of its cluster, compared with others of the same one.
#pragma once

#include "plugins/proxmox/leadership/cluster_service.h"
#include "plugins/proxmox/rights/rights.h"

#include <tuple>

namespace pipevane::proxmox {

struct Standing {
  Rights rights;
  Side side = Side::kUnknown;

  bool isMinority() const { return side == Side::kMinority; }

  // It comes before that one. Who sees no guest comes last. Who is in the minority sees what is not
  // so: that counts more than how much else a token may see.
  bool isAbove(const Standing& other) const { return rank() > other.rank(); }
  // It may take the place of that one, which leads and is heard: it sees more, or has quorum where
  // that one has none. Who does not know its side is not taken for one that has. Only who is above
  // beats, so that of several there is always one that nobody beats.
  bool beats(const Standing& leader) const {
    return isAbove(leader) && (rights > leader.rights || side == Side::kMajority);
  }
  // It does, and has quorum where that one has none.
  bool beatsByQuorum(const Standing& leader) const {
    return beats(leader) && leader.isMinority() && side == Side::kMajority;
  }

 private:
  std::tuple<bool, bool, Rights> rank() const {
    return {rights.showGuests(), !isMinority(), rights};
  }
};

}  // namespace pipevane::proxmox
