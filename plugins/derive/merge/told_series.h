// A series that several components tell: which of their samples are the one truth. A few numbers
// for each, whatever comes.
#pragma once

#include "plugins/derive/merge/dropped.h"
#include "plugins/derive/merge/report.h"
#include "plugins/derive/merge/teller.h"
#include "plugins/derive/merge/told_cycles.h"
#include "plugins/derive/quality.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace pipevane::derive {

class ToldSeries {
 public:
  // What one component said last.
  struct Said {
    ComponentIndex component = kNoComponent;
    Quality quality = Quality::kUnknown;
    std::int64_t time_ms = kLongAgo;
    double value = std::numeric_limits<double>::quiet_NaN();

    bool empty() const { return !usable(value, quality) || quality == Quality::kStale; }
  };
  // What becomes of a sample. `kTakeNow`: what `now` says is told in its place.
  struct Verdict {
    enum class Kind : std::uint8_t { kTake, kFill, kTakeNow, kDrop } kind;
    Dropped why{};
    // Of one that fills a gap: what was told last before it, no later than it was.
    std::int64_t after_ms = kLongAgo;

    static Verdict drop(Dropped why) { return {Kind::kDrop, why}; }
  };

  // It was the first one's alone until now: from then on, last as an estimate or not, and else as
  // far as is known of its entity.
  ToldSeries(const Teller& first, bool estimated, std::int64_t since_ms);

  // `beside_values`: the batch has values of the entity with the source's own time. What is unknown
  // or stale without them only says that its component cannot tell.
  Verdict hear(const Said& said, bool beside_values, bool backfill);

  // What that component told of later than that was of a clock that was ahead, and it is silent
  // while others go on.
  void leaveBehind(ComponentIndex component, std::int64_t until_ms);

  // It is told that its entity does not run, or that nobody knows. Where one component knows
  // nothing of it any more the others do not outweigh that: what is to be told, right after the
  // newest sample.
  std::optional<Said> takeBack();
  // What was told last, and by whom.
  const Said& now() const { return newest_; }
  std::span<const Said> all() const { return {said_.data(), count_}; }

 private:
  // More than three tell no series; beyond that the one who is silent for longest is forgotten.
  static constexpr std::size_t kMostTellers = 3;
  // Proxmox VE measures every 10 s. What a component tells live, and so much behind what it told
  // itself of the series, is no delay on the way: sources tell a series in order.
  static constexpr std::int64_t kBeatMs = 15'000;

  Said& of(ComponentIndex component);
  bool knownBeside(ComponentIndex component, std::int64_t since_ms, bool timed) const;
  bool setBack(const Said& own, const Said& said);
  Verdict doubt(Said& own, const Said& said);
  Verdict step(const Said& said, bool timed);
  Verdict late(const Said& said, bool timed, bool backfill);
  Verdict older(const Said& said, bool timed);
  void moveTo(const Said& said);

  std::array<Said, kMostTellers> said_;
  ToldCycles cycles_;  // with the source's own time
  // As it was told. Of what was told alone, by one, no value is kept.
  Said newest_;
  // Of a clock that was set back: the newest time that it told before that. Live samples up to then
  // are of now, and fill nothing.
  std::int64_t ahead_ms_ = kLongAgo;
  // The last one of them that was followed, and so many in a row were.
  Said followed_;
  std::uint8_t count_ = 1;
  std::uint8_t late_ = 0;
};

}  // namespace pipevane::derive
