// The recent samples of every series within a limit of memory. Series that come together are kept
// together, and by their own clock: the retention counts back from the newest sample of their
// frame, so that a source whose clock is wrong, or a session that is replayed at the times it was
// recorded, costs no others anything. What nothing arrives for any more goes by the host's steady
// clock. Where the memory is full whoever has most of it makes room. Not for two threads at once.
#pragma once

#include "plugins/history/columns/chunk_moment.h"
#include "plugins/history/frames.h"
#include "plugins/history/many_series.h"

#include <pipevane/batch.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::history {

class SecondThread;

struct SampleLimits {
  std::int64_t retention_ms;
  std::size_t bytes;
  // How many decimal places ratios keep, and two less their percentages; 0: all that there are.
  unsigned ratio_places = 0;
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

  using FactsOf = std::function<Facts(SeriesId)>;

  // `owner_of` is asked for each series without samples that one comes of; `facts_of`, where there
  // is one, when a series is new among those that it comes with.
  SampleStore(SampleLimits limits, OwnerOf owner_of, FactsOf facts_of = {});

  // What is there goes on with other limits; the rest as for a new one.
  void goOnWith(SampleLimits limits, OwnerOf owner_of, FactsOf facts_of);

  // Takes all samples of one source time. What the limits forbid is dropped and counted.
  void add(std::int64_t time_ms, std::span<const SeriesId> series, std::span<const double> values,
           std::span<const std::uint8_t> qualities, Arrival arrival);

  // How long batches have been coming.
  std::int64_t passedMs() const { return passed_ms_; }
  // What goes because it is old, or because of the limits, is kept until it is taken; and what the
  // retention has passed is told until it goes, so that nothing is missing between the two.
  void keepDeparted(bool keeps) { keeps_departed_ = keeps; }
  std::vector<Departed> takeDeparted() { return std::exchange(departed_, {}); }

  // All that it holds, to be kept elsewhere. Takes some milliseconds of 10,000 guests.
  StoreImage image() const;
  // What an empty one held before. What of it is no frame is left out; false where something is.
  bool restore(StoreImage image);
  // Nothing is left of what another one holds as well, to the last bit, nor of what departed.
  // False: that one holds nothing of it.
  bool dropWhatIsIn(const StoreImage& held);
  // What another one was told after this one, as if this one had been: no row of it goes another
  // way than it came, and what was lost is what that one lost. `goes_on`: that one was as this one
  // is, and has gone on since, so that its own time is this one's as well.
  void join(SampleStore later, bool goes_on);
  // Nothing was lost so far: what is read again of what is kept elsewhere was counted when it came.
  void countAnew();
  // What comes now goes by another steady clock than what came before.
  void resume() { arrival_.steady_ms = std::numeric_limits<std::int64_t>::min(); }
  // Whether samples of it are kept, wherever the next one goes.
  bool has(SeriesId series) const {
    return frames_.placeOf(series).has_value() || frames_.hasFormer(series);
  }
  // Of every packed part: `visit(chunk)`, which may mark it.
  template <class Visit>
  void eachChunk(Visit visit) {
    frames_.eachChunk(visit);
  }

  // Appends the series' samples in [from, to), but for those that the retention has passed.
  void collect(SeriesId series, std::int64_t from_ms, std::int64_t to_ms,
               std::vector<Point>& points) const;
  // The time of its oldest sample that the retention has not passed; nothing where it has none.
  std::optional<std::int64_t> begin(SeriesId series) const;
  // Source times of the oldest and the newest sample kept; both 0 where there is none.
  std::pair<std::int64_t, std::int64_t> extent() const;
  // The time that samples of these series are kept for, up to the newest one.
  std::pair<std::int64_t, std::int64_t> kept(std::span<const SeriesId> series) const;

  // ---- many series, piece by piece; what comes between two pieces changes nothing of those done
  // Where those are that have samples, in the order in which they are read.
  std::vector<Sought> find(std::span<const SeriesId> series) const;
  std::vector<Sought> findAll() const;
  // Reads the samples in [from, to) of the first ones, at least of one, but for those that the
  // retention has passed; of how many.
  std::size_t read(std::span<const Sought> sought, std::int64_t from_ms, std::int64_t to_ms,
                   SeriesReader& reader) const;
  // Adds what the first ones told last in [since, time]; of how many. Where there is a thread
  // beside it takes some of them.
  std::size_t at(std::span<const Sought> sought, std::int64_t since_ms, std::int64_t time_ms,
                 Snapshot& snapshot, SecondThread* second = nullptr) const;

