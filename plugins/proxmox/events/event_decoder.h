// Recorded or fresh answers of one source of Proxmox VE in, events out: what happened, told once,
// at its own time. What comes out depends on the answers alone, as in FleetDecoder.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/events/gap.h"
#include "plugins/proxmox/fleet_decoder.h"
#include "plugins/proxmox/node_pins.h"
#include "plugins/proxmox/permissions.h"
#include "plugins/proxmox/surprises.h"

#include <pipevane/batch.h>
#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox::events {

class KnownEvents;

// [worker] One thread.
class EventDecoder {
 public:
  // What happened in the night before somebody looks for the first time.
  static constexpr std::int64_t kLookBackMs = 24 * 3'600'000;

  // `source` and `cluster` as in FleetDecoder. What finished longer than `look_back_ms` before the
  // first answer is not told.
  EventDecoder(const Host& host, std::string source, std::string cluster,
               std::int64_t look_back_ms = kLookBackMs);
  ~EventDecoder();

  // Whether it is one of those that only this decoder understands: a list of tasks, the log, a
  // notification.
  static bool tells(const pv_exchange& exchange);

  // Answers that tell of nothing that happened are understood as well. Nothing goes out before the
  // cluster has a name.
  Decoded decode(const pv_exchange& exchange, const Output& output);
  // Once, before anything went out.
  void name(const std::string& cluster);
  // Begins anew under that name: somebody else told of the cluster up to now.
  void takeOver(const std::string& cluster, std::int64_t look_back_ms);
  // Nobody answers any more, for that reason; or somebody does again. Said once each.
  void tellConnection(bool connected, std::string_view why, std::int64_t time_ms,
                      const Output& output);

  // What to ask for beside the usual, the oldest first.
  std::vector<Gap> gaps() const;
  // Those of which tasks are known.
  std::vector<std::string> nodes() const;
  // How many entries of the log to ask for next, and whether that need not wait for its turn.
  std::size_t logEntries() const;
  bool logAgain() const;
  // An entry of the log that Proxmox VE cannot tell hides what is older.
  bool logUnreadable() const;

  // Empty while not known.
  const std::string& cluster() const;
  // As the node says that was asked last.
  const std::string& versionText() const;
  const ClusterStatus& clusterStatus() const;
  const NodePins& nodePins() const;
  const std::optional<Permissions>& permissions() const;
  const std::string& rootCertificate() const;
  // How often a node came, went, or changed its state.
  std::uint64_t nodeChanges() const;
  // The last list of resources lacks a node that was there, and waits for /cluster/status to say
  // whether that is so.
  bool doubtsList() const;
  // As the last list of resources says; where it does not name it, it may be.
  bool maybeOnline(std::string_view node) const;
  std::size_t runningTasks() const;
  std::uint64_t eventsTold() const;
  const Surprises& surprises() const;

 private:
  Host host_;
  std::unique_ptr<KnownEvents> known_;
};

}  // namespace pipevane::proxmox::events
