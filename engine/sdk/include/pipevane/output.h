// How a source or a transform sends batches on.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/batch.h>
#include <pipevane/error.h>
#include <pipevane/host.h>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace pipevane {

// Three columns to be filled in.
struct Columns {
  std::span<SeriesId> series;
  std::span<double> values;
  std::span<std::uint8_t> qualities;
};

// The engine does not take a batch. It has explained why itself.
class Refused : public Error {
 public:
  Refused() : Error("cannot send a batch: the engine does not take it") {}
};

// A batch being made, in the engine's memory. Thrown away unless pushed; once pushed it takes
// nothing more.
class Draft {
 public:
  Draft(const pv_output& table, void* raw) : table_(&table), raw_(raw) {}
  Draft(Draft&& other) noexcept
      : table_(other.table_), raw_(std::exchange(other.raw_, nullptr)), columns_(other.columns_) {}
  Draft& operator=(Draft&&) = delete;
  ~Draft() {
    if (raw_ != nullptr) table_->discard(raw_);
  }

  // Room for `count` more samples, all of which must be filled in; room given before is not valid
  // any more. Throws Error where there is no memory for them or they are too many for one batch.
  Columns samples(std::size_t count) {
    const pv_columns raw = table_->samples(raw_, count);
    if (raw.series == nullptr && count > 0)
      throw Error("cannot make room in a batch for " + std::to_string(count) + " more samples");
    columns_ = {{raw.series, count}, {raw.values, count}, {raw.qualities, count}};
    return columns_;
  }
  // One more. For many at once `samples` is cheaper.
  void sample(SeriesId series, double value, Quality quality = Quality::kLive) {
    const Columns room = samples(1);
    room.series[0] = series;
    room.values[0] = value;
    room.qualities[0] = static_cast<std::uint8_t>(quality);
  }
  void unknown(SeriesId series) {
    sample(series, std::numeric_limits<double>::quiet_NaN(), Quality::kUnknown);
  }

  // Attributes not listed stay as they were.
  void upsert(EntityId entity, std::span<const pv_attribute> attributes) {
    change(PV_UPSERT, entity, attributes);
  }
  void upsert(EntityId entity, std::initializer_list<pv_attribute> attributes) {
    upsert(entity, std::span(attributes.begin(), attributes.size()));
  }
  void remove(EntityId entity) { change(PV_REMOVE, entity, {}); }
  // Everything is copied.
  void change(const pv_entity_change& change) { table_->change(raw_, &change); }
  void event(const pv_event& event) { table_->event(raw_, &event); }
  void exchange(const pv_exchange& exchange) { table_->exchange(raw_, &exchange); }

  // The room last given by `samples` (or by Output::like).
  std::span<SeriesId> series() const { return columns_.series; }
  std::span<double> values() const { return columns_.values; }
  std::span<std::uint8_t> qualities() const { return columns_.qualities; }

  void* release() { return std::exchange(raw_, nullptr); }

 private:
  void change(std::int32_t kind, EntityId entity, std::span<const pv_attribute> attributes) {
    change({.size = sizeof(pv_entity_change),
            .kind = kind,
            .entity = entity,
            .attribute_count = attributes.size(),
            .attributes = attributes.data()});
  }

  const pv_output* table_;
  void* raw_;
  Columns columns_{};
};

// [worker] Only from inside run(), process() or flush().
class Output {
 public:
  explicit Output(const Host& host)
      : table_(&host.need<pv_output>(PV_OUTPUT)), host_(host.raw().self) {}

  // What anybody downstream takes: PV_SAMPLES | ... Do not make what nobody wants.
  std::uint32_t wanted() const { return table_->wanted(host_); }
  bool wants(std::uint32_t what) const { return (wanted() & what) != 0; }

  // Throws Error where there is no memory for it.
  Draft begin(std::int64_t time_ms, std::uint32_t flags = 0) const {
    void* raw = table_->begin(host_, time_ms, flags);
    if (raw == nullptr) throw Error("cannot begin a batch: there is no memory for it");
    return {*table_, raw};
  }
  // A draft with the batch's time, flags, series, values and qualities.
  Draft like(const Batch& batch) const {
    Draft draft = begin(batch.timeMs(), batch.flags());
    const Columns room = draft.samples(batch.series().size());
    std::ranges::copy(batch.series(), room.series.begin());
    std::ranges::copy(batch.values(), room.values.begin());
    std::ranges::copy(batch.qualities(), room.qualities.begin());
    return draft;
  }

  // Waits while an edge that blocks is full. False when a stop was asked for meanwhile. Throws
  // Refused where the draft was pushed before, or lacks something that did not go in.
  bool push(Draft&& draft) const { return sent(table_->push(host_, draft.release())); }
  // The batch that process() was given goes on as it is, nothing is copied; its flags may be
  // changed. Throws Refused for any other batch.
  bool forward(const Batch& batch) const { return forward(batch, batch.flags()); }
  bool forward(const Batch& batch, std::uint32_t flags) const {
    return sent(table_->forward(host_, &batch.raw(), flags));
  }

 private:
  static bool sent(pv_status status) {
    if (status == PV_FAILED) throw Refused();
    return status == PV_OK;
  }

  const pv_output* table_;
  void* host_;
};

}  // namespace pipevane