  // What is held and what was lost; bytes with all that belongs to the samples.
  Tally tally() const;
  std::size_t seriesCount() const { return frames_.seriesCount(); }
  std::size_t frameCount() const { return frames_.count(); }
  // Who made room last; empty where nobody had to.
  const std::string& evictedFrom() const { return evicted_from_; }

 private:
  // Where the next sample of the batch goes, if it is of the column that follows.
  struct Cursor {
    FrameId frame = kNoFrame;
    Row* row = nullptr;  // none: that time is not kept
    std::size_t column = 0;
    bool behind = false;         // the newest row of the frame
    bool forgets_ahead = false;  // what is told by it, and was by a clock that was ahead
  };

  bool restoreFrames(std::vector<FrameImage> frames);
  void pass(std::int64_t steady_ms);
  bool seek(const Incoming& batch, std::size_t at);
  double kept(double value, Rounding rounding) const;
  bool settle(const Incoming& batch, std::size_t at);
  bool separate(const Incoming& batch, std::size_t at, FrameId id);
  void enter(FrameId id, std::int64_t time_ms);
  void leave();
  bool toldElsewhere(SeriesId series, std::int64_t time_ms) const;

  void noteLate(KeptFrame& kept, std::int64_t time_ms);
  void forgetAhead(FrameId id);
  void noteNewest(KeptFrame& kept, std::int64_t time_ms);
  bool ahead(std::int64_t time_ms) const;
  std::int64_t horizonOf(const KeptFrame& kept) const;
  std::int64_t toldSince(const KeptFrame& kept) const;
  template <class Visit>
  void eachPlace(SeriesId series, Visit visit) const;

  std::size_t stillThere(std::span<const Sought> sought) const;
  std::size_t readAlone(const Sought& sought, std::int64_t from_ms, std::int64_t to_ms,
                        SeriesReader& reader) const;
  void readAt(std::span<const Sought> sought, std::int64_t since_ms, std::int64_t time_ms,
              Workbench& bench, Snapshot& snapshot) const;
  std::optional<Point> lastOf(SeriesId series, std::int64_t since_ms, std::int64_t time_ms,
                              Workbench& bench, MomentBench& moment_bench) const;

  void sweep();
  void sweepColumns(FrameId id);
  void evict();
  bool evictPacked(std::uint16_t owner);
  bool evictOpen(std::uint16_t owner);
  bool evictSilent(std::uint16_t owner);
  template <class Drop>
  void drop(FrameId id, std::uint64_t& counter, Drop drop);
  void dropped(FrameId id, std::size_t samples, std::uint64_t& counter);
  void expire(FrameId id, std::int64_t horizon_ms);
  void departs(FrameId id, std::uint32_t column);
  void forget(FrameId id, std::uint64_t& counter);
  bool beyondLimit() const { return frames_.bytes() > limits_.bytes; }

  SampleLimits limits_;
  OwnerOf owner_of_;
  FactsOf facts_of_;
  double ratio_scale_;  // 1: whatever they are
  Frames frames_;
  std::string evicted_from_;
  mutable Workbench bench_;
  Tally tally_;  // but for the bytes
  // Of the batch being added.
  Cursor cursor_;
  std::vector<std::size_t> told_again_;  // columns, by a clock that is ahead no more
  Arrival arrival_{.now_ms = std::numeric_limits<std::int64_t>::min(),
                   .steady_ms = std::numeric_limits<std::int64_t>::min()};
  bool batch_ahead_ = false;
  std::int64_t passed_ms_ = 0;  // the store's own time: how long batches have been coming
  std::uint32_t passed_s_ = 0;
  std::int64_t swept_at_ms_ = 0;
  bool keeps_departed_ = false;
  std::vector<Departed> departed_;
};

}  // namespace pipevane::history
