// A component's life on its own thread: made, started, given what comes, and made anew.
#include "engine/pipeline/component.h"

#include "engine/base/limits.h"
#include "engine/pipeline/wants.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace pipevane::pipeline {

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
    // A source has missed nothing; a reader that failed has, and begins with nothing.
    if (isSource())
      leaveLegacy();
    else
      loseLegacy();
    if (alive_since_ms_ && steadyMs() - *alive_since_ms_ >= limits::kRecoveredAfterMs)
      backoff_.recovered();
    alive_since_ms_.reset();
    if (!pause(backoff_.nextMs())) break;
    meters_.restarts.fetch_add(1, std::memory_order_relaxed);
  }
  giveUp("there is no time left for them");
  // A source that came to its end can still be asked about what it holds; it goes with the
  // pipeline.
  if (outcome == Outcome::kStopped) leaveLegacy();
  health_.enter(PV_HAS_STOPPED, outcome == Outcome::kEnded ? "it came to its end" : "");
}

void Component::leaveLegacy() {
  if (instance_.get() != nullptr) legacy_ = instance_.destroyForHeir();
}

void Component::loseLegacy() {
  instance_.destroy();
  legacy_ = {};
}

bool Component::pause(std::int64_t duration_ms) {
  waiter_->wait(steadyMs() + duration_ms, [this] { return stop_.load(); });
  return !stop_;
}

bool Component::make() {
  health_.enter(PV_STARTING);
  const config::OptionView options(options_);
  std::vector<char> error(limits::kRefusalBytes);
  const pv_component* made = type_.create(&host_, &options.top(), error.data(), error.size());
  if (made == nullptr) {
    error.back() = '\0';
    return refuse(error.front() == '\0' ? "it did not say why" : error.data());
  }
  // What cannot be called cannot be freed either.
  if (auto why = whyUnusable(*made, type_.kind)) return refuse(std::move(*why));
  legacy_.giveTo(*made);
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
  if (call(instance_.get()->start) != PV_OK) return Outcome::kFailed;
  alive_since_ms_ = steadyMs();
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
    if (waiter_->wait(steadyMs() + pause_ms, given_up)) return false;
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

}  // namespace pipevane::pipeline
