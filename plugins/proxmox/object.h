// One thing that Proxmox VE reports on, as last seen.
#pragma once

#include "plugins/proxmox/attributes.h"
#include "plugins/proxmox/memory_source.h"
#include "plugins/proxmox/metrics.h"
#include "plugins/proxmox/told_times.h"

#include <pipevane/batch.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

enum class Kind : std::uint8_t { kCluster, kNode, kVm, kContainer, kStorage, kPool };

inline constexpr std::size_t kKindCount = 6;
// In their order, as the second part of a key has them.
inline constexpr std::array<std::string_view, kKindCount> kKindNames = {
    "cluster", "node", "vm", "container", "storage", "pool"};

constexpr bool hasState(Kind kind) { return kind != Kind::kCluster && kind != Kind::kPool; }
constexpr bool isGuest(Kind kind) { return kind == Kind::kVm || kind == Kind::kContainer; }

// Before every time, with room for a span to be taken off.
inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min() / 4;

// What is remembered of one metric of one object.
struct Track {
  // The source's time of the newest sample, and of the newest that had a time of its own.
  std::int64_t last_ms = kNever;
  std::int64_t timed_ms = kNever;
  double last_value = std::numeric_limits<double>::quiet_NaN();
  SeriesId series = PV_NONE;
  Quality quality = Quality::kUnknown;
};
static_assert(sizeof(Track) == 32, "an object has twenty of them");

struct Object {
  Kind kind;
  std::string name;  // the last part of its key
  EntityId entity;
  Attributes attributes;
  // The node itself, or the one that a guest or a storage is on; empty for a shared storage.
  std::string node;
  // The last list that named it, and how many in a row did not since.
  std::uint64_t seen_in = 0;
  int missed = 0;
  bool gone = false;      // it is being taken out
  bool told_all = false;  // also what is not known, as another source told of it before
  // What the last list of resources said that had it, when that was, and when it last was new.
  std::optional<double> listed_uptime_s;
  std::int64_t listed_ms = kNever;
  std::int64_t renewed_ms = kNever;
  // When the metrics export last told something new of it, by the clock of who tells the list, and
  // how many lists in a row there were since that did not name it.
  std::int64_t exported_ms = kNever;
  int unheard = 0;
  ToldTimes told_times;        // of its rows in the metrics export
  MemorySource memory_source;  // of a vm
  // Of a storage, in that list: a node can use it, a node that names it is online.
  bool available = false;
  bool answered = false;
  // Of a shared storage: every node reports it, and the rows of this one count. Its newest row, and
  // when that came.
  std::string reporter;
  std::int64_t reported_ms = kNever;
  std::int64_t reporter_heard_ms = kNever;
  std::array<Track, kMetricCount> tracks;

  bool isShared() const { return kind == Kind::kStorage && node.empty(); }
  Track& track(Metric metric) { return tracks[at(metric)]; }
};

}  // namespace pipevane::proxmox
