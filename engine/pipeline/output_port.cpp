#include "engine/pipeline/output_port.h"

#include "engine/pipeline/wants.h"

namespace pipevane::pipeline {

std::uint32_t OutputPort::wanted() const {
  std::uint32_t all = 0;
  for (const OutEdge& edge : edges_) all |= edge.mask;
  return all;
}

bool OutputPort::sendAlong(OutEdge& edge, const Delivery& delivery) {
  pv_batch header = restricted(delivery.batch->raw(), edge.mask);
  header.flags = delivery.flags;
  if (holdsNothing(header)) return false;
  bool lost_changes = false;
  const std::uint64_t bytes = delivery.batch->bytes();
  while (edge.inbox->offer(edge.index, delivery, lost_changes) == Inbox::Offer::kFull) {
    own_.wait(std::nullopt, [this, &edge, bytes] {
      return aborted_.load() || edge.inbox->hasRoom(edge.index, bytes);
    });
    if (aborted_.load() && !edge.inbox->hasRoom(edge.index, bytes)) {
      edge.inbox->refuse(edge.index);
      return false;
    }
  }
  edge.consumer->wake();
  return lost_changes;
}

}  // namespace pipevane::pipeline
