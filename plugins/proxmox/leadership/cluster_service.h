// The service by which the sources of a circle agree on who watches a cluster, and under which
// name.
#pragma once

#include <pipevane/abi.h>

#include <cstddef>
#include <cstdint>

namespace pipevane::proxmox {

enum class Stage : std::int32_t {
  kAsking,     // it has not heard yet which cluster it is
  kUnreached,  // nobody answered so far
  kStandsBy,   // another one watches the same cluster
  kLeads       // it watches, and tells
};

// On which side of its cluster the node stands that a source asks.
enum class Side : std::int32_t {
  kUnknown,   // it does not say, or is on its own
  kMinority,  // it has no quorum: the others look offline from there, and may be well
  kMajority
};

// What one source says of itself.
struct ClusterClaim {
  std::uint32_t size;
  Stage stage;
  bool deciding;         // it wants to look at all others while none of them changes
  bool answers;          // of one that leads: its cluster was heard lately
  bool able;             // it did not try in vain to take over: those after it wait for it
  pv_text identity;      // empty: not known
  pv_text wanted;        // the name that it would give its cluster
  pv_text cluster;       // the name that it gives it; empty: none yet
  std::uint32_t rights;  // how much its token may see, see rights.h
  Side side;             // of its node, when that said so last
  std::int64_t told_ms;  // of one that leads: when it told last, by the steady clock; 0: not yet
};

struct ClusterService {
  std::uint32_t size;
  // [any] Calls `visit` once.
  void (*read)(void* self, void* context, void (*visit)(void* context, const ClusterClaim* claim));
  // [any] True: it led, but did not hear its cluster or is placed worse than who asks, whose rights
  // and side these are (see standing.h), and tells nothing from now on.
  bool (*yield)(void* self, std::uint32_t rights, Side side);
  // [any] Calls `visit` once, with all entities that it told and that are there; not at all where
  // it has not told yet.
  void (*entities)(void* self, void* context,
                   void (*visit)(void* context, const pv_entity_id* ids, std::size_t count));
  // [any] The same with all entities that it says are there, whoever tells of them: those that it
  // told, or that the one did that it stands by for, or that was in its place.
  void (*said)(void* self, void* context,
               void (*visit)(void* context, const pv_entity_id* ids, std::size_t count));
};

}  // namespace pipevane::proxmox
