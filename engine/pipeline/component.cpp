#include "engine/pipeline/component.h"

#include "engine/base/limits.h"
#include "engine/pipeline/host_table.h"
#include "engine/pipeline/wants.h"

#include <pipevane/text.h>

#include <algorithm>
#include <ctime>
#include <utility>

namespace pipevane::pipeline {

Component::Component(const config::ComponentSpec& spec, const std::string& data_folder,
                     const pv_component_type& type, Neighbours& neighbours)
    : neighbours_(neighbours),
      id_(neighbours.texts.keep(spec.id)),
      data_folder_(neighbours.texts.keep(data_folder)),
      options_(spec.options),
      type_(type),
      host_(hostTable(*this, id_.data(), id_.size())),
      waiter_(neighbours.clock.makeWaiter()),
      health_(neighbours.clock, neighbours.log, "component." + id_),
      backoff_(id_, limits::kBackoffFirstMs, limits::kBackoffLongestMs),
      output_(*waiter_, aborted_) {}

Component::~Component() = default;

// ---- [main]

void Component::joinLate() {
  joined_late_ = true;
  inbox_.open();
}

void Component::readFrom(const std::vector<Feed>& feeds) {
  std::vector<Input> inputs;
  for (const Feed& feed : feeds) {
    const std::int32_t policy = feed.edge.policy.value_or(type_.policy);
    const std::uint64_t capacity = feed.edge.capacity_bytes.value_or(limits::kEdgeCapacityBytes);
    auto edge = edgeFrom(*feed.from);
    if (edge)
      inbox_.tune(*edge, policy, capacity);
    else
      edge = inbox_.addEdge(policy, capacity, feed.from->waiter_);
    inputs.push_back({feed.from, std::move(edge)});
  }
  const auto before = inputs_.with([&inputs](auto& now) { return std::exchange(now, inputs); });
  for (const Input& each : before)
    if (std::ranges::find(inputs, each.edge, &Input::edge) == inputs.end())
      left_out_.push_back(each.edge);
}

std::shared_ptr<Inbox::Edge> Component::edgeFrom(const Component& producer) const {
  return inputs_.with([&producer](const auto& inputs) -> std::shared_ptr<Inbox::Edge> {
    const auto at = std::ranges::find_if(
        inputs, [&producer](const Input& each) { return each.from.lock().get() == &producer; });
    return at == inputs.end() ? nullptr : at->edge;
  });
}

void Component::sendTo(OutEdges edges) {
  output_.replace(std::move(edges));
  mask_ = effectiveWants(type_, output_.wanted());
}

void Component::create() {
  refused_at_start_ = !make();
  if (!refused_at_start_) inbox_.open();
}

void Component::launch() {
  thread_ = std::jthread([this] {
    waiter_->enter();
    supervise();
    waiter_->leave();
    ended_.set_value();
  });
}

void Component::requestStop() {
  health_.enter(PV_STOPPING);
  stop_ = true;
  waiter_->wake();
}

void Component::hurry() {
  hurried_ = true;
  waiter_->wake();
}

void Component::abort() {
  aborted_ = true;
  stop_ = true;
  waiter_->wake();
}

bool Component::waitStopped(std::chrono::steady_clock::time_point deadline) {
  if (!thread_.joinable()) return true;
  if (end_.wait_until(deadline) != std::future_status::ready) return false;
  thread_.join();
  return true;
}

void Component::retireLeftOut() {
  for (const auto& edge : left_out_) inbox_.retire(*edge);
  left_out_.clear();
}

void Component::sayGone(const std::vector<pv_entity_id>& entities) {
  auto buffer = neighbours_.pool->take();
  buffer->reset(nowMs(), 0);
  for (const pv_entity_id entity : entities)
    buffer->change({.size = sizeof(pv_entity_change),
                    .kind = PV_REMOVE,
                    .entity = entity,
                    .attribute_count = 0,
                    .attributes = nullptr});
  Delivery delivery;
  delivery.component = text(id_);
  delivery.batch = neighbours_.pool->share(std::move(buffer));
  output_.append(std::move(delivery));
}

bool Component::inherit(Component& before, std::chrono::milliseconds patience) {
  if (!before.waitStopped(std::chrono::steady_clock::now() + patience)) return false;
  if (before.legacy_.empty()) return false;
  legacy_ = std::move(before.legacy_);
  told_.inherit(before.told_);
  return true;
}

void Component::leave() {
  sendTo({});
  inbox_.close(Loss::kStopped);
  // A source that came to its end was kept to be asked about what it holds.
  if (waitStopped(std::chrono::steady_clock::now())) instance_.destroy();
}

// ---- readings

void Component::measureCpu() {
  timespec spent{};
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent) != 0) return;
  meters_.cpu_us.store(static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000 +
                           static_cast<std::uint64_t>(spent.tv_nsec) / 1'000,
                       std::memory_order_relaxed);
}

pv_component_status Component::status() const {
  const auto read = [](const auto& meter) { return meter.load(std::memory_order_relaxed); };
  return {.size = sizeof(pv_component_status),
          .kind = type_.kind,
          .state = PV_STARTING,
          .id = text(id_),
          .type = text(type_.name),
          .why = absent(),
          .since_ms = 0,
          .batches_in = read(meters_.batches_in),
          .samples_in = read(meters_.samples_in),
          .batches_out = read(meters_.batches_out),
          .samples_out = read(meters_.samples_out),
          .errors = read(meters_.errors),
          .restarts = read(meters_.restarts),
          .retries = read(meters_.retries),
          .discarded = read(meters_.discarded),
          .busy_us = read(meters_.busy_us),
          .cpu_us = read(meters_.cpu_us),
          .last_batch_ms = read(meters_.last_batch_ms)};
}

}  // namespace pipevane::pipeline
