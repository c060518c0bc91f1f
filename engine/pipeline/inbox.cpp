#include "engine/pipeline/inbox.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace pipevane::pipeline {
namespace {

std::int64_t steadyUs() {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

bool hasChanges(const Delivery& delivery) { return delivery.batch->raw().change_count > 0; }

}  // namespace

class Inbox::Edge {
 public:
  Edge(std::int32_t policy_, std::uint64_t capacity_bytes, std::shared_ptr<Waiter> producer_)
      : policy(policy_), queue(capacity_bytes), producer(std::move(producer_)) {}

  std::int32_t policy;
  BoundedQueue<Delivery> queue;
  std::shared_ptr<Waiter> producer;
  std::uint64_t wait_us_total = 0;
  bool retired = false;
};

std::shared_ptr<Inbox::Edge> Inbox::addEdge(std::int32_t policy, std::uint64_t capacity_bytes,
                                            std::shared_ptr<Waiter> producer) {
  const std::lock_guard lock(mutex_);
  return edges_.emplace_back(std::make_shared<Edge>(policy, capacity_bytes, std::move(producer)));
}

void Inbox::tune(Edge& edge, std::int32_t policy, std::uint64_t capacity_bytes) {
  {
    const std::lock_guard lock(mutex_);
    edge.policy = policy;
    edge.queue.resize(capacity_bytes);
  }
  edge.producer->wake();
}

void Inbox::retire(Edge& edge) {
  const auto producer = edge.producer;  // the edge may go
  {
    const std::lock_guard lock(mutex_);
    edge.retired = true;
    forgetRetired();
  }
  producer->wake();
}

void Inbox::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
}

std::size_t Inbox::close(Loss why) {
  std::size_t lost = 0;
  std::vector<std::shared_ptr<Waiter>> producers;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    while_closed_ = why;
    in_hand_ = nullptr;
    for (const auto& edge : edges_) {
      for (; !edge->queue.empty(); ++lost) edge->queue.finish(why);
      producers.push_back(edge->producer);
    }
    forgetRetired();
  }
  for (const auto& producer : producers) producer->wake();
  return lost;
}

Inbox::Offer Inbox::offer(Edge& edge, const Delivery& delivery, bool& lost_changes) {
  const std::uint64_t bytes = delivery.batch->bytes();
  const std::lock_guard lock(mutex_);
  // What is still under way to an edge that is gone is not its any more.
  if (edge.retired) return Offer::kTaken;
  if (!open_) {
    edge.queue.refuse(while_closed_);
    return Offer::kTaken;
  }
  if (!edge.queue.fits(bytes)) {
    if (edge.policy == PV_POLICY_BLOCK) return Offer::kFull;
    edge.queue.makeRoom(
        bytes, [&lost_changes](const Delivery& lost) { lost_changes |= hasChanges(lost); });
  }
  enqueue(edge, delivery, bytes);
  return Offer::kTaken;
}

void Inbox::append(Edge& edge, const Delivery& delivery) {
  const std::lock_guard lock(mutex_);
  if (open_)
    enqueue(edge, delivery, delivery.batch->bytes());
  else
    edge.queue.refuse(while_closed_);
}

bool Inbox::hasRoom(const Edge& edge, std::uint64_t bytes) const {
  const std::lock_guard lock(mutex_);
  return !open_ || edge.retired || edge.policy != PV_POLICY_BLOCK || edge.queue.fits(bytes);
}

void Inbox::refuse(Edge& edge) {
  const std::lock_guard lock(mutex_);
  edge.queue.refuse(Loss::kStopped);
}

bool Inbox::empty() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::all_of(edges_, [](const auto& edge) { return edge->queue.empty(); });
}

std::optional<Delivery> Inbox::take() {
  const std::lock_guard lock(mutex_);
  Edge* first = nullptr;
  for (const auto& edge : edges_) {
    if (edge->queue.empty()) continue;
    if (first == nullptr || edge->queue.front().arrival < first->queue.front().arrival)
      first = edge.get();
  }
  if (first == nullptr) return std::nullopt;
  in_hand_ = first;
  first->queue.hold();
  const Delivery& front = first->queue.front();
  first->wait_us_total +=
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, steadyUs() - front.queued_at_us));
  return front;
}

void Inbox::finish(std::optional<Loss> lost) {
  std::shared_ptr<Waiter> producer;
  {
    const std::lock_guard lock(mutex_);
    if (in_hand_ == nullptr) return;  // closed meanwhile
    Edge& edge = *std::exchange(in_hand_, nullptr);
    edge.queue.finish(lost);
    // Not for every batch: a producer that is woken at the first room pushes one, waits again, and
    // both threads do little but wake each other. Who waits with a large one gets its turn as well:
    // this comes again for each batch that is left.
    const QueueAccount& account = edge.queue.account();
    if (edge.policy == PV_POLICY_BLOCK && account.queued_bytes <= account.capacity_bytes / 2)
      producer = edge.producer;
    if (edge.retired) forgetRetired();
  }
  if (producer) producer->wake();
}

EdgeAccount Inbox::account(const Edge& edge) const {
  const std::lock_guard lock(mutex_);
  return {edge.queue.account(), edge.wait_us_total, edge.policy};
}

void Inbox::enqueue(Edge& edge, const Delivery& delivery, std::uint64_t bytes) {
  Delivery queued = delivery;
  queued.arrival = ++arrivals_;
  queued.queued_at_us = steadyUs();
  edge.queue.push(std::move(queued), bytes);
}

void Inbox::forgetRetired() {
  std::erase_if(edges_, [](const auto& edge) { return edge->retired && edge->queue.empty(); });
}

}  // namespace pipevane::pipeline
