// An output that moves everything that goes through it in time, and leaves out what is not so.
#pragma once

#include "plugins/replay/tellers.h"

#include <pipevane/output.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace pipevane::replay {

// Stands between a decoder and the engine's output, as an output of its own. [worker] `host`
// outlives this.
class ShiftedOutput {
 public:
  explicit ShiftedOutput(const Host& host);
  ShiftedOutput(const ShiftedOutput&) = delete;
  ShiftedOutput& operator=(const ShiftedOutput&) = delete;

  Output& output() { return output_; }

  // Added to the times of batches and events from now on.
  void setShift(std::int64_t shift_ms) { shift_ms_ = shift_ms; }
  // Added to the flags of batches from now on.
  void setFlags(std::uint32_t flags) { flags_ = flags; }
  // Who tells what goes through it.
  Tellers& tellers() { return tellers_; }
  // From now on samples up to the newest time so far are left out: a loop that begins anew brings
  // the history again that its session began with.
  void leaveOutThePast() { floor_ms_ = newest_ms_; }

 private:
  // A draft of the engine's, and where the samples go that are left out.
  struct Moved {
    ShiftedOutput* owner;
    void* draft;
    bool past;
    std::vector<SeriesId> series;
    std::vector<double> values;
    std::vector<std::uint8_t> qualities;
  };

  static ShiftedOutput& of(void* self) { return *static_cast<ShiftedOutput*>(self); }
  static Moved& moved(void* draft) { return *static_cast<Moved*>(draft); }
  static pv_host hostOver(ShiftedOutput* self, const Host& host);

  static std::uint32_t wanted(void* self);
  static void* begin(void* self, std::int64_t time_ms, std::uint32_t flags);
  static pv_columns samples(void* draft, std::size_t count);
  static void change(void* draft, const pv_entity_change* change);
  static void event(void* draft, const pv_event* event);
  static void exchange(void* draft, const pv_exchange* exchange);
  static pv_status push(void* self, void* draft);
  static pv_status forward(void* self, const pv_batch* batch, std::uint32_t flags);
  static void discard(void* draft);
  static const pv_output kTable;

  const pv_output* engine_;  // the table that this stands before
  void* engine_self_;
  std::int64_t shift_ms_ = 0;
  std::uint32_t flags_ = 0;
  Tellers tellers_;
  std::int64_t newest_ms_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t floor_ms_ = newest_ms_;
  pv_host host_;
  Output output_;
};

}  // namespace pipevane::replay
