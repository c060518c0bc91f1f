// What a component's plugin calls, by way of the host tables.
#include "engine/pipeline/component.h"

#include <pipevane/refresh.h>
#include <pipevane/text.h>

#include <limits>
#include <utility>

namespace pipevane::pipeline {

void Component::log(LogLevel level, std::string_view sentence) {
  neighbours_.log.write("component." + id_, level, sentence);
}

void Component::explain(std::int64_t retry_after_ms, std::string_view why) {
  retry_after_ms_ = retry_after_ms;
  explanation_ = why;
}

// What is left until then is waited for: that the time is set meanwhile changes nothing.
bool Component::waitUntil(std::int64_t time_ms) {
  constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();
  const std::int64_t time_now_ms = nowMs(), steady_now_ms = steadyMs();
  if (time_ms <= time_now_ms) return waitUntilSteady(steady_now_ms);
  if (time_now_ms < 0 && time_ms > kForEver + time_now_ms) return waitUntilSteady(kForEver);
  const std::int64_t left_ms = time_ms - time_now_ms;
  return waitUntilSteady(left_ms > kForEver - steady_now_ms ? kForEver : steady_now_ms + left_ms);
}

bool Component::waitUntilSteady(std::int64_t steady_ms) {
  measureCpu();
  waiter_->wait(steady_ms, [this] { return stop_ || wait_ended_; });
  wait_ended_ = false;
  return !stop_;
}

void Component::endWait() {
  wait_ended_ = true;
  waiter_->wake();
}

pv_status Component::push(std::unique_ptr<BatchBuffer> buffer) {
  const std::size_t samples = buffer->seal().sample_count;
  told_.note(buffer->raw());
  Delivery delivery;
  delivery.flags = buffer->raw().flags;
  delivery.batch = neighbours_.pool->share(std::move(buffer));
  sendOn(std::move(delivery), samples);
  return afterSending();
}

pv_status Component::forward(const pv_batch& batch, std::uint32_t flags) {
  if (!in_hand_ || in_hand_header_ != &batch) {
    explain(0, "it forwards a batch that is not the one in hand");
    return PV_FAILED;
  }
  Delivery delivery;
  delivery.flags = flags;
  delivery.batch = in_hand_->batch;
  sendOn(std::move(delivery), batch.sample_count);
  return afterSending();
}

void Component::sendOn(Delivery delivery, std::size_t samples) {
  delivery.component = text(id_);
  meters_.out(samples);
  meters_.newest(delivery.batch->raw().time_ms);
  output_.send(std::move(delivery), [](Component& consumer) { consumer.askForRefresh(); });
}

pv_status Component::afterSending() const {
  // A transform goes on until everything is drained; only an abort stops it on the way.
  return aborted_ || (isSource() && stop_) ? PV_STOPPED : PV_OK;
}

void Component::askForRefresh() {
  const auto inputs = inputs_.with([](const auto& now) { return now; });
  for (const Input& input : inputs) {
    const auto producer = input.from.lock();
    if (!producer) continue;
    if (!producer->isSource()) {
      producer->askForRefresh();
      continue;
    }
    void* self = nullptr;
    const void* table = producer->instance_.acquire(PV_REFRESH, self);
    if (table == nullptr) continue;
    static_cast<const pv_refresh*>(table)->refresh(self);
    producer->instance_.release();
  }
}

}  // namespace pipevane::pipeline
