// Where batches wait for one transform or sink: a bounded queue for each edge into it, taken in
// order of arrival.
#pragma once

#include "engine/base/bounded_queue.h"
#include "engine/base/clock.h"
#include "engine/pipeline/batch_pool.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace pipevane::pipeline {

// A batch on its way along one edge. What differs from edge to edge stands here; the buffer is
// shared.
struct Delivery {
  SharedBatch batch;
  pv_text component;  // that pushed it; lives as long as the pipeline
  std::uint64_t sequence = 0;
  std::uint32_t flags = 0;
  std::uint64_t arrival = 0;      // order among the inbox's edges
  std::int64_t queued_at_us = 0;  // on the monotonic clock
};

struct EdgeAccount {
  QueueAccount queue;
  std::uint64_t wait_us_total = 0;
};

class Inbox {
 public:
  enum class Offer { kTaken, kFull };

  // [main] Before anything moves. `producer` is woken when a full edge has room again.
  std::size_t addEdge(std::int32_t policy, std::uint64_t capacity_bytes, Waiter& producer);

  // [any] While closed, everything offered is counted as lost for the reason given: its component
  // is down, and must not hold up the others. Closing loses what is queued, and says how much that
  // was.
  void open();
  std::size_t close(Loss why);

  // ---- the producer of the edge
  // [worker] kFull: an edge that blocks has no room; wait until `hasRoom` and offer again.
  // `lost_changes` is set where a batch with entity changes was dropped.
  Offer offer(std::size_t edge, const Delivery& delivery, bool& lost_changes);
  bool hasRoom(std::size_t edge, std::uint64_t bytes) const;
  // [worker] The producer gave up on a batch that never got in.
  void refuse(std::size_t edge);

  // ---- the component
  bool empty() const;
  // [worker] The batch that arrived first; it counts as queued until `finish`. Nothing where all
  // edges are empty.
  std::optional<Delivery> take();
  // [worker] The batch taken is delivered, or lost.
  void finish(std::optional<Loss> lost = {});

  // [any]
  EdgeAccount account(std::size_t edge) const;
  std::int32_t policy(std::size_t edge) const { return edges_[edge].policy; }

 private:
  struct Edge {
    Edge(std::int32_t policy_, std::uint64_t capacity_bytes, Waiter& producer_)
        : policy(policy_), queue(capacity_bytes), producer(&producer_) {}
    std::int32_t policy;
    BoundedQueue<Delivery> queue;
    Waiter* producer;
    std::uint64_t wait_us_total = 0;
  };

  mutable std::mutex mutex_;
  std::deque<Edge> edges_;
  std::optional<std::size_t> in_hand_;
  std::uint64_t arrivals_ = 0;
  bool open_ = false;
  Loss while_closed_ = Loss::kDown;
};

}  // namespace pipevane::pipeline
