// The way out of a source or a transform: the edges to those who read from it.
#pragma once

#include "engine/base/clock.h"
#include "engine/pipeline/inbox.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace pipevane::pipeline {

class Component;

struct OutEdge {
  Component* to;
  Inbox* inbox;
  std::size_t index;  // in the inbox
  Waiter* consumer;
  std::uint32_t mask = 0;  // what the consumer is given
};

class OutputPort {
 public:
  OutputPort(Waiter& own, const std::atomic<bool>& aborted) : own_(own), aborted_(aborted) {}

  // [main] Before anything moves.
  void add(OutEdge edge) { edges_.push_back(edge); }
  std::vector<OutEdge>& edges() { return edges_; }
  const std::vector<OutEdge>& edges() const { return edges_; }
  std::uint32_t wanted() const;

  // [worker] Gives the batch to every edge that has a use for it; waits for room where an edge
  // blocks. Calls `lost(to)` for each consumer that lost entity changes through it.
  template <class Lost>
  void send(Delivery delivery, Lost lost) {
    delivery.sequence = ++sequence_;
    for (OutEdge& edge : edges_)
      if (sendAlong(edge, delivery)) lost(*edge.to);
  }

 private:
  bool sendAlong(OutEdge& edge, const Delivery& delivery);

  Waiter& own_;
  const std::atomic<bool>& aborted_;
  std::vector<OutEdge> edges_;
  std::uint64_t sequence_ = 0;
};

}  // namespace pipevane::pipeline
