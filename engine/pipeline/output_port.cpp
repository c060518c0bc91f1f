#include "engine/pipeline/output_port.h"

#include "engine/pipeline/component.h"
#include "engine/pipeline/wants.h"

#include <utility>

namespace pipevane::pipeline {

void OutputPort::replace(OutEdges edges) {
  const auto snapshot = std::make_shared<Snapshot>(std::move(edges));
  former_unused_ = std::exchange(now_unused_, snapshot->unused.get_future());
  std::shared_ptr<const OutEdges> next(snapshot, &snapshot->edges);
  // The old ones go outside the lock, and perhaps a component with them.
  edges_.with([&next](auto& now) { now.swap(next); });
}

bool OutputPort::awaitFormer(std::chrono::steady_clock::time_point deadline) const {
  return !former_unused_.valid() ||
         former_unused_.wait_until(deadline) == std::future_status::ready;
}

std::shared_ptr<const OutEdges> OutputPort::edges() const {
  return edges_.with([](const auto& now) { return now; });
}

std::uint32_t OutputPort::wanted() const {
  std::uint32_t all = 0;
  const auto now = edges();
  for (const OutEdge& edge : *now) all |= edge.mask;
  return all;
}

void OutputPort::append(Delivery delivery) {
  delivery.sequence = ++sequence_;
  const auto now = edges();
  for (const OutEdge& edge : *now) {
    if (holdsNothing(restricted(delivery.batch->raw(), edge.mask))) continue;
    edge.to->inbox().append(*edge.edge, delivery);
    edge.to->wake();
  }
}

bool OutputPort::sendAlong(const OutEdge& edge, const Delivery& delivery) {
  pv_batch header = restricted(delivery.batch->raw(), edge.mask);
  header.flags = delivery.flags;
  if (holdsNothing(header)) return false;
  Inbox& inbox = edge.to->inbox();
  bool lost_changes = false;
  const std::uint64_t bytes = delivery.batch->bytes();
  while (inbox.offer(*edge.edge, delivery, lost_changes) == Inbox::Offer::kFull) {
    own_.wait(std::nullopt, [this, &inbox, &edge, bytes] {
      return aborted_.load() || inbox.hasRoom(*edge.edge, bytes);
    });
    if (aborted_.load() && !inbox.hasRoom(*edge.edge, bytes)) {
      inbox.refuse(*edge.edge);
      return false;
    }
  }
  edge.to->wake();
  return lost_changes;
}

}  // namespace pipevane::pipeline
