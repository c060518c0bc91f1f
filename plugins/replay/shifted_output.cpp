#include "plugins/replay/shifted_output.h"

#include <algorithm>
#include <memory>

namespace pipevane::replay {

constexpr pv_output ShiftedOutput::kTable = {.size = sizeof(pv_output),
                                             .wanted = wanted,
                                             .begin = begin,
                                             .samples = samples,
                                             .change = change,
                                             .event = event,
                                             .exchange = exchange,
                                             .push = push,
                                             .forward = forward,
                                             .discard = discard};

ShiftedOutput::ShiftedOutput(const Host& host)
    : engine_(&host.need<pv_output>(PV_OUTPUT)),
      engine_self_(host.raw().self),
      host_(hostOver(this, host)),
      output_(Host(host_)) {}

// Enough of a host for an Output: it asks for its table and passes `self` on.
pv_host ShiftedOutput::hostOver(ShiftedOutput* self, const Host& host) {
  pv_host over = host.raw();
  over.self = self;
  over.extension = [](void*, const char*) -> const void* { return &kTable; };
  return over;
}

std::uint32_t ShiftedOutput::wanted(void* self) {
  return of(self).engine_->wanted(of(self).engine_self_);
}

void* ShiftedOutput::begin(void* self, std::int64_t time_ms, std::uint32_t flags) {
  ShiftedOutput& to = of(self);
  const std::int64_t shifted_ms = time_ms + to.shift_ms_;
  const bool past = shifted_ms <= to.floor_ms_;
  to.newest_ms_ = std::max(to.newest_ms_, shifted_ms);
  void* draft = to.engine_->begin(to.engine_self_, shifted_ms, flags | to.flags_);
  return std::make_unique<Moved>(Moved{&to, draft, past, {}, {}, {}}).release();
}

pv_columns ShiftedOutput::samples(void* draft, std::size_t count) {
  Moved& to = moved(draft);
  if (count > 0) to.owner->tellers_.tellsFigures();
  if (!to.past) return to.owner->engine_->samples(to.draft, count);
  to.series.resize(count);
  to.values.resize(count);
  to.qualities.resize(count);
  return {to.series.data(), to.values.data(), to.qualities.data()};
}

void ShiftedOutput::change(void* draft, const pv_entity_change* change) {
  ShiftedOutput& owner = *moved(draft).owner;
  if (owner.tellers_.goesOut(*change)) owner.engine_->change(moved(draft).draft, change);
}

void ShiftedOutput::event(void* draft, const pv_event* event) {
  pv_event shifted = *event;
  shifted.time_ms += moved(draft).owner->shift_ms_;
  moved(draft).owner->engine_->event(moved(draft).draft, &shifted);
}

// As it was recorded: a recording of a replay is the session again.
void ShiftedOutput::exchange(void* draft, const pv_exchange* exchange) {
  moved(draft).owner->engine_->exchange(moved(draft).draft, exchange);
}

pv_status ShiftedOutput::push(void* self, void* draft) {
  const std::unique_ptr<Moved> taken(&moved(draft));
  return of(self).engine_->push(of(self).engine_self_, taken->draft);
}

pv_status ShiftedOutput::forward(void* self, const pv_batch* batch, std::uint32_t flags) {
  return of(self).engine_->forward(of(self).engine_self_, batch, flags);
}

void ShiftedOutput::discard(void* draft) {
  const std::unique_ptr<Moved> taken(&moved(draft));
  taken->owner->engine_->discard(taken->draft);
}

}  // namespace pipevane::replay
