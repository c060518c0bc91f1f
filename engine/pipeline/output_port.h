// The way out of a source or a transform: the edges to those who read from it. The edges are
// replaced as a whole, while batches go out: what is under way goes along those that were there.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/guarded.h"
#include "engine/pipeline/inbox.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <utility>
#include <vector>

namespace pipevane::pipeline {

class Component;

struct OutEdge {
  std::shared_ptr<Component> to;
  std::shared_ptr<Inbox::Edge> edge;  // in its inbox
  std::uint32_t mask = 0;             // what it is given
};
using OutEdges = std::vector<OutEdge>;

class OutputPort {
 public:
  OutputPort(Waiter& own, const std::atomic<bool>& aborted) : own_(own), aborted_(aborted) {}

  // [main] From the next batch on.
  void replace(OutEdges edges);
  // [main] Until the batch that was under way along the edges before is with all of their readers;
  // false where it was not by then.
  bool awaitFormer(std::chrono::steady_clock::time_point deadline) const;
  // [any] Never null.
  std::shared_ptr<const OutEdges> edges() const;
  std::uint32_t wanted() const;

  // [main] Gives the batch to every edge that has a use for it, and waits for nobody.
  void append(Delivery delivery);

  // [worker] Gives the batch to every edge that has a use for it; waits for room where an edge
  // blocks. Calls `lost(to)` for each consumer that lost entity changes through it.
  template <class Lost>
  void send(Delivery delivery, Lost lost) {
    delivery.sequence = ++sequence_;
    const auto now = edges();
    for (const OutEdge& edge : *now)
      if (sendAlong(edge, delivery)) lost(*edge.to);
  }

 private:
  // Tells when nobody uses it any more.
  struct Snapshot {
    explicit Snapshot(OutEdges given) : edges(std::move(given)) {}
    ~Snapshot() { unused.set_value(); }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    const OutEdges edges;
    std::promise<void> unused;
  };

  bool sendAlong(const OutEdge& edge, const Delivery& delivery);

  Waiter& own_;
  const std::atomic<bool>& aborted_;
  Guarded<std::shared_ptr<const OutEdges>> edges_{std::make_shared<const OutEdges>()};
  std::future<void> now_unused_, former_unused_;  // [main]
  std::atomic<std::uint64_t> sequence_ = 0;
};

}  // namespace pipevane::pipeline
