// A series that several components tell: which of their samples are the one truth. A few numbers
// for each, whatever comes.
#pragma once

#include "plugins/derive/merge/dropped.h"
#include "plugins/derive/merge/report.h"
#include "plugins/derive/merge/teller.h"
#include "plugins/derive/quality.h"

#include <algorithm>
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
  // What becomes of a sample.
  struct Verdict {
    enum class Kind : std::uint8_t { kTake, kFill, kTakeNow, kDrop } kind;
    Dropped why{};
    // Of the first one to fill its gap: what was told before that.
    std::optional<std::int64_t> after_ms{};

    static Verdict drop(Dropped why) { return {Kind::kDrop, why}; }
  };

  // It was the first one's alone until now, as far as is known of its entity.
  explicit ToldSeries(const Teller& first);

  // `beside_values`: the batch has values of the entity with the source's own time. What is unknown
  // or stale without them only says that its component cannot tell.
  Verdict hear(const Said& said, bool beside_values, bool backfill);

  // It is told that its entity does not run, or that nobody knows. Where one component knows
  // nothing of it any more the others do not outweigh that: what is to be told, right after the
  // newest sample.
  std::optional<Said> takeBack();
  // That nothing is known, as it is told now.
  Said now() const { return {.component = newest_by_, .time_ms = newest_ms_}; }

  // Who told the newest sample.
  ComponentIndex toldBy() const { return newest_by_; }
  std::int64_t newestMs() const { return newest_ms_; }
  std::span<const Said> all() const { return {said_.data(), count_}; }

 private:
  // More than three tell no series; beyond that the one who is silent for longest is forgotten.
  static constexpr std::size_t kMostTellers = 3;
  // The stamps of one cycle are whole seconds, of one reading of the clock or of two.
  static constexpr std::int64_t kSameCycleMs = 1'500;
  // Proxmox VE measures every 10 s: in a longer time something is missing.
  static constexpr std::int64_t kBeatMs = 15'000;
  // What nodes remember, and so what may be filled yet.
  static constexpr std::int64_t kKeptMs = 30 * 60'000;

  // Between two times nothing was told that has a time of its own. What lies before the first
  // sample is longer than any span has room for.
  struct Stretch {
    std::int64_t until_ms = kLongAgo;
    std::uint32_t length_ms = 0;
    bool begun = false;  // to be filled

    static Stretch between(std::int64_t from_ms, std::int64_t until_ms) {
      constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
      return {until_ms, static_cast<std::uint32_t>(std::min(until_ms - from_ms, kMost))};
    }
    std::int64_t fromMs() const { return until_ms - length_ms; }
    std::uint32_t lengthAt(std::int64_t now_ms) const {
      return until_ms < now_ms - kKeptMs ? 0 : length_ms;
    }
  };
  // One is what lies before the first sample. Sources that fail in turn for a quarter of an hour
  // leave about as many before the first of them can say what it missed.
  static constexpr std::size_t kStretches = 7;

  Said& of(ComponentIndex component);
  bool knownBeside(ComponentIndex component, std::int64_t since_ms, bool timed) const;
  Verdict doubt(Said& own, const Said& said);
  Verdict step(const Said& said, bool timed);
  Verdict late(const Said& said, bool timed, bool set_back);
  Verdict older(const Said& said);
  void moveTo(const Said& said);
  void noteTimed(std::int64_t time_ms);

  std::array<Said, kMostTellers> said_;
  std::array<Stretch, kStretches> stretches_;
  std::int64_t newest_ms_;
  std::int64_t timed_ms_;  // the newest one with the source's own time
  std::int64_t estimated_ms_ = kLongAgo;
  std::int64_t late_ms_ = kLongAgo;
  std::uint8_t count_ = 1;
  std::uint8_t late_ = 0;  // so many in a row
  bool filling_ = false;   // what was not measured since `timed_ms_`
  ComponentIndex newest_by_, late_by_ = kNoComponent;
};

}  // namespace pipevane::derive
