// A cycle as bytes, out of all that was written before it in the same journal: what a series has
// mostly costs next to nothing. Read in the order in which they were written, all come back to the
// last bit.
//
// Bytes: names that are new, the batches by runs of one time, and events. Of a run come first which
// series are told and how well known, mostly the same as before, then what was measured, and last
// what `derive` computed of that, of which nothing is written where it is what it should be.
#pragma once

#include "plugins/history/disk/cycle.h"
#include "plugins/history/disk/series_names.h"
#include "plugins/history/disk/value_track.h"

#include <pipevane/dictionary.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace pipevane::history {

class JournalCode {
 public:
  // What nobody's bytes make more of.
  static constexpr std::size_t kMostSamples = 1U << 23U, kMostBatches = 1U << 20U,
                               kMostEvents = 1U << 17U, kMostAttributes = 1U << 12U;

  using FactsOf = std::function<Facts(SeriesId)>;
  JournalCode(const Dictionary& dictionary, FactsOf facts_of)
      : facts_of_(std::move(facts_of)), names_(dictionary) {}

  // Samples of series that the dictionary does not know are left out.
  std::vector<std::byte> write(const Cycle& cycle);
  // Replaces `cycle`. False: nobody wrote that here, and nothing that follows can be read.
  bool read(std::span<const std::byte> bytes, Cycle& cycle);

  std::size_t series() const { return names_.series().size(); }
  std::size_t bytes() const;

 private:
  struct Run {
    std::size_t first_batch, batches;
    std::size_t first, count;  // samples
  };
  struct EventPlaces {
    Numbers counts, times, entities, severities;
    Texts texts;
    Likelihood absent;
  };

  bool number(const Cycle& cycle);
  Cycle named(const Cycle& cycle);
  template <class Code>
  void code(Code& code, Cycle& cycle);
  template <class Code>
  void codeRules(Code& code, std::size_t first);
  template <class Code>
  void codeBatches(Code& code, Cycle& cycle, Run& run);
  template <class Code>
  void codeHead(Code& code, CycleBatch& batch);
  template <class Code>
  void codeSeries(Code& code, Cycle& cycle, const Run& run);
  template <class Code>
  void codeValues(Code& code, Cycle& cycle, const Run& run, bool computed);
  template <class Code>
  void codeEvents(Code& code, Cycle& cycle);
  template <class Code>
  void codeEvent(Code& code, CycleEvent& event);
  ValuePlaces& placesOf(std::uint32_t track) { return *places_[names_.series()[track].metric]; }

  FactsOf facts_of_;
  SeriesNames names_;
  // By number of the series.
  std::vector<ValueTrack> tracks_;
  std::vector<std::uint32_t> next_;                   // which was told after it
  std::vector<std::unique_ptr<ValuePlaces>> places_;  // by number of the metric
  std::vector<std::uint32_t> numbers_;                // of the cycle's samples
  // What was last.
  std::uint32_t last_ = 0;
  bool followed_ = true;
  std::int64_t time_ms_ = 0, event_ms_ = 0;
  Arrival arrival_{};
  Numbers counts_, samples_, times_, now_steps_, steady_steps_, others_, rules_of_;
  Symbols<3> rules_;
  Likelihood backfill_;
  EventPlaces events_;
};

}  // namespace pipevane::history
