// Makes what several components tell of the same things one truth, and adds rates, percentages,
// totals and what the pipeline's expressions compute to it. What only one tells goes on uncopied;
// the derived samples of a batch go out right before it, with its time, and right before the last
// one of a source's cycle the totals.
#pragma once

#include "plugins/derive/counter.h"
#include "plugins/derive/derived_columns.h"
#include "plugins/derive/expressions/expressions.h"
#include "plugins/derive/merge/merge.h"
#include "plugins/derive/plan.h"
#include "plugins/derive/provenance.h"
#include "plugins/derive/share.h"
#include "plugins/derive/totals/totals.h"
#include "plugins/derive/uptime.h"

#include <pipevane/plugin.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace pipevane::derive {

class Derive final : public Transform {
 public:
  static constexpr auto kOptions = options(
      duration("max_gap")
          .fallback("5m")
          .range(1'000, 86'400'000)
          .help("The longest time between two samples of a counter that a rate is told for."),
      boolean("totals").fallback("true").help(
          "Sums up guests per node and pool, and everything per cluster and over all."),
      duration("stale_after")
          .fallback("1m")
          .range(1'000, 86'400'000)
          .help("A part of a total that nothing new came of for so long makes the total stale. As "
                "the same option of the web sink."),
      map("expressions")
          .fallback("{}")
          .help("New metrics, each with the expression that computes it: \"memory_short_ratio: "
                "(memory_total_bytes - memory_used_bytes) / memory_total_bytes\". Units are "
                "checked, and a name that ends in one says it."));

  Derive(const Options& options, const Host& host);

  void process(const Batch& batch, Output& output) override;
  const void* service(std::string_view name) override;

  // [any] Runs `body` with what is known of who told what, while nothing changes in it.
  template <class Body>
  auto merged(Body body) const {
    const std::lock_guard lock(mutex_);
    return body(merge_);
  }
  std::vector<ProvenanceWord> provenance(EntityId entity) const;

 private:
  // What a series' rate depends on. A backfill's samples that are older than what their own series
  // has seen have a state of their own, so that they never touch what the live ones build on: that
  // goes on from where the source's own times ended.
  struct Track {
    std::vector<Counter> counters;  // by slot
    std::vector<Uptime> uptimes;    // by entity
  };
  struct Touched {
    std::uint32_t sample;
    std::uint32_t index;
  };

  // The newest that was told of a percentage.
  struct Told {
    std::int64_t time_ms = kNoTime;
    bool unknown = false;
  };

  // Who says that nothing is known any more is asked about rarely: only then it matters who of the
  // others is still there.
  void notePresent(const Batch& batch);
  // What comes of the batch goes out; it itself does after that.
  void pass(const Batch& batch, Output& output);
  static void send(const Batch& batch, Output& output);
  // What comes of the batch, into derived_.
  void compute(const Batch& batch);
  void tell(const Batch& batch, Output& output) const;
  void tellCorrections(Output& output) const;
  void reportExpressions();
  void tellTotals(std::string_view component, Output& output);
  void makeRoom(Track& track) const;
  // What was late before is no baseline for what is late now, unless nothing was told in between.
  void forgetLate(const Merge::Filling& gap);
  // Of a series that has seen so much.
  Track& trackOf(const Batch& batch, std::int64_t seen_ms);
  void sort(const Batch& batch);
  void fraction(std::uint32_t index, const Batch& batch, std::size_t sample);
  void stepUptimes(const Batch& batch);
  void stepCounters(const Batch& batch);
  void computeShares(const Batch& batch);
  void add(std::vector<Told>& told, std::uint32_t index, const Plan::Target& target,
           const Batch& batch, Derived derived);

  const Host host_;
  const std::int64_t max_gap_ms_;
  mutable std::mutex mutex_;  // of the merge, which others ask about
  Merge merge_;
  Plan plan_;
  Track live_, late_;
  std::vector<Share> shares_;                       // by slot
  std::vector<Told> fractions_told_, shares_told_;  // by slot
  std::vector<Touched> touched_uptimes_, touched_counters_, touched_shares_;
  DerivedColumns derived_;
  std::optional<Totals> totals_;
  std::optional<Expressions> expressions_;  // where there are any
};

}  // namespace pipevane::derive
