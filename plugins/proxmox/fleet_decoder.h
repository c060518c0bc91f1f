// Recorded or fresh answers of one source of Proxmox VE in, entities and samples out. What comes
// out depends on the answers alone, not on clocks: a recording decodes to the same bits as the
// live run did.
#pragma once

#include "plugins/proxmox/arc.h"
#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/metric_server.h"
#include "plugins/proxmox/node_pins.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/resource_summary.h"
#include "plugins/proxmox/surprises.h"
#include "plugins/proxmox/version.h"

#include <pipevane/batch.h>
#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class KnownFleet;

// What became of one answer.
struct Decoded {
  bool understood = true;
  // Where it was not: what is wrong, a sentence without an end ("the answer to ... is no JSON").
  std::string why;
};

// [worker] One thread.
class FleetDecoder {
 public:
  // `source` is the id of the component that asked. `cluster` is the first part of all keys; empty:
  // as `name` or an exchange says, else as the answers do, and the source's id for a node on its
  // own.
  FleetDecoder(const Host& host, std::string source, std::string cluster);
  ~FleetDecoder();

  // Answers that tell nothing new about the fleet are understood as well. Nothing goes out before
  // the first list of resources behind /cluster/status: that exchange carries the name that was
  // chosen for the cluster, where it is not the one that the answers tell.
  Decoded decode(const pv_exchange& exchange, const Output& output);
  // The cycle of the last list ended: says so where nothing did yet, as the metrics export failed,
  // or was asked of single members. Without this call the next list says it.
  void endCycle(const Output& output);
  // Once, before anything went out.
  void name(const std::string& cluster);
  // The next list of resources brings every entity with all its attributes again.
  void refresh();
  // What the token may do was to be asked, as something is not listed any more, and was not: until
  // it is known nothing is taken for gone that may be hidden.
  void doubtRights();
  // The clock that gives the exchanges their times was set, ahead or back, since the last one.
  void clockWasSet();
  // Nobody answers any more: the state of each node, guest and storage is unknown until an answer
  // says otherwise. Figures need no word: they grow old.
  void forgetStates(std::int64_t time_ms, const Output& output);
  // Somebody else tells of the cluster now: what was known of entities is forgotten, and nothing is
  // told of any until takeOver().
  void leave();
  // Begins anew, under that name, in the place of somebody else who told of the cluster: what was
  // known of entities is forgotten, and what is not known of them is told as well.
  void takeOver(const std::string& cluster);

  // Empty while not known.
  const std::string& cluster() const;
  const std::optional<Version>& version() const;
  const std::string& versionText() const;  // as the node writes it
  // False where the metrics export is known not to exist or to be refused.
  bool exportWorks() const;
  // Of the metrics export, by the source's clock: ask for what is newer. Nothing at first.
  std::optional<std::int64_t> completeUntilMs() const;
  // The same of one node, by its own clock.
  std::optional<std::int64_t> completeUntilMs(std::string_view node) const;
  const ClusterStatus& clusterStatus() const;
  const NodePins& nodePins() const;
  // Of the last list of resources.
  const ResourceSummary& resources() const;
  // What the token may do, and where the cluster sends figures to; nothing before they were told.
  const std::optional<Permissions>& permissions() const;
  const std::optional<MetricServers>& metricServers() const;
  // Of the cluster's own authority, as the node said that was asked last; empty: it did not.
  const std::string& rootCertificate() const;
  // That list of resources, which was not decoded yet, has a node offline that was not, or does not
  // name one any more: who tells it may be cut off from its cluster. A body that is no list has
  // not, nor one that may be another cluster's.
  bool losesNodes(std::string_view list);
  // The last list that was decoded says of the nodes what the one said that lost some.
  bool asLost() const;
  // Members, as /cluster/status says, that the last list of resources does not name: what was known
  // of them stays, in an unknown state.
  const std::set<std::string, std::less<>>& unlistedMembers() const;
  // The last list of resources has a guest, a storage or a node's figures: one that has nothing
  // takes nothing away.
  bool listTells() const;
  // That status may be read, and says who they are.
  bool membersKnown() const;
  // All that there is now.
  std::vector<EntityId> entities() const;
  // As the list of resources says.
  bool online(std::string_view node) const;
  std::vector<std::string> onlineNodes() const;
  std::size_t guestsOn(std::string_view node) const;
  // For how long that node has told nothing new in the metrics export; nothing where it does not
  // have to.
  std::optional<std::int64_t> unheardMs(std::string_view node) const;
  // Others tell their figures in the metrics export, and that node told none for a while.
  bool silent(std::string_view node) const;
  // Its clock was set back behind what it told, by so much: what is on it is told by the list of
  // resources. Its `time` says so; ask for that where it is silent.
  std::optional<std::int64_t> setBackMs(std::string_view node) const;
  // By how much its clock is ahead of ours (less than 0: behind), as its rows in the metrics export
  // tell, which are up to a cycle old; nothing where they do not.
  std::optional<std::int64_t> aheadMs(std::string_view node) const;
  // As that node's history told.
  Arc arcOf(std::string_view node) const;
  // How often a node came, went, or changed its state.
  std::uint64_t nodeChanges() const;
  // What of the last list of resources was not taken for want of room: a sentence without an end;
  // empty: nothing.
  std::string leftOut() const;
  const Surprises& surprises() const;

 private:
  void beginAnew();

  Host host_;
  std::unique_ptr<KnownFleet> fleet_;
};

}  // namespace pipevane::proxmox
