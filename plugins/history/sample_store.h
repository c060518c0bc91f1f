// The recent samples of every series within a limit of memory. Each series is kept by its own
// clock: the retention counts back from its own newest sample, so that a source whose clock is
// wrong, or a session that is replayed at the times it was recorded, costs no other series
// anything. What nothing arrives for any more goes by the host's steady clock. Where the memory is
// full whoever has most of it makes room. Not for two threads at once.
#pragma once

#include "plugins/history/owners.h"
#include "plugins/history/series_table.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::history {

struct SampleLimits {
  std::int64_t retention_ms;
  std::size_t bytes;
};

// How a batch came: when, by the host's clock that tells the time and by its steady one, and
// whether it fills a gap.
struct Arrival {
  std::int64_t now_ms;
  std::int64_t steady_ms;
  bool backfill = false;
};

class SampleStore {
 public:
  // Whose a series is, valid until the next call; nothing where that id was never given.
  using OwnerOf = std::function<std::optional<std::string_view>(SeriesId)>;

  // `owner_of` is asked for each series without samples that one comes of.
  SampleStore(SampleLimits limits, OwnerOf owner_of);

  // What is there goes on with other limits; `owner_of` as for a new one.
  void goOnWith(SampleLimits limits, OwnerOf owner_of) {
    limits_ = limits;
    owner_of_ = std::move(owner_of);
  }

  // Takes all samples of one source time. What the limits forbid is dropped and counted.
  void add(std::int64_t time_ms, std::span<const SeriesId> series, std::span<const double> values,
           std::span<const std::uint8_t> qualities, Arrival arrival);

  // Appends the series' samples in [from, to), but for those that the retention has passed.
  void collect(SeriesId series, std::int64_t from_ms, std::int64_t to_ms,
               std::vector<Point>& points) const;
  // The time of its oldest sample that the retention has not passed; nothing where it has none.
  std::optional<std::int64_t> begin(SeriesId series) const;
  // Source times of the oldest and the newest sample kept; both 0 where there is none.
  std::pair<std::int64_t, std::int64_t> extent() const;
  // The time that samples of these series are kept for, up to the newest one.
  std::pair<std::int64_t, std::int64_t> kept(std::span<const SeriesId> series) const;
  // What is held and what was lost; bytes with all that belongs to the samples.
  Tally tally() const;
  std::size_t seriesCount() const { return live_series_; }
  // Who made room last; empty where nobody had to.
  const std::string& evictedFrom() const { return evicted_from_; }

 private:
  using Entry = SeriesEntry;
  // What the retention of a series whose clock jumped counts from, instead of its newest sample.
  struct Reference {
    std::int64_t time_ms;
    std::int64_t until_ms;  // by the store's own time
  };
  void pass(std::int64_t steady_ms);
  void addSlice(std::int64_t time_ms, std::span<const SeriesId> series,
                std::span<const double> values, std::span<const std::uint8_t> qualities);
  void addOne(SeriesId series, const Point& point);
  void addElsewhere(SeriesId series, Entry& entry, const Point& point);
  void noteLate(SeriesId series, Entry& entry, std::int64_t time_ms);
  void noteNewest(SeriesId series, Entry& entry, std::int64_t time_ms);
  void caughtUp(SeriesId series, Entry& entry);
  void forgetAhead(SeriesId series, Entry& entry);
  Entry* begun(SeriesId series);
  void ended(SeriesId series, Entry& entry);
  bool ahead(std::int64_t time_ms) const;
  std::int64_t horizonOf(SeriesId series, const Entry& entry) const;
  Tally& tallyOf(const Entry& entry) { return owners_[entry.owner].tally; }
  void index(SeriesId series, Entry& entry);
  void dropOldestBlock(SeriesId series, Entry& entry, std::uint64_t& counter);
  void expire(SeriesId series, Entry& entry, std::int64_t horizon_ms);
  void sweep();
  void forget(SeriesId series, Entry& entry, std::uint64_t& counter);
  void evict();
  bool evictFromHeads(std::uint16_t owner);
  bool evictSilent(std::uint16_t owner);
  std::size_t bytes() const;
  bool beyondLimit() const { return bytes() > limits_.bytes; }

  SampleLimits limits_;
  OwnerOf owner_of_;
  SeriesTable table_;
  Owners owners_;
  std::string evicted_from_;
  std::map<SeriesId, Reference> references_;
  std::vector<Point> scratch_;
  Tally tally_;  // but for the bytes
  std::size_t live_series_ = 0;
  // Of the batch being added.
  Arrival arrival_{.now_ms = std::numeric_limits<std::int64_t>::min(),
                   .steady_ms = std::numeric_limits<std::int64_t>::min()};
  bool batch_ahead_ = false;     // is it
  std::int64_t horizon_ms_ = 0;  // of a series whose newest sample is in it
  std::int64_t passed_ms_ = 0;   // the store's own time: how long batches have been coming
  std::uint32_t passed_s_ = 0;
  std::int64_t swept_at_ms_ = 0;
};

}  // namespace pipevane::history
