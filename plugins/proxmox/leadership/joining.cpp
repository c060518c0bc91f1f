#include "plugins/proxmox/leadership/joining.h"

namespace pipevane::proxmox {

Joined join(Leadership& leadership, const ClusterIdentity& identity,
            const std::function<std::optional<std::string>()>& wanted) {
  const ClusterIdentity known = leadership.identity();
  if (leadership.settled() && known.known() && identity != known)
    return identity.known() ? Joined::kForeign : Joined::kUnproven;
  if (leadership.leads()) return Joined::kLeads;
  const bool before = leadership.settled();
  const std::optional<std::string> name = wanted();
  if (!name || !leadership.settle(identity, *name)) return Joined::kStopped;
  if (!leadership.leads()) return Joined::kStandsBy;
  return before || leadership.tookOver() ? Joined::kTakesOver : Joined::kBegins;
}

}  // namespace pipevane::proxmox
