#include "engine/pipeline/inbox.h"

#include <algorithm>
#include <chrono>

namespace pipevane::pipeline {
namespace {

std::int64_t steadyUs() {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

bool hasChanges(const Delivery& delivery) { return delivery.batch->raw().change_count > 0; }

}  // namespace

std::size_t Inbox::addEdge(std::int32_t policy, std::uint64_t capacity_bytes, Waiter& producer) {
  edges_.emplace_back(policy, capacity_bytes, producer);
  return edges_.size() - 1;
}

void Inbox::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
}

std::size_t Inbox::close(Loss why) {
  std::size_t lost = 0;
  std::vector<Waiter*> producers;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    while_closed_ = why;
    in_hand_.reset();
    for (Edge& edge : edges_) {
      for (; !edge.queue.empty(); ++lost) edge.queue.finish(why);
      producers.push_back(edge.producer);
    }
  }
  for (Waiter* producer : producers) producer->wake();
  return lost;
}

Inbox::Offer Inbox::offer(std::size_t index, const Delivery& delivery, bool& lost_changes) {
  const std::uint64_t bytes = delivery.batch->bytes();
  const std::lock_guard lock(mutex_);
  Edge& edge = edges_[index];
  if (!open_) {
    edge.queue.refuse(while_closed_);
    return Offer::kTaken;
  }
  if (!edge.queue.fits(bytes)) {
    if (edge.policy == PV_POLICY_BLOCK) return Offer::kFull;
    edge.queue.makeRoom(
        bytes, [&lost_changes](const Delivery& lost) { lost_changes |= hasChanges(lost); });
  }
  Delivery queued = delivery;
  queued.arrival = ++arrivals_;
  queued.queued_at_us = steadyUs();
  edge.queue.push(std::move(queued), bytes);
  return Offer::kTaken;
}

bool Inbox::hasRoom(std::size_t index, std::uint64_t bytes) const {
  const std::lock_guard lock(mutex_);
  return !open_ || edges_[index].queue.fits(bytes);
}

void Inbox::refuse(std::size_t index) {
  const std::lock_guard lock(mutex_);
  edges_[index].queue.refuse(Loss::kStopped);
}

bool Inbox::empty() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::all_of(edges_, [](const Edge& edge) { return edge.queue.empty(); });
}

std::optional<Delivery> Inbox::take() {
  const std::lock_guard lock(mutex_);
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    if (edges_[i].queue.empty()) continue;
    if (!first || edges_[i].queue.front().arrival < edges_[*first].queue.front().arrival) first = i;
  }
  if (!first) return std::nullopt;
  in_hand_ = first;
  Edge& edge = edges_[*first];
  edge.queue.hold();
  const Delivery& front = edge.queue.front();
  edge.wait_us_total +=
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, steadyUs() - front.queued_at_us));
  return front;
}

void Inbox::finish(std::optional<Loss> lost) {
  Waiter* producer = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!in_hand_) return;  // closed meanwhile
    Edge& edge = edges_[*in_hand_];
    edge.queue.finish(lost);
    in_hand_.reset();
    // Not for every batch: a producer that is woken at the first room pushes one, waits again, and
    // both threads do little but wake each other. Who waits with a large one gets its turn as well:
    // this comes again for each batch that is left.
    const QueueAccount& account = edge.queue.account();
    if (edge.policy == PV_POLICY_BLOCK && account.queued_bytes <= account.capacity_bytes / 2)
      producer = edge.producer;
  }
  if (producer != nullptr) producer->wake();
}

EdgeAccount Inbox::account(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  return {edges_[index].queue.account(), edges_[index].wait_us_total};
}

}  // namespace pipevane::pipeline
