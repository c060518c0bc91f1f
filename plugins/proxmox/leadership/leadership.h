// One of the sources that watch the same cluster leads, the others stand by.
#pragma once

#include "plugins/proxmox/leadership/circle.h"
#include "plugins/proxmox/leadership/cluster_identity.h"
#include "plugins/proxmox/leadership/cluster_service.h"
#include "plugins/proxmox/leadership/deciding.h"
#include "plugins/proxmox/leadership/rivals.h"
#include "plugins/proxmox/leadership/steadiness.h"

#include <pipevane/host.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::proxmox {

// One source's part in that, and what it says to the others. The first in the pipeline leads where
// several begin together; who leads goes on until it fails or stops. Who cannot be told apart from
// another one is taken for another cluster: nothing is merged on doubt, and nothing mixed.
// Who sees more takes the lead over, and whose node has quorum from one whose node has none; where
// nobody has, all stays as it is. Who may see no guest never takes it from one that may, even if
// that one fails: nothing new is told then, while an empty list would take all guests away.
class Leadership {
 public:
  // How often one that is kept out looks whether it may see guests by now: while nobody leads, or
  // who does fails; and else.
  static constexpr std::int64_t kSightAgainMs = 60'000;
  static constexpr std::int64_t kSightSpareMs = 60 * 60'000;

  Leadership(const Host& host, const Circle& circle, std::int64_t interval_ms)
      : host_(host), circle_(circle), interval_ms_(interval_ms), deciding_(host, circle) {}

  // ---- [worker] of the source itself
  // Nobody answered it. Where it leads and that happened twice in a row somebody else may take
  // over.
  void unreached();
  // Once it is known which cluster it is, and again to take over: decides who leads. `wanted` is
  // the cluster's name, which becomes another one where another cluster has it. False where a stop
  // was asked for.
  bool settle(const ClusterIdentity& identity, const std::string& wanted);
  // It is called otherwise from now on, as somebody does who knows better.
  void rename(const std::string& cluster);
  // What to call the cluster by now: as before, but where one whose names go first (see circle.h)
  // has that name for a cluster that is not known to be the same. Once it settled.
  std::string freeName() const;
  // As the token's rights were told; before settle() for the first time.
  void setRights(Rights rights);
  // As its node said: before settle(), and as long as it leads each time that it is said.
  void setSide(Side side);
  // Standing by: nobody leads any more, or who does fails, sees less or is in the minority, and it
  // is this one's turn; or, where it is kept out, it is time to look at its rights again.
  bool vacant();
  // It settled, and would have come to lead if its node had quorum.
  bool lacksQuorumToLead() const;
  // What it is told goes out: it leads. It was heard, so nobody takes over.
  bool mayTell();
  void setEntities(std::vector<pv_entity_id> entities);
  // What it says is there, though it did not tell of it since it was made: another one does, or
  // did.
  void setFollowed(std::vector<pv_entity_id> entities);
  // Once nobody else decides who leads, and as long as that lasts nobody comes to lead. Not at all
  // where a stop was asked for.
  void whileNobodyComesToLead(const std::function<void()>& act);
  // Another one gave it the lead when it settled last.
  bool tookOver() const { return yielded_.has_value(); }
  // Once: what that one had told.
  std::optional<std::vector<pv_entity_id>> takeYielded() {
    return std::exchange(yielded_, std::nullopt);
  }

  // ---- [any]
  bool settled() const;
  bool leads() const;
  bool standsBy() const;
  // Of the cluster that it is about; not known before it settled.
  ClusterIdentity identity() const;
  std::string cluster() const;
  // It sees no guests and another one does, in whose place it does not go on.
  bool keptOut() const;
  // Who leads instead; empty: nobody, as far as was seen.
  std::string leader() const;
  // How often to look whether the leader answers.
  std::int64_t lookEveryMs() const;

  // ---- [any] for the others, see cluster_service.h
  void read(const std::function<void(const ClusterClaim&)>& visit) const;
  bool yield(const Standing& challenger);
  // Nothing: it does not lead, or has not told of its cluster since it does.
  std::optional<std::vector<pv_entity_id>> entities() const;
  // All that it says is there, whoever tells of it.
  std::vector<pv_entity_id> said() const;

 private:
  bool same(const Rival& other) const;
  std::vector<Rival> namedFirst() const;
  std::string freeName(std::vector<Rival> others) const;
  void decide();
  bool leadsAlready(const Rival& other);
  bool mayClaim(const Standing& leader) const;
  bool isBefore(const Rival& other) const;
  bool blindAmong(const std::vector<Rival>& others) const;
  bool answers() const;
  Standing standing() const;

  Host host_;
  Circle circle_;
  std::int64_t interval_ms_;
  Deciding deciding_;
  std::optional<std::vector<pv_entity_id>> yielded_;  // [worker]

  mutable std::mutex mutex_;
  Stage stage_ = Stage::kAsking;
  bool able_ = true;
  ClusterIdentity identity_;
  std::string wanted_, cluster_, leader_;
  Standing standing_;
  Steadiness steadiness_;
  bool kept_out_ = false, lacks_quorum_to_lead_ = false;
  // By the steady clock: one that is set makes nobody late.
  std::int64_t heard_ms_ = 0;
  int unreached_ = 0;  // so many times since
  std::int64_t told_ms_ = 0;
  std::optional<std::vector<pv_entity_id>> entities_;
  std::vector<pv_entity_id> followed_;
};

}  // namespace pipevane::proxmox
