// Recorded or fresh pushes of Proxmox VE's metric servers in, entities and samples out: the same
// entities, metrics and units as those that are polled. What comes out depends on the pushes and
// their times of arrival alone, not on clocks.
#pragma once

#include "plugins/proxmox/push/push.h"
#include "plugins/proxmox/push/push_counts.h"
#include "plugins/proxmox/push/push_room.h"
#include "plugins/proxmox/push/push_tellers.h"
#include "plugins/proxmox/push/senders.h"

#include <pipevane/batch.h>
#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

class GraphiteReader;
class InfluxReader;
class OtlpReader;
class PushedCluster;

// [worker] One thread.
class PushDecoder {
 public:
  // By one source, at a time. One for each node is plenty; their names come from outside.
  static constexpr std::size_t kMostClusters = 64;
  // A node's cycle is over when nothing came for so long, and that is said after this at the
  // latest, as where forty nodes send something is always on its way.
  static constexpr std::int64_t kQuietMs = 300, kCycleMostMs = 3'000;
  // Room is looked for as often at most, since all are looked at for it.
  static constexpr std::int64_t kRoomMs = 1'000;

  PushDecoder(const Host& host, Senders senders);
  ~PushDecoder();

  // True where the exchange is a push.
  static bool understands(const pv_exchange& exchange);
  // Of an exchange that is one.
  static Push pushOf(const pv_exchange& exchange);
  void decode(const Push& push, const Output& output);
  // Takes off what is of one cluster, or of none: all, but where each line says what cluster it is.
  Push takePart(Push& rest) const;
  // The name of the cluster of such a part, as far as it is known without the body of
  // OpenTelemetry; nothing: who sends it is none of the senders.
  std::optional<std::string_view> clusterOf(const Push& push) const;

  // Time passes: says what nobody tells of any more. Everything at its own time, so that it is the
  // same whether this is called often or only with the next push, which does so itself.
  void pass(std::int64_t now_ms, const Output& output);
  // The same, and no more than that many moments of it, for who has more to see to. The rest is due
  // at once then.
  static constexpr int kMomentsAtOnce = 8;
  void passSome(std::int64_t now_ms, const Output& output);
  // When there will be something to say if nothing comes until then.
  std::int64_t nextMs() const;
  // Our clock was set, by so much: nobody was silent for that long.
  void clockWasSet(std::int64_t by_ms);
  // All entities are told again, with what is known of them, at the next call.
  void refresh();
  void tellAll(std::int64_t now_ms, const Output& output);

  // A line that was refused before it was whole.
  void countLine(Refusal refusal);
  const PushRoom& room() const { return room_; }
  const PushCounts& counts() const { return counts_; }
  // Who tells, by cluster.
  struct Told {
    std::string_view cluster;
    const PushTellers* tellers;
    std::size_t entities;
  };
  std::vector<Told> told() const;
  std::vector<EntityId> entities();

 private:
  void decodePart(const Push& push, const Output& output);
  PushedCluster* cluster(std::string_view name);
  void makeRoom(std::int64_t now_ms, const Output& output);
  void leaveEmpty();
  void readOtlp(const Push& push, std::string_view cluster);
  bool passOne(std::int64_t now_ms, const Output& output);
  std::int64_t cycleEndMs() const;
  void heard(std::int64_t now_ms);

  Host host_;
  Senders senders_;
  PushCounts counts_;
  PushRoom room_;
  std::int64_t room_sought_ms_ = kNever;
  std::unique_ptr<InfluxReader> influx_;
  std::unique_ptr<GraphiteReader> graphite_;
  std::unique_ptr<OtlpReader> otlp_;
  std::map<std::string, std::unique_ptr<PushedCluster>, std::less<>> clusters_;
  // Of the cycle that has not ended yet: its first and its last push.
  std::optional<std::int64_t> cycle_first_ms_;
  std::int64_t cycle_last_ms_ = 0;
};

}  // namespace pipevane::proxmox
