// Where batches wait for one transform or sink: a bounded queue for each edge into it, taken in
// order of arrival. Edges come and go while it is in use.
#pragma once

#include "engine/base/bounded_queue.h"
#include "engine/base/clock.h"
#include "engine/pipeline/delivery.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace pipevane::pipeline {

struct EdgeAccount {
  QueueAccount queue;
  std::uint64_t wait_us_total = 0;
  std::int32_t policy = PV_POLICY_BLOCK;
};

class Inbox {
 public:
  enum class Offer { kTaken, kFull };
  // One edge's end here. Known to both of its ends, touched by the inbox only.
  class Edge;

  // [main] `producer` is woken when a full edge has room again.
  std::shared_ptr<Edge> addEdge(std::int32_t policy, std::uint64_t capacity_bytes,
                                std::shared_ptr<Waiter> producer);
  // [main] What is queued stays, and so do the accounts.
  void tune(Edge& edge, std::int32_t policy, std::uint64_t capacity_bytes);
  // [main] Nothing more comes along it, and nobody waits for room in it. What is queued is still
  // taken.
  void retire(Edge& edge);

  // [any] While closed, everything offered is counted as lost for the reason given: its component
  // is down, and must not hold up the others. Closing loses what is queued, and says how much that
  // was.
  void open();
  std::size_t close(Loss why);

  // ---- the producer of the edge
  // [worker] kFull: an edge that blocks has no room; wait until `hasRoom` and offer again.
  // `lost_changes` is set where a batch with entity changes was dropped.
  Offer offer(Edge& edge, const Delivery& delivery, bool& lost_changes);
  bool hasRoom(const Edge& edge, std::uint64_t bytes) const;
  // [main] Queued whatever room there is: small, rare, and not to be missed.
  void append(Edge& edge, const Delivery& delivery);
  // [worker] The producer gave up on a batch that never got in.
  void refuse(Edge& edge);

  // ---- the component
  bool empty() const;
  // [worker] The batch that arrived first; it counts as queued until `finish`. Nothing where all
  // edges are empty.
  std::optional<Delivery> take();
  // [worker] The batch taken is delivered, or lost.
  void finish(std::optional<Loss> lost = {});

  // [any]
  EdgeAccount account(const Edge& edge) const;

 private:
  void enqueue(Edge& edge, const Delivery& delivery, std::uint64_t bytes);
  void forgetRetired();

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Edge>> edges_;
  Edge* in_hand_ = nullptr;
  std::uint64_t arrivals_ = 0;
  bool open_ = false;
  Loss while_closed_ = Loss::kDown;
};

}  // namespace pipevane::pipeline
