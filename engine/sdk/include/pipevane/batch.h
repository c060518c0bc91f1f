// What a transform or a sink is given: a view of an immutable batch, valid during the call.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/sized.h>
#include <pipevane/text.h>

#include <span>
#include <string_view>

namespace pipevane {

using EntityId = pv_entity_id;
using MetricId = pv_metric_id;
using SeriesId = pv_series_id;

enum class Quality : std::uint8_t {
  kLive = PV_LIVE,
  kStale = PV_STALE,
  kHeld = PV_HELD,
  kEstimated = PV_ESTIMATED,
  kUnknown = PV_UNKNOWN
};

class Batch {
 public:
  explicit Batch(const pv_batch& raw) : raw_(&raw) {}

  // The source's own time, ms since the epoch, UTC: of every sample in the batch.
  std::int64_t timeMs() const { return raw_->time_ms; }
  std::uint64_t sequence() const { return raw_->sequence; }
  std::string_view component() const { return view(raw_->component); }
  bool backfill() const { return (raw_->flags & PV_BACKFILL) != 0; }
  bool endOfCycle() const { return (raw_->flags & PV_END_OF_CYCLE) != 0; }
  std::uint32_t flags() const { return raw_->flags; }

  // Three columns of one length.
  std::span<const SeriesId> series() const { return {raw_->series, raw_->sample_count}; }
  std::span<const double> values() const { return {raw_->values, raw_->sample_count}; }
  std::span<const std::uint8_t> qualities() const { return {raw_->qualities, raw_->sample_count}; }

  SizedSpan<pv_entity_change> changes() const { return {raw_->changes, raw_->change_count}; }
  SizedSpan<pv_event> events() const { return {raw_->events, raw_->event_count}; }
  SizedSpan<pv_exchange> exchanges() const { return {raw_->exchanges, raw_->exchange_count}; }

  const pv_batch& raw() const { return *raw_; }

 private:
  const pv_batch* raw_;
};

}  // namespace pipevane
