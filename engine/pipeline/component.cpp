#include "engine/pipeline/component.h"

#include "engine/base/limits.h"
#include "engine/pipeline/host_table.h"
#include "engine/pipeline/wants.h"

#include <pipevane/refresh.h>
#include <pipevane/text.h>

#include <algorithm>
#include <array>
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

void Component::leave() {
  sendTo({});
  inbox_.close(Loss::kStopped);
  // A source that came to its end was kept to be asked about what it holds.
  if (waitStopped(std::chrono::steady_clock::now())) instance_.destroy();
}

// ---- supervision, on the worker

void Component::supervise() {
  Outcome outcome = Outcome::kFailed;
  for (;;) {
    const bool made =
        !std::exchange(refused_at_start_, false) && (instance_.get() != nullptr || make());
    outcome = made ? live() : Outcome::kFailed;
    if (outcome != Outcome::kFailed) break;
    first_start_.tell(explanation_);
    inbox_.close(Loss::kDown);
    meters_.errors.fetch_add(1, std::memory_order_relaxed);
    health_.enter(PV_HAS_FAILED, explanation_);
    instance_.destroy();
    if (nowMs() - alive_since_ms_ >= limits::kRecoveredAfterMs && alive_since_ms_ != 0)
      backoff_.recovered();
    alive_since_ms_ = 0;
    if (!pause(backoff_.nextMs())) break;
    meters_.restarts.fetch_add(1, std::memory_order_relaxed);
  }
  giveUp("there is no time left for them");
  // A source that came to its end can still be asked about what it holds; it goes with the
  // pipeline.
  if (outcome != Outcome::kEnded) instance_.destroy();
  health_.enter(PV_HAS_STOPPED, outcome == Outcome::kEnded ? "it came to its end" : "");
}

bool Component::pause(std::int64_t duration_ms) {
  waiter_->wait(nowMs() + duration_ms, [this] { return stop_.load(); });
  return !stop_;
}

bool Component::make() {
  health_.enter(PV_STARTING);
  const config::OptionView options(options_);
  std::array<char, 2048> error{};
  const pv_component* made = type_.create(&host_, &options.top(), error.data(), error.size());
  if (made == nullptr) {
    error.back() = '\0';
    return refuse(error.front() == '\0' ? "it did not say why" : error.data());
  }
  // What cannot be called cannot be freed either.
  if (auto why = whyUnusable(*made, type_.kind)) return refuse(std::move(*why));
  instance_.adopt(made);
  return true;
}

bool Component::refuse(std::string why) {
  explanation_ = std::move(why);
  health_.enter(PV_HAS_FAILED, explanation_);
  return false;
}

Component::Outcome Component::live() {
  const bool missed = joined_late_ || meters_.restarts.load() > 0;
  inbox_.open();
  alive_since_ms_ = nowMs();
  if (call(instance_.get()->start) != PV_OK) return Outcome::kFailed;
  health_.started();
  first_start_.tell({});
  if (missed) askForRefresh();
  return isSource() ? runSource() : consume();
}

Component::Outcome Component::runSource() {
  const pv_status status = call(instance_.get()->run);
  if (status == PV_STOPPED || (status == PV_OK && stop_)) return Outcome::kStopped;
  return status == PV_OK ? Outcome::kEnded : Outcome::kFailed;
}

Component::Outcome Component::consume() {
  for (;;) {
    waiter_->wait(std::nullopt, [this] { return aborted_ || stop_ || !inbox_.empty(); });
    if (aborted_) return Outcome::kStopped;
    if (hurried_) giveUp("there is time left for a flush only");
    in_hand_ = inbox_.take();
    if (!in_hand_) {
      if (stop_) return flush();
      continue;
    }
    const Outcome outcome = process(*in_hand_);
    in_hand_.reset();
    if (outcome == Outcome::kFailed) return outcome;
  }
}

Component::Outcome Component::process(const Delivery& delivery) {
  pv_batch header = restricted(delivery.batch->raw(), mask_);
  header.flags = delivery.flags;
  header.component = delivery.component;
  header.sequence = delivery.sequence;
  meters_.in(header.sample_count);
  if (type_.kind == PV_SINK) meters_.newest(header.time_ms);
  pv_status status = give(header);
  if (status == PV_RETRY && !retry(status, header)) {
    giveUp(explanation_);
    return Outcome::kGoesOn;
  }
  if (status == PV_OK) {
    inbox_.finish();
    return Outcome::kGoesOn;
  }
  inbox_.finish(status == PV_DROP ? Loss::kRefused : Loss::kDown);
  meters_.discarded.fetch_add(1, std::memory_order_relaxed);
  if (status != PV_DROP) return Outcome::kFailed;
  if (explanation_ != last_drop_reason_) log(LogLevel::kWarn, "It drops batches: " + explanation_);
  last_drop_reason_ = explanation_;
  return Outcome::kGoesOn;
}

// False where the stop came first.
bool Component::retry(pv_status& status, const pv_batch& header) {
  const auto given_up = [this] { return hurried_ || aborted_; };
  while (status == PV_RETRY) {
    health_.retries(explanation_);
    meters_.retries.fetch_add(1, std::memory_order_relaxed);
    constexpr std::int64_t kShortestMs = 10;  // a sink that asks for no pause must not spin
    const std::int64_t pause_ms = std::clamp(retry_after_ms_, kShortestMs, limits::kRetryLongestMs);
    if (waiter_->wait(nowMs() + pause_ms, given_up)) return false;
    status = give(header);
  }
  // A failure is for `supervise` to tell.
  if (status == PV_OK || status == PV_DROP) health_.retries({});
  return true;
}

void Component::giveUp(const std::string& why) {
  const std::size_t lost = inbox_.close(Loss::kStopped);
  if (lost > 0)
    log(LogLevel::kWarn, "It stops and gives up " + std::to_string(lost) +
                             (lost == 1 ? " batch: " : " batches: ") + why);
}

Component::Outcome Component::flush() {
  return call(instance_.get()->flush) == PV_OK ? Outcome::kStopped : Outcome::kFailed;
}

pv_status Component::call(pv_status (*function)(void*)) {
  if (function == nullptr) return PV_OK;
  explanation_ = "it did not say why";
  return function(instance_.get()->self);
}

pv_status Component::give(const pv_batch& header) {
  explanation_ = "it did not say why";
  retry_after_ms_ = 0;
  in_hand_header_ = &header;
  const BusyTime busy(meters_.busy_us);
  const pv_status status = instance_.get()->process(instance_.get()->self, &header);
  in_hand_header_ = nullptr;
  measureCpu();
  return status;
}

// ---- what the plugin calls

void Component::log(LogLevel level, std::string_view sentence) {
  neighbours_.log.write("component." + id_, level, sentence);
}

void Component::explain(std::int64_t retry_after_ms, std::string_view why) {
  retry_after_ms_ = retry_after_ms;
  explanation_ = why;
}

bool Component::waitUntil(std::int64_t time_ms) {
  measureCpu();
  waiter_->wait(time_ms, [this] { return stop_ || wait_ended_; });
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
